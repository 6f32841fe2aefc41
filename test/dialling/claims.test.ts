import { failExpiredJobs } from '../../activities/recovery/expiring';
import { createProviderStates } from '../../activities/ports/provider-states';
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { type Claim, claimDueJobs, type ClaimStep } from '../../activities/dialling/claiming';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { releaseUndialledClaims } from '../../store/dialling/claims';
import { createCampaign, recordCampaignState } from '../../store/campaigns/campaigns';
import { reevaluateDeferredJobs } from '../../store/jobs/reevaluation';
import { failWaitingJobs } from '../../store/jobs/jobs';
import { holdNumber, releaseNumber } from '../../store/numbers/numbers';
import { optOut } from '../../store/numbers/opt-outs';
import { nextPlacementAt, takePlacementTime } from '../../store/dialling/call-rates';
import { settleAttempt } from '../../store/calls/settlements';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import { campaignData } from '../support/campaign-data';
import { machineClock } from '../support/machine-clock';
import { dropOwnStore, openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(async () => {
  store = openOwnStore('claims');
  await ensureIndexes(store);
});
afterAll(() => dropOwnStore(store));

const HTTP = 'http';
const numberOf = (i: number): string => `+1202555${String(i).padStart(4, '0')}`;

async function startedCampaign(id: string, jobs: number): Promise<void> {
  const now = new Date();
  await createCampaign(store, { id, orgId: 'org', name: id, data: campaignData(), publishedBy: 'test', now });
  await recordCampaignState(store, { campaignId: id, state: 'started', epoch: 1, now });
  await store.jobs.insertMany(
    Array.from({ length: jobs }, (_, i) => ({
      _id: `${id}-${String(i).padStart(4, '0')}`,
      OrgID: 'org',
      CampaignID: id,
      State: 'created' as const,
      ContactPhoneNumber: numberOf(i),
      DueAt: new Date(now.getTime() - 1_000),
      Attempts: 0,
      CreatedAt: now,
      UpdatedAt: now,
    })),
  );
}

/** A dispatcher's step, with a campaign as wide as `cap`. */
async function claim(
  campaignId: string,
  cap: number,
  epoch = 1,
  step: Partial<ClaimStep> = {},
): Promise<Claim> {
  const width = { 'Data.MaxActiveCalls': cap, 'Data.Constraints.DisableJitter': true };
  await store.campaigns.updateOne({ _id: campaignId }, { $set: width });
  return stepOf(campaignId, epoch, step);
}

const stepOf = (campaignId: string, epoch = 1, step: Partial<ClaimStep> = {}): Promise<Claim> =>
  claimDueJobs(
    {
      store,
      clock: machineClock,
      provider: { name: HTTP },
      providerStates: createProviderStates(store),
      publishedRules: createPublishedRules(),
      turns: { take: (_campaign, wants) => Promise.resolve(wants) },
    },
    { campaignId, epoch, isSchedulingEnabled: true, look: 0, nowMs: Date.now(), ...step },
  );

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

it('while the cap grows a dispatcher keeps looking, also when urgent jobs took what was free beyond it', async () => {
  await startedCampaign('growing', 20);
  const gradual = { 'Data.MaxActiveCalls': 10, 'Data.Constraints.DisableJitter': false };
  await store.campaigns.updateOne({ _id: 'growing' }, { $set: gradual });
  await store.jobs.updateOne(
    { _id: 'growing-0019' },
    { $set: { 'Overrides.Constraints.DisableJitter': true } },
  );
  const ordinary = await stepOf('growing');
  expect(ordinary).toMatchObject({ ramping: true });
  const urgent = await stepOf('growing');
  expect([claimed([ordinary]), claimed([urgent])]).toEqual([['growing-0000'], ['growing-0019']]);
  expect(urgent).toMatchObject({ ramping: true });
});

it('a job that something else took leaves its slot to the next look, which comes soon', async () => {
  await startedCampaign('taken', 1);
  const { jobs } = store;
  const write = jobs.bulkWrite.bind(jobs);
  const written = jest.spyOn(jobs, 'bulkWrite').mockImplementationOnce(async (...args) => {
    await jobs.updateOne({ _id: 'taken-0000' }, { $set: { State: 'canceled' } });
    return write(...args);
  });
  const result = await claim('taken', 1);
  written.mockRestore();
  expect(claimed([result])).toEqual([]);
  expect(result).toMatchObject({ queueing: true });
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

it('of several due jobs for one number one is claimed, and the others wait until the line may be free', async () => {
  await startedCampaign('line', 3);
  await store.jobs.updateMany({ CampaignID: 'line' }, { $set: { ContactPhoneNumber: numberOf(0) } });
  expect(claimed([await claim('line', 3)])).toEqual(['line-0000']);
  const waiting = await store.jobs.find({ CampaignID: 'line', State: 'created' }).toArray();
  expect(waiting.map((job) => [job.DeferredBy, job.DueAt > new Date()])).toEqual([
    ['number_busy', true],
    ['number_busy', true],
  ]);
});

it('the jobs that wait for a free line are looked at one after the other, in every campaign, when rules send the woken one away', async () => {
  const later = new Date(Date.now() + 5 * 60_000);
  const phoneNumber = numberOf(9_000);
  const until = new Date(Date.now() + 60_000);
  const line = { orgId: 'org', phoneNumber, callId: 'call:x:1', now: new Date() };
  const hold = { ...line, until, dialUntil: until, limits: [] };
  await holdNumber(store, hold);
  await releaseNumber(store, line);
  for (const id of ['woken', 'beside']) {
    await startedCampaign(id, 3);
    await store.jobs.updateMany(
      { CampaignID: id },
      { $set: { ContactPhoneNumber: phoneNumber, DeferredBy: 'number_busy', DueAt: later } },
    );
  }
  // Who freed the line has woken one.
  const woken = new Date(Date.now() - 1_000);
  await store.jobs.updateOne({ _id: 'woken-0000' }, { $set: { DueAt: woken } });
  const dueNow = async (): Promise<string[]> => {
    const due = { ContactPhoneNumber: phoneNumber, DueAt: { $lte: new Date() } };
    return (await store.jobs.find(due).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
  };
  const limited = (limit: Partial<Constraints>) =>
    store.campaigns.updateOne(
      { _id: 'woken' },
      { $set: { 'Data.Constraints': { RuleSets: [], ...limit } }, $inc: { Version: 1 } },
    );
  await limited({ MaxAttemptsPerNumber: { Count: 1, Per: '1h' } });
  await claim('woken', 3);
  expect(await dueNow()).toEqual(['beside-0000', 'woken-0001']);
  await claim('woken', 3);
  expect(await dueNow()).toEqual(['beside-0000', 'woken-0002']);
  // A line that somebody has is waited for: who frees it wakes the next one.
  await limited({});
  await holdNumber(store, { ...hold, callId: 'call:x:2' });
  await claim('woken', 3);
  expect(await dueNow()).toEqual(['beside-0000']);
  await store.jobs.deleteMany({ CampaignID: { $in: ['woken', 'beside'] } });
});

it('an opted-out number is not claimed: its job is canceled, and the next job gets the slot', async () => {
  await startedCampaign('opted', 2);
  await optOut(store, { orgId: 'org', phoneNumbers: [numberOf(0)], source: 'api', now: new Date() });
  const first = await claim('opted', 1);
  expect(first).toMatchObject({ kind: 'claimed', calls: [], more: true });
  expect(await store.jobs.findOne({ _id: 'opted-0000' })).toMatchObject({
    State: 'canceled',
    CancelReason: 'opted_out',
  });
  expect(claimed([await claim('opted', 1)])).toEqual(['opted-0001']);
  await store.numbers.deleteMany({ _id: { $exists: true } });
});

it('a job that the rules send away waits until they allow it, and keeps nobody from the slot', async () => {
  await startedCampaign('window', 3);
  await store.campaigns.updateOne(
    { _id: 'window' },
    { $set: { 'Data.Constraints': { CallWindows: [], TimeZone: 'UTC' } } },
  );
  expect(await claim('window', 3)).toMatchObject({ kind: 'claimed', calls: [] });
  const jobs = await store.jobs.find({ CampaignID: 'window' }).toArray();
  expect(jobs.map((job) => [job.State, job.DeferredBy])).toEqual(Array(3).fill(['created', 'window']));
  // Published anew: what the old rules sent away is judged again.
  await store.campaigns.updateOne(
    { _id: 'window' },
    { $set: { 'Data.Constraints': { RuleSets: [] }, Version: 2 } },
  );
  await reevaluateDeferredJobs(store, { campaignId: 'window', version: 2, now: new Date() }, () => undefined);
  expect(claimed([await claim('window', 3)])).toHaveLength(3);
});

describe('a version published while retries wait', () => {
  const MINUTE_MS = 60_000;
  const endedAt = new Date(Date.now() - 10 * MINUTE_MS);
  /**
   * A job that was busy ten minutes ago, under a wait of an hour; then `constraints` are published, and a dispatcher
   * comes.
   */
  async function published(id: string, constraints: Constraints) {
    await startedCampaign(id, 1);
    const dueAt = new Date(endedAt.getTime() + 60 * MINUTE_MS);
    const [jobId = ''] = claimed([await claim(id, 1)]);
    await settleAttempt(store, {
      jobId,
      callId: `call:${jobId}:1`,
      settlement: { state: 'scheduled', reason: 'retry', outcome: 'busy', dueAt, endedAt },
      now: endedAt,
    });
    const Constraints = { RuleSets: [], ...constraints };
    await store.campaigns.updateOne({ _id: id }, { $set: { 'Data.Constraints': Constraints, Version: 2 } });
    await reevaluateDeferredJobs(store, { campaignId: id, version: 2, now: new Date() }, () => undefined);
    await claim(id, 1);
    return store.jobs.findOne({ _id: jobId });
  }
  const minutesAfter = (minutes: number): Date => new Date(endedAt.getTime() + minutes * MINUTE_MS);

  it('with a shorter wait calls them sooner', async () => {
    expect(await published('sooner', { MinDurationBetweenAttempts: '9m' })).toMatchObject({
      State: 'calling',
      Attempts: 2,
    });
    const RetryBackoff = { Initial: '20m' };
    expect(await published('soon', { MinDurationBetweenAttempts: '9m', RetryBackoff })).toMatchObject({
      State: 'scheduled',
      DueAt: minutesAfter(20),
      DeferredBy: 'retry',
    });
  });

  it('with a longer one calls them later, counted from the end of their attempt', async () => {
    expect(await published('later', { MinDurationBetweenAttempts: '3h' })).toMatchObject({
      State: 'scheduled',
      DueAt: minutesAfter(180),
      DeferredBy: 'retry',
    });
  });

  it('without their outcome in RetryOn fails them, as it would fail them now', async () => {
    expect(await published('no-more', { RetryOn: ['no_answer'] })).toMatchObject({
      State: 'failed',
      FailureReason: 'outcome',
      Outcome: 'busy',
      Attempts: 1,
    });
  });
});

it('an attempt that is forgiven when its job is claimed is forgiven once, also when that claim is given back', async () => {
  await startedCampaign('forgiven', 1);
  const endedAt = new Date(Date.now() - 10_000);
  const LastAttempt = { Outcome: 'provider_failed', EndedAt: endedAt, DoubtedUntil: new Date() } as const;
  await store.jobs.updateOne({ CampaignID: 'forgiven' }, { $set: { Attempts: 1, LastAttempt } });
  const outage = { Since: endedAt, PausedAt: new Date(endedAt.getTime() + 1_000), Epoch: 1 };
  await store.providers.insertOne({ _id: HTTP, GlobalPause: false, Reason: 'out', ...outage });
  for (let again = 0; again < 2; again += 1) {
    expect(claimed([await claim('forgiven', 1)])).toHaveLength(1);
    const job = await store.jobs.findOne({ CampaignID: 'forgiven' });
    expect(job).toMatchObject({ State: 'calling', Attempts: 2, UncountedAttempts: 1 });
    expect(job).not.toHaveProperty('LastAttempt');
    await releaseUndialledClaims(store, 'forgiven');
  }
  await store.providers.deleteOne({ _id: HTTP });
});

it('a job that is claimed after it was found expired stays with its call', async () => {
  await startedCampaign('found-expired', 2);
  const [jobId = ''] = claimed([await claim('found-expired', 1)]);
  const found = ['found-expired-0000', 'found-expired-0001'];
  expect(await failWaitingJobs(store, found, { reason: 'expired', now: new Date() })).toBe(1);
  expect(await store.jobs.findOne({ _id: jobId })).toMatchObject({ State: 'calling', Attempts: 1 });
});

const expiredJobsFail = (campaign: CampaignDocument): Promise<number> =>
  failExpiredJobs(
    {
      store,
      clock: machineClock,
      provider: { name: HTTP },
      providerStates: createProviderStates(store),
      publishedRules: createPublishedRules(),
    },
    campaign,
    () => undefined,
  );

it('a job past its NotAfter whose last attempt the provider failed fails for its time, not for its attempts', async () => {
  await startedCampaign('expired-in-doubt', 1);
  const endedAt = new Date(Date.now() - 5_000);
  const Constraints = { MaxAttempts: 1, NotAfter: new Date(Date.now() - 1_000).toISOString() };
  await store.campaigns.updateOne({ _id: 'expired-in-doubt' }, { $set: { 'Data.Constraints': Constraints } });
  await store.jobs.updateOne(
    { CampaignID: 'expired-in-doubt' },
    {
      $set: {
        Attempts: 1,
        LastAttempt: {
          Outcome: 'provider_failed',
          EndedAt: endedAt,
          DoubtedUntil: new Date(endedAt.getTime() + 65_000),
        },
      },
    },
  );
  const outage = {
    ...{ _id: HTTP, GlobalPause: true, Reason: 'out', Epoch: 1 },
    ...{ Since: new Date(), PausedAt: new Date() },
  };
  await store.providers.insertOne(outage);
  const campaign = await store.campaigns.findOne({ _id: 'expired-in-doubt' });
  if (!campaign) throw new Error('no campaign');
  expect(await expiredJobsFail(campaign)).toBe(1);
  await store.providers.deleteOne({ _id: HTTP });
  expect(await store.jobs.findOne({ CampaignID: 'expired-in-doubt' })).toMatchObject({
    State: 'failed',
    FailureReason: 'expired',
  });
});

it('of jobs that expire while they are claimed each is in a call or failed, and none is both', async () => {
  await startedCampaign('expiring', 60);
  const endMs = Date.now();
  const Constraints = { RuleSets: [], NotAfter: new Date(endMs).toISOString(), DisableJitter: true };
  await store.campaigns.updateOne({ _id: 'expiring' }, { $set: { 'Data.Constraints': Constraints } });
  await store.jobs.updateMany({ CampaignID: 'expiring' }, { $set: { CreatedAt: new Date(endMs - 1_000) } });
  const campaign = await store.campaigns.findOne({ _id: 'expiring' });
  if (!campaign) throw new Error('no campaign');
  // The dispatcher has read its clock just before the end.
  const justBefore = { nowMs: endMs - 1 };
  const expire = () => expiredJobsFail(campaign);
  const [claims, ...failed] = await Promise.all([claim('expiring', 30, 1, justBefore), expire(), expire()]);
  const taken = claimed([claims]);
  const jobs = await store.jobs.find({ CampaignID: 'expiring' }).toArray();
  for (const { _id, State, Slot, FailureReason } of jobs)
    expect([_id, State, Slot?.CallID, FailureReason]).toEqual(
      taken.includes(_id)
        ? [_id, 'calling', `call:${_id}:1`, undefined]
        : [_id, 'failed', undefined, 'expired'],
    );
  expect(failed.reduce((sum, n) => sum + n, 0)).toBe(60 - taken.length);
  expect(await expire()).toBe(0);
});

it('jobs found expired by an older version wait on if the one that is published now gives them more time', async () => {
  await startedCampaign('more-time', 2);
  const campaign = await store.campaigns.findOne({ _id: 'more-time' });
  if (!campaign) throw new Error('no campaign');
  const withEnd = (NotAfter: string) => ({
    ...campaign,
    Data: { ...campaign.Data, Constraints: { NotAfter } },
  });
  const older = withEnd(new Date(Date.now() - 1_000).toISOString());
  expect(await expiredJobsFail(older)).toBe(0);
  expect(await store.jobs.countDocuments({ CampaignID: 'more-time', State: 'created' })).toBe(2);
});

describe("a number's line", () => {
  const hold = (callId: string, limits: { count: number; since: Date }[] = [], phoneNumber = numberOf(900)) =>
    holdNumber(store, {
      orgId: 'org',
      phoneNumber,
      callId,
      until: new Date(Date.now() + 60_000),
      limits,
      now: new Date(),
    });
  const release = (callId: string, undialled: boolean, phoneNumber = numberOf(900)) =>
    releaseNumber(store, {
      orgId: 'org',
      phoneNumber,
      callId,
      now: new Date(),
      ...(undialled ? { undialledUntil: new Date() } : {}),
    });

  it('of 20 calls that want one line at the same moment one gets it, and gets it again when it asks again', async () => {
    const holds = await Promise.all(Array.from({ length: 20 }, (_, i) => hold(`call-${i}`)));
    expect(holds.filter(({ kind }) => kind === 'held')).toHaveLength(1);
    expect(holds.filter(({ kind }) => kind === 'on_call')).toHaveLength(19);
    const winner = `call-${holds.findIndex(({ kind }) => kind === 'held')}`;
    expect(await hold(winner)).toEqual({ kind: 'held' });
    await release('call-of-somebody-else', false);
    expect(await hold('late')).toMatchObject({ kind: 'on_call' });
    await release(winner, false);
    expect(await hold('late')).toEqual({ kind: 'held' });
  });

  it('never more dials than the limit allows, however many calls want to; one that never left does not count', async () => {
    const limits = [{ count: 3, since: new Date(Date.now() - 60_000) }];
    const number = numberOf(901);
    for (const call of ['a', 'b', 'c']) {
      expect(await hold(call, limits, number)).toEqual({ kind: 'held' });
      await release(call, false, number);
    }
    const refused = await hold('d', limits, number);
    expect(refused).toMatchObject({ kind: 'too_soon' });
    // A dial that was counted before is not counted again.
    expect(await hold('c', limits, number)).toEqual({ kind: 'held' });
    await release('c', true, number);
    expect(await hold('d', limits, number)).toEqual({ kind: 'held' });
  });

  it('an opted-out number gives its line to nobody', async () => {
    const number = numberOf(902);
    await optOut(store, { orgId: 'org', phoneNumbers: [number], source: 'api', now: new Date() });
    expect(await hold('a', [], number)).toEqual({ kind: 'opted_out' });
    expect((await store.numbers.findOne({ PhoneNumber: number }))?.Dials).toBeUndefined();
  });

  it('a line that was never given back is free again after its time', async () => {
    const number = numberOf(903);
    await hold('crashed', [], number);
    await store.numbers.updateOne(
      { PhoneNumber: number },
      { $set: { 'OnCall.Until': new Date(Date.now() - 1) } },
    );
    expect(await hold('next', [], number)).toEqual({ kind: 'held' });
  });
});

describe('placements of a campaign with a limit of calls per second', () => {
  const at = (ms: number) => new Date(ms);

  it('get moments that far apart, whoever asks, and none that is too far off to be waited for', async () => {
    const now = new Date();
    const take = () => takePlacementTime(store, 'pace', { intervalMs: 200, version: 1, now });
    const moments = await Promise.all(Array.from({ length: 20 }, take));
    const taken = moments.filter(({ kind }) => kind === 'at').map(({ at }) => at.getTime() - now.getTime());
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i * 200));
    for (const later of moments.filter(({ kind }) => kind === 'later'))
      expect(later.at.getTime() - now.getTime()).toBe(3_200);
  });

  it('do not wait for a moment that was set when the pace was slower', async () => {
    const slow = { intervalMs: 1_000_000, version: 1 };
    const fast = { intervalMs: 10_000, version: 2 };
    await takePlacementTime(store, 'faster', { ...slow, now: at(0) });
    const now = at(100_000);
    const due = at(now.getTime() + fast.intervalMs);
    // Too far off to be waited for, and the same for whoever asks again.
    for (const later of [now, at(now.getTime() + 1)])
      expect(await takePlacementTime(store, 'faster', { ...fast, now: later })).toEqual({
        kind: 'later',
        at: due,
      });
    expect(await nextPlacementAt(store, 'faster', { ...fast, now })).toEqual(due);
    expect(await takePlacementTime(store, 'faster', { ...fast, now: due })).toEqual({
      kind: 'at',
      at: due,
    });
  });

  it('keep to a slower pace, also when a process that knows only the faster one asks between them', async () => {
    const fast = { intervalMs: 200, version: 1 };
    const slow = { intervalMs: 100_000, version: 2 };
    const moment = (ms: number, pace: typeof fast) =>
      takePlacementTime(store, 'slower', { ...pace, now: at(ms) });
    await moment(0, fast);
    expect(await moment(200, slow)).toEqual({ kind: 'at', at: at(200) });
    expect(await moment(300, fast)).toEqual({ kind: 'later', at: at(100_200) });
    expect(await nextPlacementAt(store, 'slower', { ...fast, now: at(300) })).toEqual(at(100_200));
    expect(await moment(400, slow)).toEqual({ kind: 'later', at: at(100_200) });
  });
});

it('a job that is asked to be canceled while its end is being decided does not wait again', async () => {
  await startedCampaign('wish', 1);
  const [jobId = ''] = claimed([await claim('wish', 1)]);
  await store.jobs.updateOne({ _id: jobId }, { $set: { CancelRequestedAt: new Date() } });
  const dueAt = new Date(Date.now() + 60_000);
  await settleAttempt(store, {
    jobId,
    callId: `call:${jobId}:1`,
    settlement: { state: 'scheduled', reason: 'retry', outcome: 'busy', dueAt, endedAt: new Date() },
    now: new Date(),
  });
  expect(await store.jobs.findOne({ _id: jobId })).toMatchObject({ State: 'canceled', Outcome: 'busy' });
});
