/** Numbers that have opted out, where it counts: at the claim, between claim and dial, and in a call. */
import { DIAL_MS } from '../../activities/calls/place-call';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type CallRef, callId } from '../../domain/jobs/job';
import { defaultAnalystSettings } from '../../simulator/analyst-settings';
import { defaultSettings } from '../../simulator/settings';
import { type JobDocument, type OptOutSource } from '../../store/mongodb/documents';
import { optOut } from '../../store/numbers/opt-outs';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, ringMs: 10 });
});
afterAll(() => rm?.stop());

const put = async (number: string): Promise<void> => {
  const { status } = await rm.request('PUT', `/opt-outs/${encodeURIComponent(number)}`);
  if (status !== 201) throw new Error(`PUT /opt-outs: ${status}`);
};
const jobsOf = (campaignId: string): Promise<JobDocument[]> =>
  rm.store.jobs.find({ CampaignID: campaignId }).toArray();

/** What an opt-out leaves when its process dies right behind the first write: an entry, and jobs that still wait. */
async function putAndDie(number: string, source: OptOutSource = 'api'): Promise<void> {
  const { OrgID = '' } = (await rm.store.campaigns.findOne({})) ?? {};
  await optOut(rm.store, { orgId: OrgID, phoneNumbers: [number], source, now: new Date() });
}
const importing = async (number: string): Promise<void> => {
  const { status } = await rm.request('POST', '/opt-outs/import', `PhoneNumber\n${number}\n`, {
    'content-type': 'text/csv',
  });
  if (status !== 200) throw new Error(`POST /opt-outs/import: ${status}`);
};

describe('an opted-out number is never dialled, even when the opt-out lands between claim and dial', () => {
  const RUN = 'a-run-of-the-call';
  const asRun = (): MockActivityEnvironment =>
    new MockActivityEnvironment({ workflowExecution: { workflowId: 'call', runId: RUN } });

  async function claimed(number: string): Promise<CallRef> {
    const id = await rm.createCampaign();
    await rm.importJobs(id, [number]);
    await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
    const [job] = await jobsOf(id);
    const ref = { CampaignID: id, JobID: job?._id ?? '', Attempt: 1 };
    await rm.claimedJob(ref);
    return ref;
  }

  async function expectCanceled({ CampaignID, JobID }: CallRef): Promise<void> {
    expect((await rm.simulator.stats(CampaignID)).Placements).toBe(0);
    const job = await rm.store.jobs.findOne({ _id: JobID });
    expect(job).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
    expect(job).not.toHaveProperty('Slot');
    const number = await rm.store.numbers.findOne({ PhoneNumber: job?.ContactPhoneNumber ?? '' });
    expect(number?.OnCall).toBeUndefined();
  }

  afterEach(() => jest.restoreAllMocks());

  it('after the claim', async () => {
    const number = numberEnding('11', 1);
    const ref = await claimed(number);
    await put(number);
    await expectCanceled(ref);
    const { placeCall } = rm.placingActivities((provider) => provider);
    expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
    await expectCanceled(ref);
  });

  it('after the claim, cut off before it came to the jobs', async () => {
    const number = numberEnding('11', 2);
    const ref = await claimed(number);
    await putAndDie(number);
    const { placeCall } = rm.placingActivities((provider) => provider);
    expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
    await expectCanceled(ref);
  });

  it.each([
    ['whole', 3, put],
    ['cut off before it came to the jobs', 4, putAndDie],
  ])('after the permission to dial, %s', async (_how, n, optsOut) => {
    const number = numberEnding('11', n);
    const ref = await claimed(number);
    const { jobs } = rm.store;
    const findOneAndUpdate = jobs.findOneAndUpdate.bind(jobs) as (...args: unknown[]) => Promise<never>;
    jest.spyOn(jobs, 'findOneAndUpdate').mockImplementationOnce(async (...args: unknown[]) => {
      const permitted = await findOneAndUpdate(...args);
      await optsOut(number);
      return permitted;
    });
    const { placeCall } = rm.placingActivities((provider) => provider);
    expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
    await expectCanceled(ref);
  });

  it.each([
    ['whole', 5, put],
    ['cut off before it came to the jobs', 6, putAndDie],
  ])('while the provider is asked about a placement that was cut off, %s', async (_how, n, optsOut) => {
    const number = numberEnding('11', n);
    const ref = await claimed(number);
    await rm.claimedJob(ref, { Stage: 'dialling', DialledBy: RUN, DialUntil: new Date(0) });
    const { placeCall } = rm.placingActivities((provider) => ({
      ...provider,
      lookUp: async (call) => {
        await optsOut(number);
        return provider.lookUp(call);
      },
    }));
    expect(await asRun().run(placeCall, ref)).toEqual({ Kind: 'not_dialled' });
    await expectCanceled(ref);
  });
});

const AnalysisSchema = { type: 'object', properties: { mood: { type: 'string' } }, required: ['mood'] };

it.each<[OptOutSource, Partial<JobDocument>]>([
  ['api', { State: 'canceled', CancelReason: 'opted_out' }],
  ['import', { State: 'canceled', CancelReason: 'opted_out' }],
  ['call', { State: 'failed', FailureReason: 'opted_out' }],
])(
  'an opt-out (%s) that missed a job between its call and its analysis is honoured before the analyst is asked',
  async (source, expected) => {
    const number = numberEnding('11', 80 + source.length);
    const id = await rm.createCampaign({ AnalysisSchema });
    await rm.importJobs(id, [number]);
    const [job] = await jobsOf(id);
    const ref = { CampaignID: id, JobID: job?._id ?? '', Attempt: 1 };
    await rm.store.calls.insertOne({
      _id: callId(ref),
      OrgID: job?.OrgID ?? '',
      ...ref,
      Version: 1,
      CallerID: '+12025550100',
      DialledAt: new Date(),
    });
    await rm.store.transcripts.insertOne({
      _id: callId(ref),
      OrgID: job?.OrgID ?? '',
      CampaignID: id,
      JobID: ref.JobID,
      Turns: [{ Role: 'contact', Text: 'Yes.' }],
      CreatedAt: new Date(),
    });
    await putAndDie(number, source);
    await rm.store.jobs.updateOne(
      { _id: ref.JobID },
      { $set: { State: 'analyzing', AnalyzedCallID: callId(ref), Outcome: 'completed' } },
    );
    let asked = false;
    const { analyzeCall } = rm.analyzingActivities((analyst) => ({
      ...analyst,
      ask: async (...question) => {
        asked = true;
        expect(await rm.store.jobs.findOne({ _id: ref.JobID })).toMatchObject(expected);
        return analyst.ask(...question);
      },
    }));
    await new MockActivityEnvironment().run(analyzeCall, ref);
    expect(asked).toBe(true);
    expect(await rm.store.jobs.findOne({ _id: ref.JobID })).toMatchObject(expected);
    expect((await rm.store.calls.findOne({ _id: callId(ref) }))?.Analysis?.Status).toBe('succeeded');
  },
);

describe('with workers', () => {
  let stopWorkers: () => Promise<void>;
  beforeAll(async () => {
    stopWorkers = await rm.startWorkers();
  });
  afterAll(() => stopWorkers?.());
  afterEach(() =>
    rm.simulator.set({
      CallMs: 0,
      PlacementDelayMs: 0,
      Hang: false,
      Analyst: defaultAnalystSettings,
      Transcripts: defaultSettings.Transcripts,
    }),
  );

  /** A job whose call has begun to be dialled: its line is taken, and the placement on its way. */
  async function dialling(number: string): Promise<string> {
    const id = await rm.createCampaign();
    await rm.importJobs(id, [number]);
    await rm.obey(id, 'start');
    await eventually(async () => {
      const known = await rm.store.numbers.findOne({ PhoneNumber: number });
      expect(known?.OnCall?.DialUntil?.getTime()).toBeGreaterThan(Date.now());
    });
    expect((await rm.simulator.stats(id)).Placements).toBe(0);
    return id;
  }

  it.each([
    ['PUT', 15, put],
    ['import', 16, importing],
  ])('no placement arrives after the answer to an opt-out by %s', async (_how, n, optsOut) => {
    await rm.simulator.set({ CallMs: 60_000, PlacementDelayMs: 2_000 });
    const id = await dialling(numberEnding('11', n));
    await optsOut(numberEnding('11', n));
    const answeredAt = Date.now();
    const { Placements, LastPlacedAt } = await rm.simulator.stats(id);
    expect(Placements).toBe(1);
    expect(Date.parse(LastPlacedAt ?? '')).toBeLessThanOrEqual(answeredAt);
    await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(0));
    expect(await rm.settled(id)).toMatchObject({ canceled: 1 });
    expect((await rm.simulator.stats(id)).Placements).toBe(1);
  });

  it('a placement that nobody answers is void when the opt-out is answered, within 6 s', async () => {
    await rm.simulator.set({ Hang: true });
    const id = await dialling(numberEnding('11', 17));
    const begun = Date.now();
    await put(numberEnding('11', 17));
    expect(Date.now() - begun).toBeLessThan(6_000);
    await rm.simulator.set({ Hang: false });
    expect(await rm.settled(id)).toMatchObject({ canceled: 1 });
    expect((await rm.simulator.stats(id)).Placements).toBe(0);
  });

  it('a job that waits for its analysis is canceled within a second, and the analysis is kept with its call', async () => {
    await rm.simulator.set({ Analyst: { ...defaultAnalystSettings, Analysis: 'overloaded' } });
    const number = numberEnding('11', 18);
    const id = await rm.createCampaign({ AnalysisSchema });
    await rm.importJobs(id, [number]);
    await rm.obey(id, 'start');
    await eventually(async () => expect((await jobsOf(id))[0]?.State).toBe('analyzing'));
    const begun = Date.now();
    await put(number);
    expect(Date.now() - begun).toBeLessThan(1_000);
    const canceled = { State: 'canceled', CancelReason: 'opted_out' };
    expect(await jobsOf(id)).toMatchObject([canceled]);
    await rm.simulator.set({ Analyst: defaultAnalystSettings });
    await eventually(async () =>
      expect(await rm.store.calls.findOne({ CampaignID: id })).toMatchObject({
        Analysis: { Status: 'succeeded' },
      }),
    );
    const [job] = await jobsOf(id);
    expect(await rm.client.workflow.getHandle(`call:${job?._id}:1`).result()).toEqual({
      Outcome: 'analyzed',
    });
    expect(await jobsOf(id)).toMatchObject([canceled]);
  });

  it('jobs of a number that is on the list without their having been canceled are canceled at the claim', async () => {
    const number = numberEnding('11', 10);
    const id = await rm.createCampaign();
    await rm.importJobs(id, [number, number, numberEnding('11', 11)]);
    await putAndDie(number);
    await rm.obey(id, 'start');
    const counts = await rm.settled(id);
    expect([counts.canceled, counts.completed]).toEqual([2, 1]);
    expect((await rm.simulator.stats(id)).Placements).toBe(1);
    for (const job of (await jobsOf(id)).filter(({ ContactPhoneNumber }) => ContactPhoneNumber === number))
      expect(job).toMatchObject({ CancelReason: 'opted_out', Attempts: 0 });
  });

  it('adding a number cancels its waiting jobs before it is answered, in all campaigns, and hangs up its call at once', async () => {
    await rm.simulator.set({ CallMs: 60_000 });
    const number = numberEnding('11', 20);
    const calling = await rm.createCampaign();
    await rm.importJobs(calling, [number]);
    await rm.obey(calling, 'start');
    await eventually(async () => expect((await rm.simulator.stats(calling)).ActiveCalls).toBe(1));
    const paused = await rm.createCampaign();
    const full = await rm.createCampaign({ MaxActiveCalls: 0 });
    for (const id of [paused, full]) await rm.importJobs(id, [number, number]);
    await rm.obey(full, 'start');

    const begun = Date.now();
    await put(number);
    expect(Date.now() - begun).toBeLessThan(1_000);
    const reasons = async (ids: string[]) =>
      (await Promise.all(ids.map(jobsOf))).flat().map(({ State, CancelReason }) => [State, CancelReason]);
    expect(await reasons([paused, full])).toEqual(Array(4).fill(['canceled', 'opted_out']));
    await eventually(async () => expect(await reasons([calling])).toEqual([['canceled', 'opted_out']]));
    // By the time that was stored: when this test looks is no matter of the engine's. A busy machine may take more than
    // the second that is promised, and no timer of ours ends a call as soon as this.
    for (const { UpdatedAt } of await jobsOf(calling))
      expect(UpdatedAt.getTime() - begun).toBeLessThan(4_000);
    expect((await rm.simulator.stats(calling)).ActiveCalls).toBe(0);
    // The job is settled first, then its call is recorded.
    await eventually(async () =>
      expect((await rm.store.calls.findOne({ CampaignID: calling }))?.Outcome).toBe('canceled'),
    );
  });

  it('no dial is counted after the opt-out, whenever it lands in a running campaign', async () => {
    const numbers = Array.from({ length: 30 }, (_, n) => numberEnding('11', 30 + n));
    const ids = await Promise.all([1, 2].map(() => rm.createCampaign({ MaxActiveCalls: 3 })));
    for (const id of ids) await rm.importJobs(id, numbers);
    await Promise.all(ids.map((id) => rm.obey(id, 'start')));
    // From the far end, so that the dispatcher and the opt-outs meet somewhere.
    for (const number of numbers.toReversed()) await put(number);
    for (const id of ids) await rm.settled(id);
    const known = await rm.store.numbers.find({ PhoneNumber: { $in: numbers } }).toArray();
    expect(known).toHaveLength(numbers.length);
    for (const { OptOut, Dials = [] } of known)
      // A dial counts from when its placement leaves at the latest, which was permitted so long before.
      for (const { At } of Dials)
        expect(At.getTime() - DIAL_MS).toBeLessThanOrEqual(OptOut?.At.getTime() ?? 0);
    const placements = await Promise.all(ids.map(async (id) => (await rm.simulator.stats(id)).Placements));
    const dials = known.reduce((sum, { Dials = [] }) => sum + Dials.length, 0);
    expect(placements.reduce((a, b) => a + b, 0)).toBe(dials);
    const canceled = await Promise.all(ids.map(async (id) => (await rm.counts(id)).canceled));
    // Else the opt-outs came too late to meet anything.
    expect(canceled.reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    for (const id of ids) await rm.assertCountsAddUp(id, numbers.length);
  });

  it('a number that is taken off the list is called again, by new jobs only', async () => {
    const number = numberEnding('11', 70);
    const id = await rm.createCampaign();
    await rm.importJobs(id, [number]);
    await put(number);
    await rm.request('DELETE', `/opt-outs/${number}`);
    await rm.importJobs(id, [number]);
    await rm.obey(id, 'start');
    const counts = await rm.settled(id);
    expect([counts.canceled, counts.completed]).toEqual([1, 1]);
  });
});
