import { type JobDocument } from '../../store/mongodb/documents';
import {
  CALLER_ID,
  CONTACT,
  contact,
  type ProblemBody,
  type RunningApi,
  startApi,
} from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type JobBody = Record<string, unknown> & { ID: string };
type JobAnswer = ProblemBody & { Job: JobBody };
const create = (campaignId: string, job: unknown) =>
  api.request<JobAnswer>('POST', `/campaigns/${campaignId}/jobs`, job);
const read = (campaignId: string, jobId: string) =>
  api.request<JobAnswer>('GET', `/campaigns/${campaignId}/jobs/${jobId}`);
const set = (jobId: string, change: Partial<JobDocument>) =>
  api.store.jobs.updateOne({ _id: jobId }, { $set: change });

describe('POST /campaigns/:campaignID/jobs', () => {
  it('answers the job with everything that was given, waiting for its first call', async () => {
    const campaign = await api.storeCampaign({ Constraints: { MinCreationDelay: '1h' } });
    const given = {
      ContactPhoneNumber: CONTACT,
      CallerID: CALLER_ID,
      ContactName: 'Ada',
      Metadata: { segment: 3 },
      Data: { city: 'Köln' },
      Overrides: {
        HangUpIsOptOut: true,
        DisableRecording: true,
        MaxCallSeconds: 14_400,
        MaxRingSeconds: 5,
        Integrations: { crm: {} },
        Constraints: { MinCreationDelay: '2h' },
      },
      CampaignVariants: [],
      TestJob: true,
      ExternalID: 'e-1',
    };
    const { status, body } = await create(campaign._id, given);
    expect(status).toBe(201);
    expect(body.Job).toEqual({
      ...given,
      ID: expect.any(String) as string,
      CampaignID: campaign._id,
      State: 'created',
      Attempts: 0,
      NotBefore: new Date(Date.parse(String(body.Job['CreatedAt'])) + 2 * 3_600_000).toISOString(),
      CreatedAt: expect.any(String) as string,
      UpdatedAt: body.Job['CreatedAt'],
    });
    const again = await read(campaign._id, body.Job.ID);
    expect(again.body.Job).toEqual({ ...body.Job, Calls: [], WaitingFor: 'campaign_paused' });
  });

  const wrong: [place: string, change: Record<string, unknown>][] = [
    ['/ContactPhoneNumber', { ContactPhoneNumber: undefined }],
    ['/ContactPhoneNumber', { ContactPhoneNumber: '2025550111' }],
    ['/ContactPhoneNumber', { ContactPhoneNumber: 12025550111 }],
    ['/CallerID', { CallerID: 'x' }],
    ['/ContactName', { ContactName: 'x'.repeat(201) }],
    ['/ContactName', { ContactName: null }],
    ['/Metadata', { Metadata: [] }],
    ['/Data', { Data: 'x' }],
    ['/Data', { Data: { x: 'y'.repeat(40_000) }, Metadata: { x: 'y'.repeat(30_000) } }],
    ['/Overrides', { Overrides: null }],
    ['/Overrides', { Overrides: { Integrations: { x: 'y'.repeat(65_536) } } }],
    [
      '/Metadata',
      {
        Metadata: { x: 'y'.repeat(30_000) },
        Data: { x: 'y'.repeat(20_000) },
        Overrides: { Integrations: { x: 'y'.repeat(20_000) } },
      },
    ],
    ['/Overrides/MaxCallSeconds', { Overrides: { MaxCallSeconds: 0 } }],
    ['/Overrides/MaxCallSeconds', { Overrides: { MaxCallSeconds: 14_401 } }],
    ['/Overrides/MaxRingSeconds', { Overrides: { MaxRingSeconds: 4 } }],
    ['/Overrides/MaxRingSeconds', { Overrides: { MaxRingSeconds: 301 } }],
    ['/Overrides/HangUpIsOptOut', { Overrides: { HangUpIsOptOut: 1 } }],
    ['/Overrides/DisableRecording', { Overrides: { DisableRecording: 'no' } }],
    ['/Overrides/Integrations', { Overrides: { Integrations: [] } }],
    ['/Overrides/Constraints/MaxAttempts', { Overrides: { Constraints: { MaxAttempts: 1.5 } } }],
    ['/Overrides/Constraints/TimeZone', { Overrides: { Constraints: { TimeZone: 'Europe/Londn' } } }],
    ['/Overrides/MaxCallSecond', { Overrides: { MaxCallSecond: 5 } }],
    ['/CampaignVariants', { CampaignVariants: Array.from({ length: 21 }, () => 'v') }],
    ['/CampaignVariants/0', { CampaignVariants: [1] }],
    ['/TestJob', { TestJob: 'true' }],
    ['/ExternalID', { ExternalID: '' }],
    ['/ExternalID', { ExternalID: 'x'.repeat(201) }],
    ['/State', { State: 'completed' }],
  ];
  it.each(wrong)('refuses a wrong %s (%#) and stores nothing', async (place, change) => {
    const campaign = await api.storeCampaign();
    const { status, body } = await create(campaign._id, { ContactPhoneNumber: CONTACT, ...change });
    expect([status, body.errors?.[0]?.location]).toEqual([400, place]);
    expect(await api.store.jobs.countDocuments({ CampaignID: campaign._id })).toBe(0);
  });

  it('with the largest Metadata, Data and Overrides is taken, and with a byte more told what is too large', async () => {
    const campaign = await api.storeCampaign();
    // 64 KiB, less what stands around the letters: {"x":"…"} and {"Integrations":{"x":"…"}}.
    const letters = 65_536 - 3 * 8 - 17;
    const job = (more: number) => ({
      ContactPhoneNumber: CONTACT,
      Metadata: { x: 'y'.repeat(10_000) },
      Data: { x: 'y'.repeat(10_000) },
      Overrides: { Integrations: { x: 'y'.repeat(letters - 20_000 + more) } },
    });
    expect((await create(campaign._id, job(0))).status).toBe(201);
    const { status, body } = await create(campaign._id, job(1));
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          location: '/Overrides',
          message:
            'has 45521 bytes as JSON, and Metadata, Data, Overrides have 65537 together; at most 65536 are kept, so send less',
        },
      ],
    ]);
  });

  it('names the job that already has the ExternalID, which another campaign may use', async () => {
    const [one, two] = [await api.storeCampaign(), await api.storeCampaign()];
    const job = { ContactPhoneNumber: CONTACT, ExternalID: 'same' };
    const first = await create(one._id, job);
    const second = await create(one._id, job);
    expect([second.status, second.body.JobID]).toEqual([409, first.body.Job.ID]);
    expect((await create(two._id, job)).status).toBe(201);
  });

  it('to an ended campaign is refused with its state', async () => {
    const campaign = await api.storeCampaign();
    await api.store.campaigns.updateOne({ _id: campaign._id }, { $set: { State: 'ended' } });
    const { status, body } = await create(campaign._id, { ContactPhoneNumber: CONTACT });
    expect([status, body.State]).toEqual([409, 'ended']);
  });

  it('while the campaign ends leaves no job incomplete', async () => {
    const campaign = await api.storeCampaign();
    const posts = Array.from({ length: 40 }, () => create(campaign._id, { ContactPhoneNumber: CONTACT }));
    // What the ending does: the state first, then the jobs.
    const ending = api.store.campaigns
      .updateOne({ _id: campaign._id }, { $set: { State: 'ended' } })
      .then(() =>
        api.store.jobs.updateMany(
          { CampaignID: campaign._id, State: 'created' },
          { $set: { State: 'failed', FailureReason: 'campaign_ended' } },
        ),
      );
    await Promise.all([...posts, ending]);
    expect(await api.store.jobs.countDocuments({ CampaignID: campaign._id, State: 'created' })).toBe(0);
  });
});

describe('GET /campaigns/:campaignID/jobs', () => {
  let campaignId: string;
  beforeAll(async () => {
    campaignId = (await api.storeCampaign())._id;
    for (let i = 0; i < 25; i++) {
      const job = await create(campaignId, {
        ContactPhoneNumber: contact(i % 5),
        ExternalID: `e-${i}`,
        TestJob: i % 2 === 0,
      });
      // Two states; the jobs of each share two due times, as those of imports do.
      await set(job.body.Job.ID, { State: i % 5 === 0 ? 'failed' : 'created', DueAt: new Date(i % 2) });
    }
  });

  interface List {
    Jobs: { ID: string; State: string; ExternalID: string; TestJob: boolean; ContactPhoneNumber: string }[];
    NextCursor?: string;
  }
  async function all(query: string, limit = 4): Promise<List['Jobs']> {
    const jobs: List['Jobs'] = [];
    let cursor = '';
    for (;;) {
      const { status, body } = await api.request<List>(
        'GET',
        `/campaigns/${campaignId}/jobs?limit=${limit}${query}${cursor}`,
      );
      expect(status).toBe(200);
      expect(body.Jobs.length).toBeLessThanOrEqual(limit);
      jobs.push(...body.Jobs);
      if (body.NextCursor === undefined) return jobs;
      cursor = `&cursor=${body.NextCursor}`;
    }
  }

  it.each([
    ['', 25, () => true],
    ['&State=failed', 5, (job: List['Jobs'][0]) => job.State === 'failed'],
    ['&State=created', 20, (job: List['Jobs'][0]) => job.State === 'created'],
    ['&State=calling', 0, () => false],
    ['&TestJob=1', 13, (job: List['Jobs'][0]) => job.TestJob],
    ['&TestJob=false', 12, (job: List['Jobs'][0]) => !job.TestJob],
    ['&ExternalID=e-7', 1, (job: List['Jobs'][0]) => job.ExternalID === 'e-7'],
    [
      `&ContactPhoneNumber=${encodeURIComponent(contact(0))}`,
      5,
      (job: List['Jobs'][0]) => job.ContactPhoneNumber === contact(0),
    ],
    [`&ContactPhoneNumber=${contact(0)}&State=created`, 0, () => false],
    ['&State=created&TestJob=true', 10, (job: List['Jobs'][0]) => job.TestJob],
  ])('gives every job that matches %j once, page by page', async (query, count, matches) => {
    const jobs = await all(query);
    expect(new Set(jobs.map(({ ID }) => ID)).size).toBe(count);
    expect(jobs.length).toBe(count);
    expect(jobs.every(matches)).toBe(true);
  });

  it.each([
    'limit=1001',
    'limit=0',
    'limit=x',
    'State=open',
    'TestJob=maybe',
    'ContactPhoneNumber=1',
    'cursor=e30',
    'state=failed',
  ])('refuses the query %s', async (query) => {
    expect((await api.request('GET', `/campaigns/${campaignId}/jobs?${query}`)).status).toBe(400);
  });

  it('reads a page by state from the index alone, wherever the page begins', async () => {
    const plan = JSON.stringify(
      await api.store.jobs
        .find({
          $or: [
            { CampaignID: campaignId, State: 'created', DueAt: new Date(1), _id: { $gt: 'x' } },
            { CampaignID: campaignId, State: 'created', DueAt: { $gt: new Date(1) } },
          ],
        })
        .sort({ DueAt: 1, _id: 1 })
        .explain('queryPlanner'),
    );
    expect(plan).toContain('SORT_MERGE');
    expect(plan).not.toContain('"SORT"');
  });
});

it('a job for a number in another form is stored, answered and found under the canonical one', async () => {
  const campaign = await api.storeCampaign();
  const [legacy, canonical] = ['+5215512345678', '+525512345678'];
  const { status, body } = await create(campaign._id, {
    ContactPhoneNumber: legacy,
    CallerID: '+4402079460123',
  });
  expect(status).toBe(201);
  const job = { ContactPhoneNumber: canonical, CallerID: '+442079460123' };
  expect(body.Job).toMatchObject(job);
  expect(await api.store.jobs.findOne({ _id: body.Job.ID })).toMatchObject(job);
  for (const number of [legacy, canonical]) {
    const found = await api.request<{ Jobs: unknown[] }>(
      'GET',
      `/campaigns/${campaign._id}/jobs?ContactPhoneNumber=${number}`,
    );
    expect(found.body.Jobs).toMatchObject([job]);
  }
});

describe('GET /campaigns/:campaignID/jobs/:jobID', () => {
  it('shows its calls in order, and nothing of the slot', async () => {
    const campaign = await api.storeCampaign();
    const { body } = await create(campaign._id, { ContactPhoneNumber: CONTACT });
    const jobId = body.Job.ID;
    const at = new Date('2026-01-02T03:04:05.678Z');
    const call = {
      OrgID: api.orgId,
      CampaignID: campaign._id,
      JobID: jobId,
      Version: 1,
      CallerID: CALLER_ID,
      DialledAt: at,
    };
    await api.store.calls.insertMany([
      { ...call, _id: `call:${jobId}:2`, Attempt: 2 },
      {
        ...call,
        _id: `call:${jobId}:1`,
        Attempt: 1,
        EndedAt: at,
        EndReason: 'no_answer',
        Outcome: 'no_answer',
      },
    ]);
    await set(jobId, {
      State: 'calling',
      Attempts: 2,
      Slot: {
        Number: 0,
        ClaimID: 'a-claim',
        CallID: 'secret',
        Stage: 'placed',
        ClaimedAt: at,
        LeaseUntil: at,
        LeaseRenewals: 0,
      },
    });
    const answer = await read(campaign._id, jobId);
    expect(answer.body.Job['Calls']).toEqual([
      {
        ID: `call:${jobId}:1`,
        Direction: 'outbound',
        Attempt: 1,
        Version: 1,
        CallerID: CALLER_ID,
        DialledAt: at.toISOString(),
        EndedAt: at.toISOString(),
        Outcome: 'no_answer',
      },
      {
        ID: `call:${jobId}:2`,
        Direction: 'outbound',
        Attempt: 2,
        Version: 1,
        CallerID: CALLER_ID,
        DialledAt: at.toISOString(),
      },
    ]);
    expect(answer.body.Job).toMatchObject({ State: 'calling', Attempts: 2 });
    expect(Object.keys(answer.body.Job)).not.toEqual(expect.arrayContaining(['NotBefore']));
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|Slot|OrgID|Lease|WaitingFor/);
  });

  it('says why it waits', async () => {
    const campaign = await api.storeCampaign({ MaxActiveCalls: 1, Constraints: { DisableJitter: true } });
    const { body } = await create(campaign._id, { ContactPhoneNumber: CONTACT });
    const why = async () => (await read(campaign._id, body.Job.ID)).body.Job['WaitingFor'];
    expect(await why()).toBe('campaign_paused');
    await api.store.campaigns.updateOne(
      { _id: campaign._id },
      { $set: { State: 'started', StartedAt: new Date() } },
    );
    expect(await why()).toBe('dispatch');
    const other = await create(campaign._id, { ContactPhoneNumber: CONTACT });
    await set(other.body.Job.ID, { State: 'calling' });
    expect(await why()).toBe('slot');
    const LastAttempt = { Outcome: 'busy', EndedAt: new Date() } as const;
    await set(body.Job.ID, { State: 'scheduled', Attempts: 1, DeferredBy: 'retry', LastAttempt });
    expect(await why()).toBe('retry');
    await api.request('PATCH', '/org', { SchedulingEnabled: false });
    expect(await why()).toBe('scheduling_disabled');
    await api.request('PATCH', '/org', { SchedulingEnabled: true });
  });
});

describe('POST …/jobs/:jobID/cancel', () => {
  const cancel = (campaignId: string, jobId: string) =>
    api.request<ProblemBody>('POST', `/campaigns/${campaignId}/jobs/${jobId}/cancel`);
  async function jobIn(State: JobDocument['State']) {
    const campaign = await api.storeCampaign();
    const { body } = await create(campaign._id, { ContactPhoneNumber: CONTACT });
    await set(body.Job.ID, { State });
    return { campaignId: campaign._id, jobId: body.Job.ID };
  }

  it.each(['created', 'scheduled'] as const)(
    'cancels a %s job at once, and again is the same',
    async (state) => {
      const { campaignId, jobId } = await jobIn(state);
      expect((await cancel(campaignId, jobId)).status).toBe(202);
      expect((await read(campaignId, jobId)).body.Job['State']).toBe('canceled');
      expect((await cancel(campaignId, jobId)).status).toBe(202);
    },
  );

  it.each(['calling', 'analyzing'] as const)(
    'of a %s job notes the wish and leaves the state to the call',
    async (state) => {
      const { campaignId, jobId } = await jobIn(state);
      expect((await cancel(campaignId, jobId)).status).toBe(202);
      const first = await api.store.jobs.findOne({ _id: jobId });
      expect([first?.State, first?.CancelRequestedAt]).toEqual([state, expect.any(Date)]);
      await cancel(campaignId, jobId);
      expect((await api.store.jobs.findOne({ _id: jobId }))?.CancelRequestedAt).toEqual(
        first?.CancelRequestedAt,
      );
    },
  );

  it.each(['completed', 'failed', 'deleting', 'deleted'] as const)(
    'of a %s job is refused with its state',
    async (state) => {
      const { campaignId, jobId } = await jobIn(state);
      const { status, body } = await cancel(campaignId, jobId);
      expect([status, body.State]).toEqual([409, state]);
      expect((await api.store.jobs.findOne({ _id: jobId }))?.State).toBe(state);
    },
  );
});
