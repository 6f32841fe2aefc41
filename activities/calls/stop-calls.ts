/** Stopping the calls to numbers that want no more of them: a client, a file, or the contact in a call says so. */
import { type Clock } from '../../store/mongodb/clock';
import { type OptOutSource } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { failAnalyzedJob } from '../../store/numbers/opted-out-calls';
import { cancelJobsOfNumbers, optOut } from '../../store/numbers/opt-outs';
import { untilDialsInFlightEnd } from './dial-drain';

/** Each hang-up is one signal of a few milliseconds; more at a time would only queue in Temporal. */
const HANG_UPS_AT_ONCE = 10;

export interface StopCallsDeps {
  store: Store;
  clock: Pick<Clock, 'date' | 'isSettled'>;
  /** Asks a call to hang up. False: it could not be told. */
  hangUp: (callId: string) => Promise<boolean>;
}

/** Where it was said. */
export type OptOutWish =
  | { source: Exclude<OptOutSource, 'call'> }
  | {
      source: 'call';
      callId: string;
      jobId: string;
      /** The settling of that call moves its job, which is left alone here. */
      isToBeSettled: boolean;
    };

/**
 * Puts the numbers on the organisation's opt-out list, cancels their incomplete jobs, hangs up our calls to them, and
 * waits until no placement to them is on its way: they are not dialled any more then. Again it does what is left.
 *
 * For a wish that is said in a call it does not wait: the provider may be waiting for our answer before it says that it
 * has placed that very call.
 * @returns how many of the numbers are new on the list; and whether all the rest is done. If not, do it again.
 */
export async function stopCalls(
  { store, clock, hangUp }: StopCallsDeps,
  numbers: { orgId: string; phoneNumbers: string[] },
  wish: OptOutWish,
): Promise<{ added: number; isDone: boolean }> {
  const now = clock.date();
  const said = wish.source === 'call' ? wish : undefined;
  const added = await optOut(store, { ...numbers, source: wish.source, now });
  // Only now: what stores or dials a job meanwhile sees the entry, and what was there before is seen here.
  if (said) await failAnalyzedJob(store, { jobId: said.jobId, callId: said.callId, now });
  const exceptJobId = said?.isToBeSettled ? said.jobId : undefined;
  const { callsToHangUp } = await cancelJobsOfNumbers(store, { ...numbers, exceptJobId, now });
  const areTold = await hangUpAll(hangUp, callsToHangUp);
  if (!areTold || said) return { added, isDone: areTold };
  return { added, isDone: await untilDialsInFlightEnd({ store, clock }, numbers) };
}

/** @returns false when a call could not be told. */
async function hangUpAll(hangUp: StopCallsDeps['hangUp'], callIds: string[]): Promise<boolean> {
  for (let i = 0; i < callIds.length; i += HANG_UPS_AT_ONCE) {
    const told = await Promise.all(callIds.slice(i, i + HANG_UPS_AT_ONCE).map((callId) => hangUp(callId)));
    // Each of the others would wait as long for Temporal, which does not help the client.
    if (told.includes(false)) return false;
  }
  return true;
}
