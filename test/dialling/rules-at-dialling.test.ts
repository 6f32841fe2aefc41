/**
 * The rules of a campaign, at the moment of dialling: the number's line decides. The last step itself:
 * last-step.test.ts.
 */
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { type CallDocument } from '../../store/mongodb/documents';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  // A call that ends sooner by a limit ends by its job's own.
  rm = await startRingmaster({ workers: 2, callMs: 300, ringMs: 10, limits: { callSeconds: 600 } });
});
afterAll(() => rm?.stop());

const started = async (numbers: string[], Constraints: Constraints = {}, more = {}): Promise<string> => {
  const id = await rm.createCampaign({
    MaxActiveCalls: 20,
    Constraints: { DisableJitter: true, ...Constraints },
  });
  await rm.importJobs(id, numbers, more);
  await rm.obey(id, 'start');
  return id;
};

const callsOf = (ids: string[]): Promise<CallDocument[]> =>
  rm.store.calls
    .find({ CampaignID: { $in: ids } })
    .sort({ DialledAt: 1 })
    .toArray();

it('two jobs of one number are never on a call at the same time, whichever campaigns they belong to', async () => {
  const number = numberEnding('11', 70);
  const ids = await Promise.all([1, 2].map(() => started([number, number])));
  for (const id of ids) expect((await rm.settled(id)).completed).toBe(2);
  const calls = await callsOf(ids);
  expect(calls).toHaveLength(4);
  for (const [i, call] of calls.entries()) {
    const before = calls[i - 1]?.EndedAt?.getTime() ?? 0;
    expect(call.DialledAt.getTime()).toBeGreaterThanOrEqual(before);
  }
});

it('attempts per number never exceed the limit, with three campaigns and two workers', async () => {
  const numbers = [71, 72, 73].map((n) => numberEnding('11', n));
  const limit = { MaxAttemptsPerNumber: { Count: 2, Per: '1h' } };
  const ids = await Promise.all([1, 2, 3].map(() => started([...numbers, ...numbers], limit)));
  // Two of the six jobs of each number. The others are looked at one after the other once its line is free.
  await eventually(
    async () => {
      const waiting = await rm.store.jobs
        .find({ CampaignID: { $in: ids }, State: { $in: ['created', 'scheduled', 'calling'] } })
        .toArray();
      expect(waiting.map(({ State, DeferredBy }) => [State, DeferredBy])).toEqual(
        Array(12).fill(['created', 'attempts_per_number']),
      );
      for (const { DueAt } of waiting) expect(DueAt.getTime()).toBeGreaterThan(Date.now() + 30 * 60_000);
    },
    { everyMs: 200 },
  );
  expect(await callsOf(ids)).toHaveLength(6);
  const dialled = await rm.store.numbers.find({ PhoneNumber: { $in: numbers } }).toArray();
  expect(dialled.map(({ Dials }) => Dials?.length)).toEqual([2, 2, 2]);
});

it('a campaign with a limit of calls per second places them that far apart', async () => {
  const numbers = Array.from({ length: 8 }, (_, n) => numberEnding('11', n));
  const id = await started(numbers, { MaxCallsPerSecond: 2 });
  expect((await rm.settled(id)).completed).toBe(8);
  const times = (await callsOf([id])).map(({ DialledAt }) => DialledAt.getTime());
  // Between its moment and its record a busy machine may hold a call up: by a second here, for which two may catch up.
  for (const at of times) expect(times.filter((t) => t >= at && t < at + 900).length).toBeLessThanOrEqual(4);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(7 * 500 - 150);
});

it('a job whose window is closed waits for it, and is called when a version is published that opens it', async () => {
  const id = await started([numberEnding('11', 80)], { CallWindows: [], TimeZone: 'UTC' });
  await eventually(async () =>
    expect(await rm.store.jobs.findOne({ CampaignID: id })).toMatchObject({
      State: 'created',
      DeferredBy: 'window',
    }),
  );
  const { Campaign } = await rm.get(id);
  const { status } = await rm.request(
    'PUT',
    `/campaigns/${id}`,
    { Data: { ...Campaign.Data, Constraints: { RuleSets: [], DisableJitter: true } } },
    { 'if-match': `"${Campaign.Version}"` },
  );
  expect(status).toBe(200);
  expect((await rm.settled(id)).completed).toBe(1);
});

it('an attempt keeps which zones had to allow it, and whether the number or the place of the contact named them', async () => {
  const [here, elsewhere] = [numberEnding('11', 82), numberEnding('11', 83)];
  const id = await started([here]);
  await rm.importJobs(id, ['+18005550111'], { ContactPostalCode: '85001', ContactCountry: 'US' });
  await rm.importJobs(id, [elsewhere], { ContactTimeZone: 'Asia/Tokyo' });
  expect((await rm.settled(id)).completed).toBe(3);
  const { body } = await rm.request<{ Jobs: { ID: string; ContactPhoneNumber: string }[] }>(
    'GET',
    `/campaigns/${id}/jobs`,
  );
  const kept = await Promise.all(
    body.Jobs.map(async ({ ID, ContactPhoneNumber }) => {
      const { Job } = (
        await rm.request<{ Job: { Calls: { Zones: string[]; ZonesFrom: string }[] } }>(
          'GET',
          `/campaigns/${id}/jobs/${ID}`,
        )
      ).body;
      return [ContactPhoneNumber, Job.Calls.map(({ Zones, ZonesFrom }) => [ZonesFrom, ...Zones])];
    }),
  );
  expect(Object.fromEntries(kept)).toEqual({
    [here]: [['number', 'America/New_York']],
    // Under other names Phoenix's clock also goes in the Yukon, where a toll-free number can be as well.
    '+18005550111': [expect.arrayContaining(['contact', 'America/Phoenix'])],
    [elsewhere]: [['both', 'America/New_York', 'Asia/Tokyo']],
  });
});

it('a retry that waits already is called sooner when a version with a shorter wait is published', async () => {
  // Busy at the first attempt, answered at the second.
  const id = await started([numberEnding('98', 81)], { MinDurationBetweenAttempts: '1h' });
  await eventually(async () =>
    expect(await rm.store.jobs.findOne({ CampaignID: id })).toMatchObject({
      State: 'scheduled',
      Attempts: 1,
    }),
  );
  const { Campaign } = await rm.get(id);
  const Constraints = { RuleSets: [], DisableJitter: true, MinDurationBetweenAttempts: '0s' };
  const { status } = await rm.request(
    'PUT',
    `/campaigns/${id}`,
    { Data: { ...Campaign.Data, Constraints } },
    { 'if-match': `"${Campaign.Version}"` },
  );
  expect(status).toBe(200);
  expect((await rm.settled(id)).completed).toBe(1);
});

it('a job that disables the jitter does not wait for its campaign to grow', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 5, Constraints: {} });
  await rm.simulator.set({ CallMs: 3_000 });
  await rm.importJobs(
    id,
    [0, 1, 2].map((n) => numberEnding('11', 82 + n)),
  );
  await rm.importJobs(
    id,
    [3, 4].map((n) => numberEnding('11', 82 + n)),
    {
      Overrides: { Constraints: { DisableJitter: true } },
    },
  );
  await rm.obey(id, 'start');
  // The ramp allows one call in the first second; these two go at once.
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBeGreaterThanOrEqual(3));
  const { StartedAt } = (await rm.store.campaigns.findOne({ _id: id })) ?? {};
  const urgent = await rm.store.jobs
    .find({ CampaignID: id, 'Overrides.Constraints.DisableJitter': true })
    .toArray();
  for (const { _id } of urgent) {
    const call = await rm.store.calls.findOne({ JobID: _id });
    expect(call?.DialledAt.getTime()).toBeLessThan((StartedAt?.getTime() ?? 0) + 1_200);
  }
  await rm.simulator.set({ CallMs: 300 });
});

describe('a contact who hangs up, where that is an opt-out', () => {
  it('is on the list, the job fails, and the contact’s other jobs are canceled', async () => {
    const number = numberEnding('83', 90);
    const other = await rm.createCampaign();
    await rm.importJobs(other, [number]);
    const id = await rm.createCampaign({ HangUpIsOptOut: true });
    await rm.importJobs(id, [number]);
    await rm.obey(id, 'start');
    expect((await rm.settled(id)).failed).toBe(1);
    expect(await rm.store.jobs.findOne({ CampaignID: id })).toMatchObject({
      Outcome: 'hung_up',
      FailureReason: 'opted_out',
    });
    expect(await rm.store.jobs.findOne({ CampaignID: other })).toMatchObject({
      State: 'canceled',
      CancelReason: 'opted_out',
    });
    expect((await rm.store.numbers.findOne({ PhoneNumber: number }))?.OptOut).toMatchObject({
      Source: 'call',
    });
  });

  it('a job can say that it is none', async () => {
    const number = numberEnding('83', 91);
    const id = await rm.createCampaign({ HangUpIsOptOut: true });
    await rm.importJobs(id, [number], { Overrides: { HangUpIsOptOut: false } });
    await rm.obey(id, 'start');
    expect((await rm.settled(id)).completed).toBe(1);
    expect((await rm.store.numbers.findOne({ PhoneNumber: number }))?.OptOut).toBeUndefined();
  });
});

it('a contact who asks for no more calls is on the list, whatever the campaign says', async () => {
  const number = numberEnding('84', 92);
  const id = await started([number]);
  expect((await rm.settled(id)).failed).toBe(1);
  expect(await rm.store.jobs.findOne({ CampaignID: id })).toMatchObject({
    Outcome: 'opted_out',
    FailureReason: 'opted_out',
  });
  expect((await rm.store.numbers.findOne({ PhoneNumber: number }))?.OptOut).toBeDefined();
});

it('a call that talks for longer than its job allows is hung up, and what was said is analysed', async () => {
  const id = await started([numberEnding('97', 93)], {}, { Overrides: { MaxCallSeconds: 1 } });
  const asking = await rm.createCampaign({ CampaignObjectivePrompt: 'Did they agree?' });
  await rm.importJobs(asking, [numberEnding('97', 94)], { Overrides: { MaxCallSeconds: 1 } });
  await rm.obey(asking, 'start');
  for (const campaignId of [id, asking]) {
    expect((await rm.settled(campaignId)).failed).toBe(1);
    expect(await rm.store.jobs.findOne({ CampaignID: campaignId })).toMatchObject({
      Outcome: 'time_limit',
      FailureReason: 'outcome',
    });
  }
  const calls = await callsOf([id, asking]);
  expect(calls).toMatchObject([{ HangUpCause: 'talk_limit' }, { HangUpCause: 'talk_limit' }]);
  expect(calls.map(({ Analysis }) => Analysis?.Status)).toEqual([undefined, 'succeeded']);
});
