import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { cancelJobsOfNumbers } from '../../store/numbers/opt-outs';
import { type ApiDependencies } from '../http/dependencies';

/** Each is one signal of a few milliseconds; more at a time would only queue in Temporal. */
const HANG_UPS_AT_ONCE = 10;

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
export async function stopCalls(deps: Ending, numbers: Numbers): Promise<boolean> {
  const { callsToHangUp } = await cancelJobsOfNumbers(deps.store, { ...numbers, now: deps.clock.date() });
  return (await hangUpAll(deps, callsToHangUp)) && (await untilDialsInFlightEnd(deps, numbers));
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
