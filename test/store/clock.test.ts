import { randomBytes } from 'node:crypto';
import { openClock } from '../../store/clock';
import { openStore, type Store } from '../../store/mongo';
import { eventually } from '../support/eventually';

let store: Store;
beforeAll(() => {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/clock_${randomBytes(5).toString('hex')}`;
  store = openStore(uri.toString());
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
