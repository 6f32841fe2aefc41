import { randomBytes } from 'node:crypto';
import { type Claim, claimDueJobs } from '../../store/claims';
import { createCampaign, recordCampaignState } from '../../store/campaigns';
import { ensureIndexes, openStore, type Store } from '../../store/mongo';
import { campaignData } from '../support/ringmaster';

let store: Store;
beforeAll(async () => {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/claims_${randomBytes(5).toString('hex')}`;
  store = openStore(uri.toString());
  await ensureIndexes(store);
});
afterAll(async () => {
  await store.db.dropDatabase();
  await store.close();
});

async function startedCampaign(id: string, jobs: number): Promise<void> {
  const now = new Date();
  await createCampaign(store, { id, orgId: 'org', name: id, data: campaignData(), now });
  await recordCampaignState(store, { campaignId: id, state: 'started', epoch: 1, now });
  await store.jobs.insertMany(
    Array.from({ length: jobs }, (_, i) => ({
      _id: `${id}-${String(i).padStart(4, '0')}`,
      OrgID: 'org',
      CampaignID: id,
      State: 'created' as const,
      ContactPhoneNumber: '+12025550111',
      DueAt: new Date(now.getTime() - 1_000),
      Attempts: 0,
      CreatedAt: now,
      UpdatedAt: now,
    })),
  );
}

const claim = (campaignId: string, cap: number, epoch = 1): Promise<Claim> =>
  claimDueJobs(store, {
    campaignId,
    epoch,
    allowedActiveCalls: () => cap,
    maxClaims: 100,
    leaseMs: 60_000,
    now: new Date(),
  });

const claimed = (claims: Claim[]): string[] =>
  claims.flatMap((result) => (result.kind === 'claimed' ? result.calls.map((call) => call.JobID) : []));

it('of 20 dispatchers that claim at the same moment all together get the cap, and no job twice', async () => {
  await startedCampaign('race', 200);
  const jobs = claimed(await Promise.all(Array.from({ length: 20 }, () => claim('race', 5))));
  expect(jobs).toHaveLength(5);
  expect(new Set(jobs).size).toBe(5);
  expect(await store.jobs.countDocuments({ CampaignID: 'race', State: 'calling' })).toBe(5);
  expect((await store.jobs.distinct('Slot.Number', { CampaignID: 'race' })).sort()).toEqual([0, 1, 2, 3, 4]);
});

it('a freed slot is claimed again, and one at a time', async () => {
  await startedCampaign('freed', 20);
  const [first] = claimed([await claim('freed', 3)]);
  expect(claimed([await claim('freed', 3)])).toEqual([]);
  await store.jobs.updateOne({ _id: first ?? '' }, { $set: { State: 'completed' }, $unset: { Slot: '' } });
  expect(claimed([await claim('freed', 3)])).toHaveLength(1);
});

it('while more calls are active than a lowered cap allows, nothing is claimed', async () => {
  await startedCampaign('lowered', 20);
  expect(claimed([await claim('lowered', 6)])).toHaveLength(6);
  // Five are left, and the freed number is below the new cap.
  await store.jobs.updateOne(
    { CampaignID: 'lowered', 'Slot.Number': 0 },
    { $set: { State: 'completed' }, $unset: { Slot: '' } },
  );
  expect(claimed([await claim('lowered', 4)])).toEqual([]);
});

it('a dispatcher of another epoch, or of a paused campaign, is fenced and claims nothing', async () => {
  await startedCampaign('fenced', 5);
  expect(await claim('fenced', 5, 0)).toEqual({ kind: 'fenced' });
  await recordCampaignState(store, { campaignId: 'fenced', state: 'paused', epoch: 2, now: new Date() });
  expect(await claim('fenced', 5, 2)).toEqual({ kind: 'fenced' });
  expect(await store.jobs.countDocuments({ CampaignID: 'fenced', State: 'calling' })).toBe(0);
});

it('a late write of an earlier transition changes nothing, and an ended campaign stays ended', async () => {
  await startedCampaign('late', 1);
  const write = (state: 'started' | 'paused' | 'ended', epoch: number) =>
    recordCampaignState(store, { campaignId: 'late', state, epoch, now: new Date() });
  expect(await write('paused', 2)).toMatchObject({ State: 'paused', Epoch: 2 });
  expect(await write('started', 1)).toMatchObject({ State: 'paused', Epoch: 2 });
  expect(await write('ended', 3)).toMatchObject({ State: 'ended', Epoch: 3 });
  expect(await write('started', 4)).toMatchObject({ State: 'ended', Epoch: 3 });
});
