import { claimDueJobs } from '../../activities/dialling/claiming';
import { createProviderStates } from '../../activities/ports/provider-states';
import { compileDialRules } from '../../domain/dialling/dial-rules';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { preflight } from '../../api/campaigns/preflight';
import { type Beginning, type Preflight } from '../../api/campaigns/preflight-answer';
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { type JobDocument, type NumberDocument } from '../../store/mongodb/documents';
import { numberId } from '../../store/numbers/number-ids';
import { contact, type RunningApi, startApi } from '../support/running-api';
import { machineClock } from '../support/machine-clock';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const HOUR_MS = 3_600_000;
const from = (ms: number): Date => new Date(Date.now() + ms);
/** Open for an hour, `hours` from now, on any day. */
const windowIn = (hours: number): Constraints => ({
  TimeZone: 'UTC',
  CallWindows: [
    {
      Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
      Start: from(hours * HOUR_MS)
        .toISOString()
        .slice(11, 16),
      End: from((hours + 1) * HOUR_MS)
        .toISOString()
        .slice(11, 16),
    },
  ],
});
const never: Constraints = { CallWindows: [], TimeZone: 'UTC' };

const preflightOf = async (id: string): Promise<Preflight & Beginning> => {
  const { status, body } = await api.request<Preflight & Beginning>('GET', `/campaigns/${id}/preflight`);
  expect(status).toBe(200);
  return body;
};

interface Waiting {
  ID: string;
  WaitingFor?: string;
  WaitingUntil?: string;
  NotBefore?: string;
}
const jobOf = async (campaignId: string, jobId: string): Promise<Waiting> =>
  (await api.request<{ Job: Waiting }>('GET', `/campaigns/${campaignId}/jobs/${jobId}`)).body.Job;

/** The n-th contact gets a job with these constraints, changed as the case needs. */
async function waitingJob(
  campaignId: string,
  n: number,
  constraints: Constraints,
  change: Partial<JobDocument> = {},
): Promise<string> {
  const { status, body } = await api.request<{ Job: { ID: string } }>(
    'POST',
    `/campaigns/${campaignId}/jobs`,
    {
      ContactPhoneNumber: contact(n),
      Overrides: { Constraints: constraints },
    },
  );
  expect(status).toBe(201);
  if (Object.keys(change).length > 0) await api.store.jobs.updateOne({ _id: body.Job.ID }, { $set: change });
  return body.Job.ID;
}

const knowOf = (n: number, known: Partial<NumberDocument>) =>
  api.store.numbers.updateOne(
    { _id: numberId(api.orgId, contact(n)) },
    { $set: { OrgID: api.orgId, PhoneNumber: contact(n), ...known } },
    { upsert: true },
  );

interface Case {
  what: string;
  constraints?: Constraints;
  change?: Partial<JobDocument>;
  known?: Partial<NumberDocument>;
  count: 'Now' | 'Within24Hours' | 'Later' | 'Never';
  reason?: string;
  /** What the job itself says, where the dispatcher's next visit settles it. */
  waitingFor?: string;
}
const cases: Case[] = [
  { what: 'no rule', count: 'Now' },
  { what: 'an open window', constraints: windowIn(-0.5), count: 'Now' },
  { what: 'a window of today', constraints: windowIn(2), count: 'Within24Hours', reason: 'window' },
  { what: 'no window ever', constraints: never, count: 'Never', reason: 'window' },
  {
    what: 'the owner: not before next week',
    constraints: { NotBefore: from(160 * HOUR_MS).toISOString() },
    count: 'Later',
    reason: 'not_before',
  },
  {
    what: 'a creation delay',
    constraints: { MinCreationDelay: '3h' },
    count: 'Within24Hours',
    reason: 'creation_delay',
  },
  {
    what: 'the wait after an attempt',
    change: {
      State: 'scheduled',
      Attempts: 1,
      DueAt: from(5 * 60_000),
      DeferredBy: 'retry',
      LastAttempt: { Outcome: 'busy', EndedAt: from(0) },
    },
    count: 'Within24Hours',
    reason: 'retry',
  },
  {
    what: 'the wait after an attempt, by rules that were published since',
    constraints: { MinDurationBetweenAttempts: '2h' },
    change: {
      State: 'scheduled',
      Attempts: 1,
      DueAt: from(48 * HOUR_MS),
      DeferredBy: 'retry',
      LastAttempt: { Outcome: 'busy', EndedAt: from(-HOUR_MS) },
    },
    count: 'Within24Hours',
    reason: 'retry',
  },
  {
    what: 'an outcome after which nobody is called again any more',
    constraints: { RetryOn: ['no_answer'] },
    change: {
      State: 'scheduled',
      Attempts: 1,
      DeferredBy: 'retry',
      LastAttempt: { Outcome: 'busy', EndedAt: from(-HOUR_MS) },
    },
    count: 'Never',
    reason: 'outcome',
    waitingFor: 'dispatch',
  },
  {
    what: 'a retry that falls into the night waits for the window after it',
    constraints: windowIn(5),
    change: { State: 'scheduled', Attempts: 1, DueAt: from(3 * HOUR_MS) },
    count: 'Within24Hours',
    reason: 'window',
  },
  {
    what: 'a rule that was taken back since',
    change: { DueAt: from(48 * HOUR_MS), DeferredBy: 'window' },
    count: 'Now',
  },
  {
    what: 'a provider that was away',
    change: { DueAt: from(60_000), DeferredBy: 'global_pause' },
    count: 'Within24Hours',
    reason: 'global_pause',
  },
  {
    what: 'a limit of attempts',
    constraints: { MaxAttemptsPerNumber: { Count: 1, Per: '2d' } },
    known: { Dials: [{ CallID: 'call:another:1', At: from(-HOUR_MS) }] },
    count: 'Later',
    reason: 'attempts_per_number',
  },
  {
    what: 'another call on the line',
    known: { OnCall: { CallID: 'call:another:1', Until: from(60_000) } },
    count: 'Within24Hours',
    reason: 'number_busy',
  },
  {
    what: 'expiry',
    constraints: { NotAfter: from(-1_000).toISOString() },
    count: 'Never',
    reason: 'expired',
    waitingFor: 'dispatch',
  },
  {
    what: 'expiry before the window opens',
    constraints: { ...windowIn(2), NotAfter: from(HOUR_MS).toISOString() },
    count: 'Never',
    reason: 'expired',
    waitingFor: 'dispatch',
  },
  {
    what: 'attempts that are used up',
    constraints: { MaxAttempts: 1 },
    change: { State: 'scheduled', Attempts: 1 },
    count: 'Never',
    reason: 'max_attempts',
    waitingFor: 'dispatch',
  },
  {
    what: 'an opt-out',
    known: { OptOut: { At: new Date(), Source: 'api' } },
    count: 'Never',
    reason: 'opted_out',
    waitingFor: 'dispatch',
  },
  { what: 'an inbound call', change: { InboundOnly: true }, count: 'Never', reason: 'inbound_only' },
];

describe('a waiting job is counted once, with the reason that it gives itself', () => {
  it.each(cases.map((one, n) => [one.what, one, n] as const))('%s', async (_what, one, n) => {
    const { _id: id } = await api.storeCampaign({ Constraints: { DisableJitter: true } });
    // The contacts of different cases are different people.
    const jobId = await waitingJob(id, n, one.constraints ?? {}, one.change);
    if (one.known) await knowOf(n, one.known);
    const said = await preflightOf(id);
    const counts = { Now: 0, Within24Hours: 0, Later: 0, Never: 0, [one.count]: 1 };
    expect(said).toMatchObject({ Jobs: 1, Examined: 1, ...counts });
    expect(said.Reasons.map(({ Reason, Jobs }) => [Reason, Jobs])).toEqual(
      one.reason === undefined ? [] : [[one.reason, 1]],
    );
    await api.store.campaigns.updateOne(
      { _id: id },
      { $set: { State: 'started', StartedAt: from(-60_000) } },
    );
    const job = await jobOf(id, jobId);
    expect(job.WaitingFor).toBe(one.waitingFor ?? one.reason ?? 'dispatch');
    expect(job.WaitingUntil).toEqual(said.Reasons[0]?.Until);
    expect(job.WaitingUntil !== undefined).toBe(one.count === 'Within24Hours' || one.count === 'Later');
    await expectDispatcherToAgree(id, jobId, job.WaitingFor);
  });
});

const dispatcherStep = (campaignId: string, isSchedulingEnabled = true) =>
  claimDueJobs(
    {
      store: api.store,
      clock: machineClock,
      provider: { name: 'http' },
      providerStates: createProviderStates(api.store),
      publishedRules: createPublishedRules(),
      turns: { take: (_campaign, wants) => Promise.resolve(wants) },
    },
    { campaignId, epoch: 0, isSchedulingEnabled, look: 0, nowMs: Date.now() },
  );

/**
 * A dispatcher's step takes or settles a job that waits for nothing else, and sends any other away for what it names.
 */
async function expectDispatcherToAgree(id: string, jobId: string, reason?: string): Promise<void> {
  const before = await api.store.jobs.findOne({ _id: jobId });
  // What a rule sent away is due again whenever a version is published.
  const isRule = before?.DeferredBy !== undefined && before.DeferredBy !== 'global_pause';
  if (isRule) await api.store.jobs.updateOne({ _id: jobId }, { $set: { DueAt: new Date() } });
  await dispatcherStep(id);
  const after = await api.store.jobs.findOne({ _id: jobId });
  const isTaken = after?.State !== before?.State;
  expect([reason, isTaken]).toEqual([reason, reason === 'dispatch']);
  if (!isTaken && isRule) expect(after?.DeferredBy).toBe(reason);
}

it('a job without a caller ID that may be shown is never called, and says so', async () => {
  const CallerID = '+12025550100';
  const { _id: id } = await api.storeCampaign({ AvailableCallerIDs: { [CallerID]: { Disabled: true } } });
  const jobId = await waitingJob(id, 50, {});
  await waitingJob(id, 51, windowIn(2));
  expect(await preflightOf(id)).toMatchObject({ Never: 2, Reasons: [{ Reason: 'caller_id', Jobs: 2 }] });
  await api.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started' } });
  expect(await jobOf(id, jobId)).toMatchObject({ WaitingFor: 'caller_id' });
});

it('rules in local time leave out a number that may be anywhere', async () => {
  const { _id: id } = await api.storeCampaign({ Constraints: { ...windowIn(-0.5), TimeZone: 'callee' } });
  const { status } = await api.request('POST', `/campaigns/${id}/jobs`, {
    ContactPhoneNumber: '+80012345678',
  });
  expect(status).toBe(201);
  expect(await preflightOf(id)).toMatchObject({ Never: 1, Reasons: [{ Reason: 'unknown_zone', Jobs: 1 }] });
});

describe('what holds back the campaign comes before what holds back the job', () => {
  const waitingFor = async (change: object): Promise<string | undefined> => {
    const { _id: id } = await api.storeCampaign();
    const jobId = await waitingJob(id, 60, { MinCreationDelay: '1h' });
    await api.store.campaigns.updateOne({ _id: id }, { $set: change });
    const { Jobs } = (await api.request<{ Jobs: Waiting[] }>('GET', `/campaigns/${id}/jobs`)).body;
    const job = await jobOf(id, jobId);
    // The list says the same, and neither promises a time that nobody knows.
    expect(Jobs.map(({ ID, WaitingFor }) => [ID, WaitingFor])).toEqual([[jobId, job.WaitingFor]]);
    if (job.WaitingFor !== 'creation_delay') expect(job.WaitingUntil).toBeUndefined();
    expect(await preflightOf(id)).toMatchObject({ Reasons: [{ Reason: 'creation_delay', Jobs: 1 }] });
    return job.WaitingFor;
  };
  it('a campaign that is paused', async () =>
    expect(await waitingFor({ State: 'paused' })).toBe('campaign_paused'));
  it('an organisation that does not schedule', async () => {
    await api.store.organisations.updateOne({ _id: api.orgId }, { $set: { SchedulingEnabled: false } });
    expect(await waitingFor({ State: 'started' })).toBe('scheduling_disabled');
    await api.store.organisations.updateOne({ _id: api.orgId }, { $set: { SchedulingEnabled: true } });
  });
  it('a provider that is out, and one that the campaign does not use', async () => {
    const out = (_id: string) => ({ _id, GlobalPause: true, Reason: 'out', Since: new Date(), Epoch: 1 });
    await api.store.providers.insertMany([out('http'), out('analyst')]);
    expect(await waitingFor({ State: 'started' })).toBe('global_pause');
    await api.store.providers.deleteOne({ _id: 'http' });
    expect(await waitingFor({ State: 'started' })).toBe('creation_delay');
    expect(await waitingFor({ State: 'started', 'Data.CampaignObjectivePrompt': 'Did they agree?' })).toBe(
      'global_pause',
    );
    await api.store.providers.deleteMany({ _id: { $exists: true } });
  });
  it('an analyst that is out holds back the analyses of a paused campaign too, and no other state', async () => {
    const { _id: id } = await api.storeCampaign();
    const analyzing = await waitingJob(id, 64, {}, { State: 'analyzing' });
    const calling = await waitingJob(id, 65, {}, { State: 'calling' });
    expect(await jobOf(id, analyzing)).not.toHaveProperty('WaitingFor');
    const out = { _id: 'analyst', GlobalPause: true, Reason: 'out', Since: new Date(), Epoch: 1 };
    await api.store.providers.insertOne(out);
    expect(await jobOf(id, analyzing)).toMatchObject({ WaitingFor: 'global_pause' });
    expect(await jobOf(id, calling)).not.toHaveProperty('WaitingFor');
    await api.store.providers.deleteMany({ _id: { $exists: true } });
  });
  it('a dispatcher, which leaves its jobs as they are', async () => {
    const { _id: id } = await api.storeCampaign({ Constraints: { DisableJitter: true } });
    const jobId = await waitingJob(id, 66, {});
    await api.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started' } });
    const job = () => api.store.jobs.findOne({ _id: jobId });
    const before = await job();
    expect(await dispatcherStep(id, false)).toMatchObject({ kind: 'claimed', calls: [] });
    const out = { _id: 'http', GlobalPause: true, Reason: 'out', Since: new Date(), Epoch: 1 };
    await api.store.providers.insertOne(out);
    expect(await dispatcherStep(id)).toMatchObject({ kind: 'claimed', calls: [] });
    expect(await job()).toEqual(before);
    await api.store.providers.deleteMany({ _id: { $exists: true } });
    expect(await dispatcherStep(id)).toMatchObject({ calls: [{ JobID: jobId }] });
  });
  it('neither', async () => expect(await waitingFor({ State: 'started' })).toBe('creation_delay'));
});

it('a campaign whose calls are all taken says that its jobs wait for a slot', async () => {
  const { _id: id } = await api.storeCampaign({ MaxActiveCalls: 0 });
  const jobId = await waitingJob(id, 61, {});
  await api.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started' } });
  expect(await jobOf(id, jobId)).toMatchObject({ WaitingFor: 'slot' });
});

it('jobs that are not waiting are not counted, and an empty campaign has an answer too', async () => {
  const { _id: id } = await api.storeCampaign();
  const counts = { Jobs: 0, Examined: 0, Now: 0, Within24Hours: 0, Later: 0, Never: 0 };
  const law = {
    RuleSets: {
      Chosen: [],
      By: 'test',
      Since: expect.any(String) as Date,
      Applied: [],
      NotApplied: [],
      NamedOnly: [],
    },
    WithoutRuleSet: [],
  };
  const empty = { ...counts, Reasons: [], AtOnce: 0, ...law };
  expect(await preflightOf(id)).toEqual(empty);
  for (const State of ['calling', 'analyzing', 'completed', 'failed', 'canceled'] as const)
    await waitingJob(id, 62, {}, { State });
  expect(await preflightOf(id)).toEqual(empty);
});

describe('of a campaign with many jobs', () => {
  it('the commonest reason is first, and its time is that of the first job', async () => {
    const { _id: id } = await api.storeCampaign();
    for (const n of [1, 2, 3]) await waitingJob(id, 70 + n, { MinCreationDelay: `${n}h` });
    await waitingJob(id, 74, never);
    await waitingJob(id, 75, {});
    const said = await preflightOf(id);
    expect(said).toMatchObject({ Jobs: 5, Now: 1, Within24Hours: 3, Never: 1 });
    expect(said.Reasons.map(({ Reason, Jobs }) => [Reason, Jobs])).toEqual([
      ['creation_delay', 3],
      ['window', 1],
    ]);
    expect(Math.abs(Date.parse(String(said.Reasons[0]?.Until)) - Date.now() - HOUR_MS)).toBeLessThan(60_000);
  });

  it('it stops at its bound, with the jobs due first, and says how many it looked at', async () => {
    // Whoever opted out above would be refused.
    await api.store.numbers.deleteMany({ _id: { $exists: true } });
    const campaign = await api.storeCampaign();
    const numbers = Array.from({ length: 1_200 }, (_, n) => contact(n));
    await api.importFile(campaign._id, `ContactPhoneNumber\n${numbers.join('\n')}\n`);
    const look = (most: number) =>
      preflight(api.store, {
        campaign,
        rules: compileDialRules(campaign.Data),
        now: new Date(),
        isWanted: () => true,
        most,
      });
    expect(await look(700)).toMatchObject({ Jobs: 1_200, Examined: 700 });
    expect(await look(5_000)).toMatchObject({ Jobs: 1_200, Examined: 1_200 });
  });

  it('it stops for a client that has gone', async () => {
    const campaign = await api.storeCampaign();
    await api.importFile(campaign._id, `ContactPhoneNumber\n${contact(1)}\n`);
    const said = await preflight(api.store, {
      campaign,
      rules: compileDialRules(campaign.Data),
      now: new Date(),
      isWanted: () => false,
    });
    expect(said.Examined).toBe(0);
  });
});

it('while a provider that the campaign uses is out, the answer says so beside its counts', async () => {
  const { _id: id } = await api.storeCampaign();
  await waitingJob(id, 63, {});
  const out = (_id: string) => ({ _id, GlobalPause: true, Reason: 'out', Since: new Date(), Epoch: 1 });
  await api.store.providers.insertOne(out('analyst'));
  expect(await preflightOf(id)).not.toHaveProperty('GlobalPause');
  await api.store.providers.insertOne(out('http'));
  expect(await preflightOf(id)).toMatchObject({
    Now: 1,
    GlobalPause: true,
    GlobalPauseReason: 'http: out',
  });
  await api.store.providers.deleteMany({ _id: { $exists: true } });
  expect(await preflightOf(id)).not.toHaveProperty('GlobalPause');
});

describe('of the jobs that no rule holds up it says how many begin at once, and what holds back the others', () => {
  /** A campaign with four jobs that nothing of their own holds up. */
  const withFour = async (changes: Parameters<typeof api.storeCampaign>[0] = {}): Promise<string> => {
    const { _id: id } = await api.storeCampaign(changes);
    for (const n of [80, 81, 82, 83]) await waitingJob(id, n, {});
    return id;
  };

  it('all, where there is room', async () => {
    const said = await preflightOf(await withFour());
    expect(said).toMatchObject({ Now: 4, AtOnce: 4 });
    for (const absent of ['AtOnceReason', 'PacedUntil', 'SchedulingEnabled'])
      expect(said).not.toHaveProperty(absent);
  });

  it('as many as the cap leaves besides the calls that are active', async () => {
    const id = await withFour({ MaxActiveCalls: 3 });
    await waitingJob(id, 84, {}, { State: 'calling' });
    expect(await preflightOf(id)).toMatchObject({ Now: 4, AtOnce: 2, AtOnceReason: 'slot' });
  });

  it('one, at a pace, and when the last has its turn', async () => {
    const id = await withFour({ Constraints: { MaxCallsPerSecond: 0.01 } });
    const { PacedUntil, ...said } = await preflightOf(id);
    expect(said).toMatchObject({ Now: 4, AtOnce: 1, AtOnceReason: 'pace' });
    expect(Math.abs(Date.parse(String(PacedUntil)) - Date.now() - 300_000)).toBeLessThan(30_000);
    await api.store.paces.insertOne({ _id: id, NextAt: from(60_000), Version: 1 });
    expect(await preflightOf(id)).toMatchObject({ AtOnce: 0, AtOnceReason: 'pace' });
  });

  it('none, while the organisation does not schedule or a provider is out', async () => {
    const id = await withFour();
    await api.store.organisations.updateOne({ _id: api.orgId }, { $set: { SchedulingEnabled: false } });
    const disabled = { Now: 4, AtOnce: 0, AtOnceReason: 'scheduling_disabled', SchedulingEnabled: false };
    expect(await preflightOf(id)).toMatchObject(disabled);
    await api.store.organisations.updateOne({ _id: api.orgId }, { $set: { SchedulingEnabled: true } });
    const out = { _id: 'http', GlobalPause: true, Reason: 'out', Since: new Date(), Epoch: 1 };
    await api.store.providers.insertOne(out);
    expect(await preflightOf(id)).toMatchObject({ Now: 4, AtOnce: 0, AtOnceReason: 'global_pause' });
    await api.store.providers.deleteMany({ _id: { $exists: true } });
  });
});

it('a preflight is for the eyes of the organisation alone', async () => {
  const { _id: id } = await api.storeCampaign();
  const authorization = `Bearer ${await api.keyOf('org_elsewhere')}`;
  expect((await api.request('GET', `/campaigns/${id}/preflight`, undefined, { authorization })).status).toBe(
    404,
  );
  expect((await api.request('GET', `/campaigns/${id}/preflight?limit=1`)).status).toBe(400);
});
