import { type Document } from 'mongodb';
import { CLOCK_ERROR_MS, SLOW_READING_MS } from '../../domain/time/clock';
import { openClock } from '../../store/mongodb/clock';
import { type Store } from '../../store/mongodb/mongo';
import { eventually } from '../support/eventually';
import { openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(() => {
  store = openOwnStore('clock');
});
afterAll(() => store.close());

const SECOND_MS = 1_000;
/** A clock on a machine that is so much off, and what it said in its log. */
async function clockOn(offMs: () => number) {
  const said: object[] = [];
  const logger = { error: (details: object) => void said.push(details) };
  return { clock: await openClock(store, { logger, machine: () => Date.now() + offMs() }), said };
}

it("tells MongoDB's time, whatever the clock of its machine says", async () => {
  for (const offMs of [-3_600_000, -20_000, 0, 20_000, 3_600_000]) {
    const { clock } = await clockOn(() => offMs);
    // Both run on this machine.
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(SECOND_MS);
    clock.close();
  }
});

it.each([-60, -31, 31, 60, 3_600])(
  'nobody is dialled by a machine that is %d s off, and its log says what to do',
  async (seconds) => {
    const { clock, said } = await clockOn(() => seconds * SECOND_MS);
    expect(clock.trouble()).toContain(
      `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} MongoDB's`,
    );
    expect(clock.trouble()).toContain('set the one that is wrong');
    expect(said).toHaveLength(1);
    clock.close();
  },
);

it.each([-28, -1, 0, 1, 28])('a machine that is %d s off may dial', async (seconds) => {
  const { clock, said } = await clockOn(() => seconds * SECOND_MS);
  expect(clock.trouble()).toBeUndefined();
  expect(said).toEqual([]);
  clock.close();
});

it('a machine whose clock is set right may dial again at once', async () => {
  let offMs = 60_000;
  const { clock } = await clockOn(() => offMs);
  expect(clock.trouble()).toBeDefined();
  offMs = 0;
  await eventually(() => expect(clock.trouble()).toBeUndefined());
  clock.close();
});

/** MongoDB as it answers when somebody has set its clock, or the way to it is slow. */
function mongoThat({ isSetByMs, takesMs }: { isSetByMs: () => number; takesMs: () => number }) {
  let answers = 0;
  const command = async (asked: Document): Promise<Document> => {
    const { localTime, ...answer } = await store.db.command(asked);
    await new Promise((resolve) => setTimeout(resolve, takesMs()));
    answers += 1;
    return { ...answer, localTime: new Date((localTime as Date).getTime() + isSetByMs()) };
  };
  const db = new Proxy(store.db, {
    get: (of, name) => (name === 'command' ? command : (Reflect.get(of, name) as unknown)),
  });
  return { asked: { ...store, db }, answers: () => answers };
}
const SLOW_MS = 3 * SLOW_READING_MS;

it.each([
  ['set ahead', 3_600_000, 0],
  ['set back', -3_600_000, 0],
  ['set back, while each of its answers is slow,', -3_600_000, SLOW_MS],
])(
  'when its clock is %s nobody is dialled until the permissions of the old time are over, and then by the new time',
  async (_, byMs, slowMs) => {
    let [setMs, takesMs] = [0, 0];
    const { asked } = mongoThat({ isSetByMs: () => setMs, takesMs: () => takesMs });
    const said: object[] = [];
    const logger = { error: (details: object) => void said.push(details) };
    // The clock of this machine is set with it.
    const clock = await openClock(asked, { logger, machine: () => Date.now() + setMs });
    expect([clock.isSettled(), clock.trouble()]).toEqual([true, undefined]);
    [setMs, takesMs] = [byMs, slowMs];
    const began = await eventually(() => {
      expect(clock.isSettled()).toBe(false);
      return performance.now();
    });
    expect(clock.trouble()).toContain('was just set');
    expect(said.length).toBeGreaterThan(0);
    expect(Math.abs(clock.now() - (Date.now() + byMs))).toBeLessThan(SECOND_MS);
    await eventually(() => expect(clock.isSettled()).toBe(true));
    // A permission holds for 4.5 s.
    expect(performance.now() - began).toBeGreaterThan(4_500);
    expect(clock.trouble()).toBeUndefined();
    clock.close();
  },
);

it('an answer that is merely slow is not taken for a clock that was set, and does not make the time worse', async () => {
  let takesMs = 0;
  const { asked, answers } = mongoThat({ isSetByMs: () => 0, takesMs: () => takesMs });
  const said: object[] = [];
  const clock = await openClock(asked, { logger: { error: (details) => void said.push(details) } });
  takesMs = 10 * SLOW_READING_MS;
  const before = answers();
  // Read twice.
  await eventually(() => expect(answers()).toBeGreaterThanOrEqual(before + 2));
  await eventually(() => expect(Math.abs(clock.now() - Date.now())).toBeLessThanOrEqual(CLOCK_ERROR_MS));
  expect([clock.isSettled(), clock.trouble(), said]).toEqual([true, undefined, []]);
  clock.close();
});
