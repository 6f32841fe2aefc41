import { setTimeout } from 'node:timers/promises';
import { isDialledStill } from '../store/opted-out-calls';
import { cancelJobsOfNumbers } from '../store/opt-outs';
import { type ApiDependencies } from './dependencies';

/** Each is one signal of a few milliseconds; more at a time would only queue in Temporal. */
const HANG_UPS_AT_ONCE = 10;
/** Finer than the placement that is waited for takes (milliseconds), coarse enough to cost MongoDB nothing. */
const DIAL_POLL_MS = 10;
/** A permission to dial is over after 4.5 s; what lasts longer is a clock that is wrong. */
const LONGEST_DIAL_MS = 5_000;

type Ending = Pick<ApiDependencies, 'store' | 'clock' | 'gateway'>;
interface Numbers {
  orgId: string;
  phoneNumbers: string[];
}

/**
 * Ends what is going on with numbers that are on the opt-out list: cancels their jobs, hangs up our calls to them, and waits
 * until no placement to them is on its way. Whoever is answered after that knows that they are not dialled any more.
 * @returns false when that could not be made sure of: done again, it is tried again.
 */
export async function endCallsTo(deps: Ending, numbers: Numbers): Promise<boolean> {
  const { callsToHangUp } = await cancelJobsOfNumbers(deps.store, { ...numbers, now: deps.clock.date() });
  return (await hangUpAll(deps, callsToHangUp)) && (await untilNobodyDials(deps, numbers));
}

/** @returns false when a call could not be told to hang up. */
export async function hangUpAll({ gateway }: Pick<Ending, 'gateway'>, callIds: string[]): Promise<boolean> {
  for (let i = 0; i < callIds.length; i += HANG_UPS_AT_ONCE) {
    const told = await Promise.all(
      callIds.slice(i, i + HANG_UPS_AT_ONCE).map((callId) => gateway.hangUp(callId)),
    );
    // The others would each wait for Temporal as long, and the client has no use for that.
    if (told.includes('unavailable')) return false;
  }
  return true;
}

async function untilNobodyDials({ store, clock }: Ending, numbers: Numbers): Promise<boolean> {
  const deadline = performance.now() + LONGEST_DIAL_MS;
  while (await isDialledStill(store, { ...numbers, now: clock.date() })) {
    if (performance.now() > deadline) return false;
    await setTimeout(DIAL_POLL_MS);
  }
  return true;
}
