import { campaignWorkflowId } from '../../workflows/contract';
import { type Bench } from '../bench';
import { type SetDetail, untilSettled } from '../calls';
import { queueJobs } from '../contacts';
import { type Measured } from '../measured';
import { sampleMemory } from '../memory';

const CAP = 50;

/** What a campaign's calls add to its workflow's history, and to the memory of worker and API. */
export async function history(bench: Bench, setDetail: SetDetail): Promise<Measured[]> {
  const { historyCalls: calls, watchMemory } = bench.sizes;
  const { api, store } = await bench.ringmaster();
  const campaignId = await api.create(CAP);
  await queueJobs(store, campaignId, calls);
  const workflow = bench.temporal.workflow.getHandle(campaignWorkflowId(campaignId));
  const eventsAfter = async (jobs: number): Promise<number> => {
    await untilSettled(store, campaignId, { jobs, setDetail });
    return (await workflow.describe()).historyLength;
  };
  const memory = watchMemory ? sampleMemory(['worker', 'api']) : undefined;
  try {
    await api.command(campaignId, 'start');
    const half = await eventsAfter(calls / 2);
    const all = await eventsAfter(calls);
    await api.command(campaignId, 'pause');
    const shown = calls.toLocaleString('en');
    return [
      {
        work: `campaign history after ${shown} calls`,
        ours: `${all} events`,
        raw: '',
        value: all,
        unit: 'events',
        bar: { atMost: 1_000 },
      },
      {
        work: `growth of the campaign history from half of ${shown} calls to all`,
        ours: `${all - half} events`,
        raw: '',
        value: all - half,
        unit: 'events',
        bar: { atMost: 0 },
      },
      ...(memory?.slopes(calls) ?? []),
    ];
  } finally {
    memory?.stop();
  }
}
