/** The circuits of one test's providers: what workers and operators say to them, and what is to be seen of them. */
import { ANALYST } from '../../domain/providers/providers';
import { circuitLimits, type HealthReport } from '../../domain/providers/circuit';
import { type ProviderDocument } from '../../store/mongodb/documents';
import {
  pauseProviderSignal,
  type ProviderInput,
  providerQuery,
  type ProviderView,
  providerWorkflowId,
  reportSignal,
  resumeProviderSignal,
  workflowTypes,
} from '../../workflows/contract';
import { eventually } from './eventually';
import { type Ringmaster } from './ringmaster';

export const HTTP = 'http';

/** A test has no minute to wait for a probe. */
export const impatient = { ...circuitLimits, firstBackOffMs: 100, mostBackOffMs: 400 };

export const outage: HealthReport = { ok: 0, failed: circuitLimits.minFailures, reason: 'answered 503' };

export function circuitsOf(rm: Ringmaster) {
  const handle = (provider = HTTP) =>
    rm.client.workflow.getHandle(providerWorkflowId(provider, rm.taskQueues));
  /** As everybody does it: the workflow is started if there is none. */
  const start = (provider: string, input: Partial<ProviderInput>) => ({
    workflowId: providerWorkflowId(provider, rm.taskQueues),
    taskQueue: rm.taskQueues.campaigns,
    args: [{ Provider: provider, Limits: impatient, ...input }] as [ProviderInput],
  });

  const circuits = {
    handle,
    view: (provider?: string): Promise<ProviderView> => handle(provider).query(providerQuery),
    stored: (provider = HTTP): Promise<ProviderDocument | null> =>
      rm.store.providers.findOne({ _id: provider }),
    untilStored: (wanted: Partial<ProviderDocument>, provider?: string): Promise<void> =>
      eventually(async () => expect(await circuits.stored(provider)).toMatchObject(wanted)),

    report: (health = outage, input: Partial<ProviderInput> = {}) =>
      rm.client.workflow.signalWithStart(workflowTypes.provider, {
        ...start(HTTP, input),
        signal: reportSignal,
        signalArgs: [health],
      }),
    pause: (reason: string, provider = HTTP) =>
      rm.client.workflow.signalWithStart(workflowTypes.provider, {
        ...start(provider, {}),
        signal: pauseProviderSignal,
        signalArgs: [reason],
      }),
    resume: (provider?: string) => handle(provider).signal(resumeProviderSignal),
    terminate: (provider?: string) =>
      handle(provider)
        .terminate('the test begins anew')
        .catch(() => undefined),

    /** As if no provider had ever failed. */
    async forget(): Promise<void> {
      await rm.simulator.set({ Outage: false });
      for (const provider of [HTTP, ANALYST]) await circuits.terminate(provider);
      await rm.store.providers.deleteMany({ _id: { $exists: true } });
    },
  };
  return circuits;
}
