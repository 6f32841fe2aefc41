/** Takes calls whose claims were given back out of the queue of placements, where others wait behind them. */
import { WorkflowNotFoundError } from '@temporalio/client';
import { withdrawSignal } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';

// Signals in flight: bounds the requests to Temporal. There are only as many claims as leave the queue in a second or
// two.
const AT_ONCE = 10;
// By then the call finds out itself.
const SIGNAL_DEADLINE_MS = 2_000;

/** Never throws: it only lets the calls behind them go sooner. */
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
            // Not started yet, or over: it is in no queue.
            if (error instanceof WorkflowNotFoundError) return;
            logger.warn({ callId, err: error }, 'a call could not be told that its claim was given back');
          }),
      ),
    );
}
