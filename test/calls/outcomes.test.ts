import { type Outcome } from '../../domain/calls/outcome';
import { type JobState } from '../../domain/jobs/job';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 50, ringMs: 10 });
});
afterAll(() => rm?.stop());

interface JobAnswer {
  Job: {
    ID: string;
    State: JobState;
    Outcome?: Outcome;
    FailureReason?: string;
    Attempts: number;
    NotBefore?: string;
    WaitingFor?: string;
    Calls?: { Attempt: number; Outcome?: Outcome; ConversationSeconds?: number }[];
  };
}

const jobOf = async (campaignId: string, jobId: string): Promise<JobAnswer['Job']> =>
  (await rm.request<JobAnswer>('GET', `/campaigns/${campaignId}/jobs/${jobId}`)).body.Job;

describe('every outcome of the simulator is mapped to what becomes of the job', () => {
  const table: [ending: string, name: string, state: JobState, outcome: Outcome][] = [
    ['00', 'completed', 'completed', 'completed'],
    ['80', 'busy', 'failed', 'busy'],
    ['81', 'no answer', 'failed', 'no_answer'],
    ['82', 'voicemail', 'failed', 'voicemail'],
    ['83', 'early hang-up', 'completed', 'hung_up'],
    ['84', 'opt-out', 'failed', 'opted_out'],
    ['85', 'invalid number', 'failed', 'invalid_number'],
    ['86', 'rejected', 'failed', 'rejected'],
    ['87', 'provider error', 'failed', 'provider_failed'],
    ['88', 'failed after being accepted', 'failed', 'provider_failed'],
    ['89', 'lost end event: looked up', 'completed', 'completed'],
    ['90', 'every event lost and the provider knows nothing', 'failed', 'unknown'],
    ['91', 'every event twice', 'completed', 'completed'],
    ['92', 'end event before the answer to the placement', 'completed', 'completed'],
    ['93', 'events out of order', 'completed', 'completed'],
    ['94', 'a late duplicate of the end', 'completed', 'completed'],
    ['95', 'placement answered after our deadline: looked up', 'completed', 'completed'],
    ['96', 'rings for ever: hung up at the ring limit', 'failed', 'no_answer'],
    ['97', 'talks for ever: hung up at the talk limit', 'failed', 'time_limit'],
    ['99', 'ignores the hang-up', 'failed', 'unknown'],
  ];
  let campaignId: string;
  beforeAll(async () => {
    campaignId = await rm.createCampaign({
      MaxActiveCalls: 30,
      Constraints: { DisableJitter: true, MaxAttempts: 1 },
    });
    await rm.importJobs(
      campaignId,
      table.map(([ending]) => numberEnding(ending)),
    );
    await rm.obey(campaignId, 'start');
    // Who ignores hang-ups, or lost everything, is asked forty times.
    await rm.settled(campaignId);
  });

  it.each(table)('%s: %s → %s', async (ending, _name, state, outcome) => {
    const { body } = await rm.request<{ Jobs: JobAnswer['Job'][] }>(
      'GET',
      `/campaigns/${campaignId}/jobs?ContactPhoneNumber=${encodeURIComponent(numberEnding(ending))}`,
    );
    expect(body.Jobs).toHaveLength(1);
    expect(body.Jobs[0]).toMatchObject({ State: state, Outcome: outcome, Attempts: 1 });
  });

  it('no slot leaks and nothing is placed twice, whatever the outcome', async () => {
    await rm.assertCountsAddUp(campaignId, table.length);
    expect(await rm.store.jobs.countDocuments({ CampaignID: campaignId, Slot: { $exists: true } })).toBe(0);
    expect((await rm.simulator.stats(campaignId)).SecondPlacements).toBe(0);
  });

  it('each dialled call is recorded as ended once', async () => {
    const calls = await rm.store.calls.find({ CampaignID: campaignId }).toArray();
    expect(calls.filter((call) => call.EndedAt === undefined)).toEqual([]);
    expect(new Set(calls.map((call) => call.JobID)).size).toBe(calls.length);
  });
});

it('a lost end event frees its slot after the limit, and the next job is called', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('89'), numberEnding('11')]);
  await rm.obey(id, 'start');
  const counts = await rm.settled(id);
  expect(counts.completed).toBe(2);
  expect((await rm.simulator.stats(id)).MaxActiveCalls).toBe(1);
});

it('a duplicated or late event changes nothing twice, also after the job has settled', async () => {
  await rm.simulator.set({ ConversationSeconds: 60 });
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('91'), numberEnding('94'), numberEnding('93')]);
  await rm.obey(id, 'start');
  await rm.settled(id);
  const before = await rm.get(id);
  expect(before.Metrics.UsedConversationalMinutes).toBe(3);
  expect(before.Metrics.HistogramTuples).toEqual([[60, 60, 3]]);
  for (const { _id } of await rm.store.calls.find({ CampaignID: id }).toArray())
    for (let again = 0; again < 3; again += 1)
      expect(await rm.sendCallEnd(_id, { EndReason: 'busy', ConversationSeconds: 600 })).toBe(204);
  expect((await rm.get(id)).Metrics).toEqual(before.Metrics);
  expect(await rm.store.calls.distinct('Outcome', { CampaignID: id })).toEqual(['completed']);
  await rm.simulator.set({ ConversationSeconds: null });
});

it('a busy line is dialled again after the wait, under the next attempt number', async () => {
  const id = await rm.createCampaign({
    Constraints: { DisableJitter: true, MinDurationBetweenAttempts: '1s', RetryBackoff: { Initial: '1s' } },
  });
  await rm.importJobs(id, [numberEnding('98')]);
  await rm.obey(id, 'start');
  const counts = await rm.settled(id);
  expect(counts.completed).toBe(1);
  const calls = await rm.store.calls.find({ CampaignID: id }).sort({ Attempt: 1 }).toArray();
  expect(calls.map(({ Attempt, Outcome: outcome }) => ({ Attempt, outcome }))).toEqual([
    { Attempt: 1, outcome: 'busy' },
    { Attempt: 2, outcome: 'completed' },
  ]);
  const [first, second] = calls;
  expect((second?.DialledAt.getTime() ?? 0) - (first?.EndedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(1_000);
});

it('a job is dialled at most MaxAttempts times', async () => {
  const id = await rm.createCampaign({
    Constraints: { DisableJitter: true, MinDurationBetweenAttempts: '0s', MaxAttempts: 4 },
  });
  await rm.importJobs(id, [numberEnding('80')]);
  await rm.obey(id, 'start');
  const counts = await rm.settled(id);
  expect(counts.failed).toBe(1);
  expect((await rm.simulator.stats(id)).Placements).toBe(4);
});

it('a waiting job says when it will be called and what it waits for', async () => {
  const id = await rm.createCampaign({
    Constraints: { DisableJitter: true, MinDurationBetweenAttempts: '2h' },
  });
  await rm.importJobs(id, [numberEnding('80')]);
  await rm.obey(id, 'start');
  const job = await eventually(async () => {
    const [stored] = await rm.store.jobs.find({ CampaignID: id, State: 'scheduled' }).toArray();
    if (!stored) throw new Error('not scheduled yet');
    return jobOf(id, stored._id);
  });
  expect(job).toMatchObject({ State: 'scheduled', WaitingFor: 'retry', Outcome: 'busy', Attempts: 1 });
  expect(Date.parse(job.NotBefore ?? '')).toBeGreaterThan(Date.now() + 7_000_000);
});

it('a job that waits for its creation delay or its NotBefore is not dialled early, and one past NotAfter never', async () => {
  const id = await rm.createCampaign();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const past = new Date(Date.now() - 1_000).toISOString();
  const create = async (Constraints: object): Promise<string> =>
    (
      await rm.request<JobAnswer>('POST', `/campaigns/${id}/jobs`, {
        ContactPhoneNumber: numberEnding('11'),
        Overrides: { Constraints },
      })
    ).body.Job.ID;
  const delayed = await create({ MinCreationDelay: '1h' });
  const notBefore = await create({ NotBefore: later });
  const expired = await create({ NotAfter: past });
  const due = await create({});
  await rm.obey(id, 'start');
  await eventually(async () => expect((await jobOf(id, due)).State).toBe('completed'));
  await eventually(async () =>
    expect(await jobOf(id, expired)).toMatchObject({ State: 'failed', FailureReason: 'expired' }),
  );
  expect(await jobOf(id, delayed)).toMatchObject({ State: 'created', WaitingFor: 'creation_delay' });
  expect(await jobOf(id, notBefore)).toMatchObject({ State: 'created', WaitingFor: 'not_before' });
  expect((await rm.simulator.stats(id)).Placements).toBe(1);
});

it('cancelling a job in a call hangs it up and frees its slot; a waiting one is cancelled at once', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 1 });
  await rm.importJobs(id, [numberEnding('97'), numberEnding('11')], { Overrides: { MaxCallSeconds: 600 } });
  const [first, second] = (await rm.store.jobs.find({ CampaignID: id }).sort({ _id: 1 }).toArray()).map(
    (job) => job._id,
  );
  await rm.obey(id, 'start');
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1));
  expect((await rm.request('POST', `/campaigns/${id}/jobs/${second}/cancel`)).status).toBe(202);
  expect((await rm.request('POST', `/campaigns/${id}/jobs/${first}/cancel`)).status).toBe(202);
  const counts = await rm.settled(id);
  expect(counts.canceled).toBe(2);
  const stats = await rm.simulator.stats(id);
  expect({ placed: stats.Placements, active: stats.ActiveCalls }).toEqual({ placed: 1, active: 0 });
});

it('an early hang-up fails the job when HangUpIsOptOut is set', async () => {
  const id = await rm.createCampaign({ HangUpIsOptOut: true });
  await rm.importJobs(id, [numberEnding('83')]);
  await rm.obey(id, 'start');
  expect((await rm.settled(id)).failed).toBe(1);
});
