import { setTimeout } from 'node:timers/promises';
import { isUnavailable } from '../../store/mongodb/mongo';
import { type ApiDependencies } from '../http/dependencies';

/**
 * A provider gives up on an answer after 5 s, and the signal before may have taken 3. MongoDB stores this in
 * milliseconds, or in a second on a busy machine; if it takes longer, it will not succeed now.
 */
const STORE_WITHIN_MS = 1_500;

/**
 * Whether a part of an event was stored in time. A slower write goes on and may still succeed, so it must be safe to
 * repeat.
 */
export async function storedInTime(
  { log }: Pick<ApiDependencies, 'log'>,
  callId: string,
  store: () => Promise<unknown>,
): Promise<boolean> {
  const stored = store().then(
    () => true,
    (error: unknown) => {
      // An error of MongoDB may quote what was to be stored, which is personal.
      if (!isUnavailable(error))
        log.error(
          { callId, error: error instanceof Error ? error.name : typeof error },
          'a part of an event could not be stored',
        );
      return false;
    },
  );
  return Promise.race([stored, setTimeout(STORE_WITHIN_MS, false, { ref: false })]);
}
