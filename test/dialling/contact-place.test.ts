/** Where a job says that its contact is: what the API takes and shows, and that every path decides by it alike. */
import { claimDueJobs } from '../../activities/dialling/claiming';
import { createProviderStates } from '../../activities/ports/provider-states';
import { type Preflight } from '../../api/campaigns/preflight-answer';
import { type Constraints, days } from '../../domain/campaigns/campaign-data';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { dueJobFields } from '../../store/dialling/claims';
import { listExpiredJobs } from '../../store/dialling/expired';
import { machineClock } from '../support/machine-clock';
import { completeData, type ProblemBody, type RunningApi, startApi } from '../support/running-api';
import { wallClock } from './plain-rules';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const TOLL_FREE = '+18005550111';
type Fields = Record<string, unknown>;
interface JobAnswer extends ProblemBody {
  Job: Fields & { ID: string };
}
const create = (campaignId: string, job: Fields) =>
  api.request<JobAnswer>('POST', `/campaigns/${campaignId}/jobs`, { ContactPhoneNumber: TOLL_FREE, ...job });
const preflightOf = async (id: string) =>
  (await api.request<Preflight>('GET', `/campaigns/${id}/preflight`)).body;

/** Open for two hours around now on the wall of this zone, wherever the callee is. */
const openNowIn = (zone: string): Constraints => {
  const { minute } = wallClock(zone, Date.now());
  const time = (n: number): string => {
    const at = (n + 1_440) % 1_440;
    return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
  };
  const End = time(minute + 60);
  return {
    CallWindows: [{ Days: [...days], Start: time(minute - 60), End: End === '00:00' ? '24:00' : End }],
  };
};

describe('the fields of the place', () => {
  it.each([
    { ContactTimeZone: 'America/Denver' },
    { ContactPostalCode: '80202', ContactCountry: 'US' },
    { ContactPostalCode: 'h2x 1y4', ContactCountry: 'CA' },
  ])('are kept and shown as they were sent: %j', async (place) => {
    const { _id: id } = await api.storeCampaign();
    const { status, body } = await create(id, place);
    expect([status, body.Job]).toEqual([201, expect.objectContaining(place)]);
    const read = await api.request<JobAnswer>('GET', `/campaigns/${id}/jobs/${body.Job.ID}`);
    expect(read.body.Job).toMatchObject(place);
  });

  it.each<[Fields, string, string]>([
    [{ ContactTimeZone: 'America/Denvr' }, '/ContactTimeZone', 'such as America/Denver'],
    [{ ContactTimeZone: '+02:00' }, '/ContactTimeZone', 'such as America/Denver'],
    [{ ContactPostalCode: '80202' }, '/ContactPostalCode', 'needs ContactCountry'],
    [{ ContactCountry: 'US' }, '/ContactCountry', 'needs ContactPostalCode'],
    [{ ContactPostalCode: '80202', ContactCountry: 'us' }, '/ContactCountry', 'two capital letters'],
    [{ ContactPostalCode: '10115', ContactCountry: 'DE' }, '/ContactCountry', 'AU, BR, CA'],
    [{ ContactPostalCode: '10115', ContactCountry: 'DE' }, '/ContactCountry', 'Say ContactTimeZone instead'],
    [{ ContactPostalCode: '8020', ContactCountry: 'US' }, '/ContactPostalCode', 'not a postal code of US'],
    [
      { ContactPostalCode: '09012', ContactCountry: 'US' },
      '/ContactPostalCode',
      'say ContactTimeZone instead',
    ],
    [
      { ContactTimeZone: 'America/Denver', ContactPostalCode: '80202', ContactCountry: 'US' },
      '/ContactTimeZone',
      'say one',
    ],
  ])('are refused when they name no place: %j', async (place, location, advice) => {
    const { _id: id } = await api.storeCampaign();
    const { status, body } = await create(id, place);
    expect([status, body.errors?.length, body.errors?.[0]?.location]).toEqual([400, 1, location]);
    expect(body.errors?.[0]?.message).toContain(advice);
    // A postal code is personal: no answer, and so no log of one, repeats it.
    expect(JSON.stringify(body)).not.toMatch(/80202|10115|09012/);
    expect(await api.store.jobs.countDocuments({ CampaignID: id })).toBe(0);
  });

  it('are columns of a CSV file, and each bad row is named by its column', async () => {
    const { _id: id } = await api.storeCampaign();
    const file = [
      'ContactPhoneNumber,ContactTimeZone,ContactPostalCode,ContactCountry',
      '+18005550111,America/Phoenix,,',
      '+18005550112,,80202,US',
      '+18005550113,,,',
      '+18005550114,Phoenix,,',
      '+18005550115,,80202,',
      '+18005550116,,1,US',
    ].join('\n');
    const { body } = await api.importFile(id, file);
    expect([body.Accepted, body.Rejected]).toEqual([3, 3]);
    expect(body.Errors.map(({ Line, Field }) => [Line, Field])).toEqual([
      [5, 'ContactTimeZone'],
      [6, 'ContactPostalCode'],
      [7, 'ContactPostalCode'],
    ]);
    const stored = await api.store.jobs.find({ CampaignID: id }).sort({ _id: 1 }).toArray();
    expect(stored.map((job) => [job.ContactTimeZone, job.ContactPostalCode, job.ContactCountry])).toEqual([
      ['America/Phoenix', undefined, undefined],
      [undefined, '80202', 'US'],
      [undefined, undefined, undefined],
    ]);
  });
});

describe('every path that decides about dialling', () => {
  const claim = (campaignId: string) =>
    claimDueJobs(
      {
        store: api.store,
        clock: machineClock,
        provider: { name: 'http' },
        providerStates: createProviderStates(api.store),
        publishedRules: createPublishedRules(),
        turns: { take: (_campaign, wants) => Promise.resolve(wants) },
      },
      { campaignId, epoch: 0, isSchedulingEnabled: true, look: 0, nowMs: Date.now() },
    );
  const rows: [string, Fields, boolean][] = [
    ['without a place', {}, false],
    ['with the zone in which it is day', { ContactTimeZone: 'America/Phoenix' }, true],
    ['with a postal code there', { ContactPostalCode: '85001', ContactCountry: 'US' }, true],
    ['with a zone in which it is night', { ContactTimeZone: 'Pacific/Honolulu' }, false],
    ['with a place where the number cannot be', { ContactTimeZone: 'Asia/Tokyo' }, false],
  ];
  it.each(rows)('says the same of a toll-free number %s', async (_, place, isOpen) => {
    const { _id: id } = await api.storeCampaign({
      Constraints: { DisableJitter: true, ...openNowIn('America/Phoenix') },
    });
    const { body } = await create(id, place);
    const { ID } = body.Job;
    const created = await api.store.jobs.findOne({ _id: ID });
    expect(created?.DeferredBy).toBe(isOpen ? undefined : 'window');
    expect((await preflightOf(id)).Now).toBe(isOpen ? 1 : 0);
    await api.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', StartedAt: new Date(0) } });
    const shown = await api.request<JobAnswer>('GET', `/campaigns/${id}/jobs/${ID}`);
    expect(shown.body.Job['WaitingFor']).toBe(isOpen ? 'dispatch' : 'window');
    // As after the publication of a version: the claim reads the rules itself.
    await api.store.jobs.updateOne({ _id: ID }, { $set: { DueAt: new Date() } });
    await claim(id);
    expect((await api.store.jobs.findOne({ _id: ID }))?.State).toBe(isOpen ? 'calling' : 'created');
  });

  it('reads the place of a job with the other fields of its rules', async () => {
    expect(Object.keys(dueJobFields)).toEqual(
      expect.arrayContaining(['ContactTimeZone', 'ContactPostalCode', 'ContactCountry']),
    );
    const { _id: id } = await api.storeCampaign({ Constraints: { NotAfter: new Date(0).toISOString() } });
    await create(id, { ContactTimeZone: 'America/Phoenix' });
    const found = await listExpiredJobs(api.store, {
      campaignId: id,
      campaignsToo: true,
      limit: 1,
      now: new Date(),
    });
    expect(found).toEqual([expect.objectContaining({ ContactTimeZone: 'America/Phoenix' })]);
  });
});

describe('the preflight', () => {
  const office: Constraints = {
    CallWindows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '17:00' }],
  };
  const fewOf = async (constraints: Constraints, jobs: Fields[]) => {
    const { _id: id } = await api.storeCampaign({ Constraints: constraints });
    for (const job of jobs) expect((await create(id, job)).status).toBe(201);
    return (await preflightOf(id)).FewHours;
  };

  it('counts the jobs with few open hours a week, and says what opens more', async () => {
    const few = await fewOf(office, [
      {},
      {},
      { ContactTimeZone: 'America/Phoenix' },
      { ContactPhoneNumber: '+79161234567' },
      { ContactPhoneNumber: '+80012345678' },
      { ContactPhoneNumber: '+12125550123' },
      { ContactPhoneNumber: '+12125550123', ContactTimeZone: 'Asia/Tokyo' },
    ]);
    expect(few).toMatchObject({ Below: 5, Jobs: 5 });
    expect(few?.Reasons.map(({ Reason, Jobs, HoursPerWeek }) => [Reason, Jobs, HoursPerWeek])).toEqual(
      expect.arrayContaining([
        ['zones', 2, 0],
        ['zones', 1, 0],
        ['unknown_zone', 1, 0],
      ]),
    );
    const why = few?.Reasons.map(({ Why }) => Why).join('\n');
    expect(why).toMatch(
      /the number can be in 11 time zones, from Europe\/Kaliningrad to Asia\/\w+; say ContactTimeZone/,
    );
    expect(why).toContain('the number may be anywhere; say ContactTimeZone');
    expect(why).toMatch(/the number and the contact's place disagree, .* America\/New_York to Asia\/Tokyo/);
  });

  it('tells windows that are narrow themselves from those that the law narrows', async () => {
    const narrow: Constraints = { CallWindows: [{ Days: ['Mon'], Start: '09:00', End: '12:00' }] };
    expect((await fewOf(narrow, [{}]))?.Reasons).toEqual([
      { Reason: 'window', Why: 'CallWindows have so few hours; widen them', Jobs: 1, HoursPerWeek: 0 },
    ]);
    const atNight: Constraints = {
      CallWindows: [{ Days: [...days], Start: '21:00', End: '24:00' }],
      RuleSets: ['us-federal'],
    };
    expect((await fewOf(atNight, [{ ContactPhoneNumber: '+12125550123' }]))?.Reasons).toEqual([
      expect.objectContaining({ Reason: 'rule_sets', Jobs: 1, HoursPerWeek: 0 }),
    ]);
  });

  it('says nothing of it when every job has enough, or when there are no hours to keep', async () => {
    expect(await fewOf(office, [{ ContactPhoneNumber: '+12125550123' }])).toBeUndefined();
    expect(await fewOf({}, [{}])).toBeUndefined();
  });
});

describe('a campaign that leaves out the zones of few people', () => {
  const data = { ...completeData(), Constraints: { ZonePolicy: 'populated' } };

  it('is written into the log with the key that published it, and is in its version', async () => {
    const created = await api.request<{ Campaign: { ID: string } }>('POST', '/campaigns', {
      Name: 'x',
      Data: data,
    });
    // Temporal may be away for a moment in this test's world; the campaign is stored all the same.
    const campaign = await api.store.campaigns.findOne({ 'Data.Constraints.ZonePolicy': 'populated' });
    expect([201, 503]).toContain(created.status);
    const line = api.logged
      .map((text) => JSON.parse(text) as Fields)
      .find((one) => one['campaignId'] === campaign?._id);
    expect(line).toMatchObject({ level: 30, version: 1, apiKey: campaign?.Published.By });
    expect(String(line?.['msg'])).toContain('ZonePolicy');
  });

  it('refuses another policy, and any in one job', async () => {
    const wrong = { ...data, Constraints: { ZonePolicy: 'none' } };
    const { body } = await api.request<ProblemBody>('POST', '/campaigns', { Name: 'x', Data: wrong });
    expect(body.errors?.[0]?.location).toBe('/Data/Constraints/ZonePolicy');
    const { _id: id } = await api.storeCampaign();
    const refused = await create(id, { Overrides: { Constraints: { ZonePolicy: 'populated' } } });
    expect([refused.status, refused.body.errors?.[0]?.location]).toEqual([
      400,
      '/Overrides/Constraints/ZonePolicy',
    ]);
  });
});
