/** What a restriction waits for before somebody is told that it holds: permissions to dial that are in use. */
import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { type Clock } from '../../store/mongodb/clock';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import { machineClock } from '../support/machine-clock';
import { dropOwnStore, openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(async () => {
  store = openOwnStore('drain');
  await ensureIndexes(store);
});
afterEach(() => store.jobs.deleteMany({ _id: { $exists: true } }));
afterAll(() => dropOwnStore(store));

const campaignId = 'a-campaign';
/** A job whose placement is on its way, permitted until so many ms from now, as this machine tells the time. */
async function dialling(jobId: string, untilMs: number): Promise<void> {
  const at = new Date();
  await store.jobs.insertOne({
    _id: jobId,
    OrgID: 'org',
    CampaignID: campaignId,
    State: 'calling',
    ContactPhoneNumber: '+12025550111',
    DueAt: at,
    Attempts: 1,
    Slot: {
      Number: Number(jobId),
      ClaimID: 'a-claim',
      CallID: `call:${jobId}:1`,
      Stage: 'dialling',
      DialledBy: 'a-run',
      DialUntil: new Date(Date.now() + untilMs),
      ClaimedAt: at,
      LeaseUntil: at,
      LeaseRenewals: 0,
    },
    CreatedAt: at,
    UpdatedAt: at,
  });
}
const placed = (jobId: string) =>
  store.jobs.updateOne(
    { _id: jobId },
    { $set: { 'Slot.Stage': 'placed' }, $unset: { 'Slot.DialUntil': '' } },
  );
/** The wait, and whether it is over. */
function drained(clock: Pick<Clock, 'date' | 'isSettled'>) {
  const wait = { isOver: false };
  const done = untilDialsInFlightEnd({ store, clock }, { campaignId }).then((isSure) => {
    wait.isOver = true;
    return isSure;
  });
  return { wait, done };
}
/** Several looks of whoever waits, and far from the 5 s after which it waits no more. */
async function manyReads(): Promise<void> {
  for (let reads = 0; reads < 20; reads += 1) await store.jobs.countDocuments({});
}
// What was permitted by the old time seems to have been over for an hour.
const LONG_OVER_MS = -3_600_000;
const justSet = { ...machineClock, isSettled: () => false };

it('a permission whose time is over is not waited for', async () => {
  await dialling('1', LONG_OVER_MS);
  expect(await drained(machineClock).done).toBe(true);
});

it('by a clock that was just set every permission is waited for that is not used up, whatever its time', async () => {
  await dialling('1', LONG_OVER_MS);
  await dialling('2', 3_000);
  const { wait, done } = drained(justSet);
  await manyReads();
  await placed('2');
  await manyReads();
  expect(wait.isOver).toBe(false);
  await placed('1');
  expect(await done).toBe(true);
});

it('by a clock that was just set one that is never used up leaves it unsure, and nothing is acknowledged', async () => {
  await dialling('1', LONG_OVER_MS);
  expect(await drained(justSet).done).toBe(false);
});
