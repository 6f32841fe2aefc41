import { type Clock } from '../../store/mongodb/clock';

/**
 * This machine's own clock, for tests whose database is away, or that need no other. It is MongoDB's too: both run
 * here.
 */
export const machineClock: Clock = {
  now: () => Date.now(),
  date: () => new Date(),
  trouble: () => undefined,
  isSettled: () => true,
  close: () => undefined,
};
