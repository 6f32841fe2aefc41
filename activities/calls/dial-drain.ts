/** Waiting until what was permitted under old rules has left: the second half of every restriction that somebody is told of. */
import { setTimeout } from 'node:timers/promises';
import { type Clock } from '../../store/mongodb/clock';
import { type DialScope, listDialsInFlight, stillInUse } from '../../store/dialling/dials-in-flight';
import { type Store } from '../../store/mongodb/mongo';

// Finer than the placement it waits for takes (milliseconds), coarse enough to cost MongoDB nothing.
const POLL_MS = 10;
// A permission to dial is over after 4.5 s; what lasts longer is a clock that is wrong.
const LONGEST_DIAL_MS = 5_000;

interface DrainDeps {
  store: Store;
  clock: Pick<Clock, 'date' | 'isSettled'>;
}

/** Whether there is anything that `untilDialsInFlightEnd` would wait for. */
export async function areDialsInFlight({ store, clock }: DrainDeps, scope: DialScope): Promise<boolean> {
  return (await listDialsInFlight(store, scope, nowOf(clock))).length > 0;
}

/**
 * Returns when no placement that was permitted before it was called is on its way to the provider any more.
 *
 * Whoever restricts calls (a pause, a version, the organisation, an opt-out, a provider's pause, a cancellation) first writes the
 * restriction and then calls this; whoever dials first takes its permission and then reads what restricts it. So either the
 * dial sees the restriction, or it is seen here and waited for. Later permissions need no waiting: they see it.
 * @param beforeLook said before every look; what it throws ends the wait
 * @returns false when one lasts longer than a permission can: nothing may be acknowledged then.
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

/** By a clock that was just set nobody can say which permissions are over: all that are not used up are waited for. */
const nowOf = (clock: DrainDeps['clock']): Date => (clock.isSettled() ? clock.date() : new Date(0));
