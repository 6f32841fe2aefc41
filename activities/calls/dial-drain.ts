/**
 * Waits until dials permitted under old rules have left: the second half of every restriction, before it is
 * acknowledged.
 */
import { setTimeout } from 'node:timers/promises';
import { type Clock } from '../../store/mongodb/clock';
import { type DialScope, listDialsInFlight, stillInUse } from '../../store/dialling/dials-in-flight';
import { type Store } from '../../store/mongodb/mongo';

// Shorter than the placement it waits for (milliseconds), long enough to cost MongoDB nothing.
const POLL_MS = 10;
// A permit to dial expires after 4.5 s; if one lasts longer, a clock is wrong.
const LONGEST_DIAL_MS = 5_000;

interface DrainDeps {
  store: Store;
  clock: Pick<Clock, 'date' | 'isSettled'>;
}

/** Whether `untilDialsInFlightEnd` would have to wait. */
export async function areDialsInFlight({ store, clock }: DrainDeps, scope: DialScope): Promise<boolean> {
  return (await listDialsInFlight(store, scope, nowOf(clock))).length > 0;
}

/**
 * Returns when no placement that was permitted before this call is in flight to the provider.
 *
 * Code that restricts calls (a pause, a version, the organisation, an opt-out, a provider's pause, a cancellation)
 * first writes the restriction and then calls this. A dial first takes its permit and then reads the restrictions. So
 * either the dial sees the restriction, or this sees the dial and waits for it. Later permits need no waiting: they see
 * the restriction.
 * @param beforeLook heartbeat before every look; what it throws ends the wait
 * @returns false when a dial lasts longer than a permit can: nothing may be acknowledged then.
 */
export async function untilDialsInFlightEnd(
  { store, clock }: DrainDeps,
  scope: DialScope,
  beforeLook: () => void = () => undefined,
): Promise<boolean> {
  const deadline = performance.now() + LONGEST_DIAL_MS;
  let inUse = await listDialsInFlight(store, scope, nowOf(clock));
  while (inUse.length > 0) {
    beforeLook();
    if (performance.now() > deadline) return false;
    await setTimeout(POLL_MS);
    inUse = await stillInUse(store, inUse, nowOf(clock));
  }
  return true;
}

/** A clock that was just set cannot tell which permits have expired: then all unused ones are waited for. */
const nowOf = (clock: DrainDeps['clock']): Date => (clock.isSettled() ? clock.date() : new Date(0));
