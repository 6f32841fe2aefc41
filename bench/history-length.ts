import { type Client } from '@temporalio/client';
import { eventually } from '../test/support/eventually';

// A call's workflow completes a moment after its job has settled.
const COMPLETED_WITHIN_MS = 10_000;

/** History events of a workflow that has completed, or is about to. */
export async function historyLength(client: Client, workflowId: string): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  return eventually(
    async () => {
      const { status, historyLength: events } = await handle.describe();
      if (status.name !== 'COMPLETED') throw new Error(`${workflowId} is ${status.name}, not completed.`);
      return events;
    },
    { withinMs: COMPLETED_WITHIN_MS },
  );
}
