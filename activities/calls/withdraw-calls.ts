/** Calls whose claims were given back leave the queue of placements, where others wait behind them. */
import { WorkflowNotFoundError } from '@temporalio/client';
import { withdrawSignal } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';

// Signals in flight: bounds the requests to Temporal. There are no more claims than leave the queue in a second or two.
const AT_ONCE = 10;
// Longer is not worth it: the call finds out itself by then.
const SIGNAL_DEADLINE_MS = 2_000;

/** Never throws: it is a courtesy to those who wait behind them. */
export async function withdrawCalls(
  { client, logger }: Pick<ActivityDeps, 'client' | 'logger'>,
  callIds: string[],
): Promise<void> {
  for (let i = 0; i < callIds.length; i += AT_ONCE)
    await Promise.all(
      callIds.slice(i, i + AT_ONCE).map((callId) =>
        client
          .withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
            client.workflow.getHandle(callId).signal(withdrawSignal),
          )
          .catch((error: unknown) => {
            // Not started yet, or over: it waits in no queue.
            if (error instanceof WorkflowNotFoundError) return;
            logger.warn({ callId, err: error }, 'a call could not be told that its claim was given back');
          }),
      ),
    );
}
