import { type WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

interface Signal {
  name: string;
  /** Its first argument. */
  told: unknown;
  /** When the server took it. */
  atMs: number;
}

/** What a workflow was told by signals, in the order of its history: those that came during a task follow that task. */
export async function signalsOf(workflow: Pick<WorkflowHandle, 'fetchHistory'>): Promise<Signal[]> {
  const { events } = await workflow.fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal, eventTime }) => {
    if (!signal) return [];
    const [payload] = signal.input?.payloads ?? [];
    return {
      name: signal.signalName ?? '',
      told: payload && defaultPayloadConverter.fromPayload<unknown>(payload),
      atMs: Number(eventTime?.seconds) * 1_000 + Number(eventTime?.nanos) / 1e6,
    };
  });
}
