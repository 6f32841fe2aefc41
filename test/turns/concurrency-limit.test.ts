import fc from 'fast-check';
import { ConcurrencyLimit } from '../../api/turns/concurrency-limit';

const WIDTHS = { min: 1, max: 3 };
const keys = ['a', 'b'] as const;
type Key = (typeof keys)[number];

type Step =
  | { kind: 'arrives'; key: Key; inTime: boolean }
  /** One of those that run comes to its end, well or badly. */
  | { kind: 'ends'; which: number; well: boolean }
  /** So many steps of the promises that are under way. */
  | { kind: 'turns'; count: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('arrives' as const),
    key: fc.constantFrom(...keys),
    inTime: fc.oneof(
      { weight: 5, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
  }),
  fc.record({ kind: fc.constant('ends' as const), which: fc.nat(5), well: fc.boolean() }),
  fc.record({ kind: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 6 }) }),
);

interface Arrival {
  key: Key;
  inTime: boolean;
  state: 'waits' | 'runs' | 'over' | 'full';
  end: (well: boolean) => void;
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
};
/** Every timer that is due, and every promise behind it. */
const allTurns = () => new Promise((resolve) => setTimeout(resolve, 2));
const DAY_MS = 24 * 3_600_000;

it('never more than the width run at once of one key, everybody gets a turn in order or is told that it is full, and no lane is left behind', async () => {
  const seen = { ran: 0, full: 0, atOnce: 0, handedOver: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.integer(WIDTHS),
      fc.integer({ min: 0, max: 3 }),
      fc.array(step, { minLength: 10, maxLength: 80 }),
      async (width, waiting, steps) => {
        const limit = new ConcurrencyLimit({ width, waiting });
        const arrivals: Arrival[] = [];
        const started: Arrival[] = [];
        const now = (state: Arrival['state'], key?: Key) =>
          arrivals.filter((one) => one.state === state && (key === undefined || one.key === key));
        const answers: Promise<void>[] = [];
        let most = 0;

        const arrive = (key: Key, inTime: boolean): void => {
          const arrival: Arrival = { key, inTime, state: 'waits', end: () => undefined };
          const roomless = now('waits', key).length >= waiting;
          arrivals.push(arrival);
          const deadlineMs = Date.now() + (inTime ? DAY_MS : -1);
          const task = () =>
            new Promise<'ran'>((resolve, reject) => {
              if (arrival.state !== 'waits') throw new Error(`one that ${arrival.state} begins to run`);
              arrival.state = 'runs';
              started.push(arrival);
              seen.ran += 1;
              seen.atOnce = Math.max(seen.atOnce, now('runs', key).length);
              most = Math.max(most, now('runs', key).length);
              arrival.end = (well) => {
                arrival.state = 'over';
                if (well) resolve('ran');
                else reject(new Error('badly'));
              };
            });
          const answer = limit.run(key, deadlineMs, task).then(
            (said) => {
              if (said !== 'full') return;
              expect(arrival.state).toBe('waits');
              // One that was in time is only turned away when there was no room to wait in.
              expect(roomless || !inTime).toBe(true);
              arrival.state = 'full';
              seen.full += 1;
            },
            (error: unknown) => expect(error).toEqual(new Error('badly')),
          );
          answers.push(answer);
        };

        for (const one of steps) {
          if (one.kind === 'arrives') arrive(one.key, one.inTime);
          if (one.kind === 'turns') await turns(one.count);
          const running = now('runs');
          if (one.kind === 'ends' && running.length > 0) {
            if (now('waits').length > 0) seen.handedOver += 1;
            running[one.which % running.length]?.end(one.well);
          }
        }
        await allTurns();
        while (now('runs').length > 0) {
          for (const one of now('runs')) one.end(true);
          await allTurns();
        }
        // Those that wait to the last moment hold up nobody: there are none.
        expect(now('waits')).toEqual([]);
        await Promise.all(answers);
        expect(most).toBeLessThanOrEqual(width);
        for (const key of keys) {
          const of = (list: Arrival[]) => list.filter((one) => one.key === key);
          expect(of(started)).toEqual(of(arrivals).filter(({ state }) => state === 'over'));
        }
        expect(Reflect.get(limit, 'lanes')).toEqual(new Map());
      },
    ),
    { numRuns: 500 },
  );
  expect(seen.atOnce).toBe(WIDTHS.max);
  expect(Math.min(seen.ran, seen.full, seen.handedOver)).toBeGreaterThan(100);
});
