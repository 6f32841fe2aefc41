import { hangUpSignal } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';

// A signal that Temporal has not accepted by then is dropped: the call's job is still canceled when the call ends.
const SIGNAL_DEADLINE_MS = 2_000;

/** How an activity asks a call to hang up: by a signal to its workflow. That it could not be told stands in the log. */
export const hangUpBySignal =
  ({ client, logger }: Pick<ActivityDeps, 'client' | 'logger'>) =>
  async (callId: string): Promise<boolean> => {
    try {
      await client.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
        client.workflow.getHandle(callId).signal(hangUpSignal, 'canceled'),
      );
      return true;
    } catch (error) {
      logger.warn({ callId, err: error }, 'a call could not be told to hang up');
      return false;
    }
  };
