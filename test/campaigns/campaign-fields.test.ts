import { campaignData } from '../../api/campaigns/schema';
import { ruleSetChoices } from '../../domain/dialling/rule-sets';
import { fieldsOf } from './schema-fields';
import { CALLER_ID, completeData, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const create = (body: unknown) =>
  api.request<ProblemBody & { Campaign: Record<string, unknown> }>('POST', '/campaigns', body);
const withData = (changes: Record<string, unknown>) => ({
  Name: 'a campaign',
  Data: { ...completeData(), ...changes },
});

const callWindow = (change: Record<string, unknown>) => ({
  Days: ['Mon'],
  Start: '09:00',
  End: '20:00',
  ...change,
});

describe('POST /campaigns', () => {
  it('answers the campaign with every default filled in, paused and at version 1', async () => {
    const { status, body } = await create({ Name: 'Winter', Data: { CallerID: CALLER_ID } });
    expect(status).toBe(201);
    expect(body.Campaign).toEqual({
      OrgID: api.orgId,
      ID: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      Name: 'Winter',
      State: 'paused',
      Version: 1,
      Data: { ...completeData(), MaxActiveCalls: 1, BotName: '', Constraints: { RuleSets: 'auto' } },
      CreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      UpdatedAt: expect.any(String) as string,
    });
  });

  it.each<[unknown, unknown]>([
    ['auto', 'auto'],
    [['auto'], 'auto'],
    [[], []],
    [
      ['us-debt-collection', 'auto'],
      ['us-debt-collection', 'auto'],
    ],
  ])('answers the choice of rule sets %j as %j', async (RuleSets, shown) => {
    const { status, body } = await create(withData({ Constraints: { RuleSets } }));
    expect([status, body.Campaign['Data']]).toEqual([
      201,
      expect.objectContaining({ Constraints: { RuleSets: shown } }),
    ]);
  });

  it('keeps and answers every field that a campaign may have', async () => {
    const Data = {
      CallerID: CALLER_ID,
      AvailableCallerIDs: { '+442079460123': { Disabled: true }, [CALLER_ID]: { Disabled: false } },
      InboundMode: 'create_if_not_exists',
      CallRejectionMessage: 'Nobody is here',
      MaxActiveCalls: 1_000_000,
      AnalysisSchema: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        definitions: { c: {} },
        properties: { 'a.b': { $ref: '#/definitions/c' } },
        default: { '': [null, 0.1, 'ü😀'] },
      },
      CampaignObjectivePrompt: 'Did they agree?',
      BotName: 'Ada',
      Constraints: {
        MinCreationDelay: '90s',
        DisableJitter: true,
        MinDurationBetweenAttempts: '30m',
        MaxAttempts: 100,
        RetryOn: ['no_answer', 'busy', 'voicemail', 'provider_failed'],
        RetryBackoff: { Initial: '4h', Multiplier: 1.5, Max: '2d' },
        NotBefore: '2030-01-31T09:00:00+02:00',
        NotAfter: '2030-02-28T09:00:00Z',
        CallWindows: [
          { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '20:00' },
          { Days: ['Sat'], Start: '22:00', End: '02:30' },
          { Days: ['Sun'], Start: '00:00', End: '24:00' },
        ],
        TimeZone: 'America/New_York',
        BlackoutDates: ['2030-12-25', '2032-02-29'],
        Holidays: ['GB-SCT', 'ZA', 'DE-BY-A'],
        ConsentStated: true,
        ZonePolicy: 'populated',
        MaxAttemptsPerNumber: { Count: 100, Per: '1m' },
        MaxCallsPerSecond: 0.25,
        RuleSets: [...ruleSetChoices],
      },
      Integrations: { crm: { url: 'https://example.com' } },
      HangUpIsOptOut: false,
      JobMetadataSchema: { type: 'object' },
      JobDataSchema: { type: 'object' },
    };
    const created = await create({ Name: 'x', Data });
    expect(created.status).toBe(201);
    const read = await api.request<{ Campaign: { Data: unknown } }>(
      'GET',
      `/campaigns/${String(created.body.Campaign['ID'])}`,
    );
    expect(read.body.Campaign.Data).toEqual(Data);
  });

  it('keeps and answers every caller ID in its canonical form', async () => {
    const { status, body } = await create(
      withData({
        CallerID: '+5215512345678',
        AvailableCallerIDs: { '+4402079460123': { Disabled: true }, '+5215512345678': {} },
      }),
    );
    expect(status).toBe(201);
    expect(body.Campaign['Data']).toMatchObject({
      CallerID: '+525512345678',
      AvailableCallerIDs: { '+442079460123': { Disabled: true }, '+525512345678': { Disabled: false } },
    });
    const stored = await api.store.campaigns.findOne({ _id: String(body.Campaign['ID']) });
    expect(stored?.Numbers).toEqual(['+525512345678', '+442079460123']);
  });

  it('refuses two spellings of one caller ID, and names both', async () => {
    const { status, body } = await create(
      withData({ AvailableCallerIDs: { '+5215512345678': {}, '+525512345678': { Disabled: true } } }),
    );
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          location: '/Data/AvailableCallerIDs/+525512345678',
          message: 'is the number of "+5215512345678" in another form; keep one of the two',
        },
      ],
    ]);
  });

  const wrong: [place: string, changes: Record<string, unknown>][] = [
    ['/Data/CallerID', { CallerID: '202 555 0100' }],
    ['/Data/CallerID', { CallerID: 12025550100 }],
    ['/Data/CallerID', { CallerID: undefined }],
    ['/Data/AvailableCallerIDs', { AvailableCallerIDs: [] }],
    ['/Data/AvailableCallerIDs/+1', { AvailableCallerIDs: { '+1': { Disabled: false } } }],
    [
      '/Data/AvailableCallerIDs/+525512345678',
      { AvailableCallerIDs: { '+5215512345678': {}, '+525512345678': { Disabled: true } } },
    ],
    [
      `/Data/AvailableCallerIDs/${CALLER_ID}/Disabled`,
      { AvailableCallerIDs: { [CALLER_ID]: { Disabled: 1 } } },
    ],
    [
      `/Data/AvailableCallerIDs/${CALLER_ID}/disabled`,
      { AvailableCallerIDs: { [CALLER_ID]: { disabled: true } } },
    ],
    ['/Data/InboundMode', { InboundMode: 'refuse' }],
    ['/Data/InboundMode', { InboundMode: null }],
    ['/Data/CallRejectionMessage', { CallRejectionMessage: 7 }],
    ['/Data/CallRejectionMessage', { CallRejectionMessage: 'x'.repeat(2_001) }],
    ['/Data/MaxActiveCalls', { MaxActiveCalls: -1 }],
    ['/Data/MaxActiveCalls', { MaxActiveCalls: 1.5 }],
    ['/Data/MaxActiveCalls', { MaxActiveCalls: 1_000_001 }],
    ['/Data/MaxActiveCalls', { MaxActiveCalls: '5' }],
    ['/Data/AnalysisSchema', { AnalysisSchema: [] }],
    ['/Data/AnalysisSchema', { AnalysisSchema: 'x' }],
    ['/Data/CampaignObjectivePrompt', { CampaignObjectivePrompt: 1 }],
    ['/Data/BotName', { BotName: {} }],
    // What XML cannot say, the first and the last of each range.
    ...['\u0001', '\u0008', '\u000b', '\u000c', '\u000e', '\u001f', '\ufffe', '\uffff'].flatMap(
      (character): [string, Record<string, unknown>][] => [
        ['/Data/BotName', { BotName: `Ada${character}` }],
        ['/Data/CallRejectionMessage', { CallRejectionMessage: `${character} Nobody is here` }],
      ],
    ),
    ['/Data/Integrations', { Integrations: 'crm' }],
    ['/Data/HangUpIsOptOut', { HangUpIsOptOut: 'yes' }],
    ['/Data/JobMetadataSchema', { JobMetadataSchema: null }],
    ['/Data/JobDataSchema', { JobDataSchema: [] }],
    ['/Data/Constraints', { Constraints: [] }],
    ['/Data/MaxActiveCals', { MaxActiveCals: 5 }],
    ...[
      ['MinCreationDelay', '90'],
      ['MinCreationDelay', 90],
      ['DisableJitter', 'true'],
      ['MinDurationBetweenAttempts', '-1s'],
      ['MaxAttempts', 0],
      ['MaxAttempts', 101],
      ['RetryOn', ['rejected']],
      ['RetryOn', ['busy', 'busy']],
      ['RetryBackoff', '4h'],
      ['RetryBackoff/Initial', {}],
      ['RetryBackoff/Multiplier', { Initial: '1s', Multiplier: 0 }],
      ['RetryBackoff/Multiplier', { Initial: '1s', Multiplier: 101 }],
      ['RetryBackoff/Max', { Initial: '1s', Max: 'never' }],
      ['NotBefore', '2030-01-31'],
      ['NotAfter', '2030-02-30T00:00:00Z'],
      ['NotAfter', '2030-02-28T00:00:00'],
      ['NotBefore', '1969-12-31T23:59:59Z'],
      ['NotBefore', '1970-01-01T00:59:59+01:00'],
      ['NotBefore', '0000-01-01T00:00:00+01:00'],
      ['NotAfter', '9999-01-01T00:00:00Z'],
      ['NotAfter', '9998-12-31T23:00:00-01:00'],
      ['NotAfter', '9999-12-31T23:59:59-23:59'],
      ['CallWindows', {}],
      ['CallWindows', Array(51).fill(callWindow({}))],
      ['CallWindows/0/Days', [callWindow({ Days: [] })]],
      ['CallWindows/0/Days', [callWindow({ Days: ['Mon', 'Mon'] })]],
      ['CallWindows/0/Days', [callWindow({ Days: ['Monday'] })]],
      ['CallWindows/0/Start', [callWindow({ Start: '9:00' })]],
      ['CallWindows/0/Start', [callWindow({ Start: '24:00' })]],
      ['CallWindows/0/Start', [callWindow({ Start: undefined })]],
      ['CallWindows/0/End', [callWindow({ End: '00:00' })]],
      ['CallWindows/0/End', [callWindow({ End: '24:01' })]],
      ['CallWindows/0/End', [callWindow({ End: '20:60' })]],
      ['CallWindows/0/End', [callWindow({ End: '09:00' })]],
      ['ZonePolicy', 'none'],
      ['TimeZone', 'Europe/Londn'],
      ['TimeZone', '+02:00'],
      ['BlackoutDates/1', ['2030-12-25', '2030-02-29']],
      ['BlackoutDates/0', ['25.12.2030']],
      ['BlackoutDates', ['2030-12-25', '2030-12-25']],
      ['BlackoutDates', Array(1001).fill('2030-12-25')],
      ['Holidays/1', ['ZA', 'XX']],
      ['Holidays/0', ['GB-XYZ']],
      ['Holidays/0', ['gb-eng']],
      ['Holidays', ['ZA', 'ZA']],
      ['Holidays', Array(11).fill('ZA')],
      ['ConsentStated', 'yes'],
      ['MaxAttemptsPerNumber', 3],
      ['MaxAttemptsPerNumber/Per', { Count: 3 }],
      ['MaxAttemptsPerNumber/Per', { Count: 3, Per: '59s' }],
      ['MaxAttemptsPerNumber/Per', { Count: 3, Per: 'a day' }],
      ['MaxAttemptsPerNumber/Count', { Count: 0, Per: '1d' }],
      ['MaxAttemptsPerNumber/Count', { Count: 101, Per: '1d' }],
      ['MaxCallsPerSecond', 0],
      ['MaxCallsPerSecond', 1_001],
      ['RuleSets/0', ['us-flordia']],
      ['RuleSets', ['uk', 'uk']],
      ['RuleSets', ['auto', 'auto']],
      ['RuleSets', 'uk'],
      ['RuleSets', null],
      ['RuleSets/0', [null]],
    ].map(([field, value]): [string, Record<string, unknown>] => [
      `/Data/Constraints/${String(field)}`,
      { Constraints: { [String(field).split('/')[0] ?? '']: value } },
    ]),
  ];

  it('no field that a campaign may have is missing among the wrong ones below', () => {
    // Members of a list and of a record have no name of their own.
    const places = wrong.map(([place]) => place.replace(/\/(?:\d+|\+\d+)(?=\/|$)/g, '/*'));
    expect(fieldsOf(campaignData, '/Data').filter((field) => !places.includes(field))).toEqual([]);
  });

  const stored = async (): Promise<number[]> =>
    Promise.all([api.store.campaigns.countDocuments(), api.store.campaignVersions.countDocuments()]);

  it.each(wrong)('refuses a wrong %s, names the place and stores nothing: %j', async (place, changes) => {
    const before = await stored();
    const { status, body } = await create(withData(changes));
    expect(status).toBe(400);
    expect(await stored()).toEqual(before);
    expect(body.errors?.some(({ location }) => location.startsWith(place))).toBe(true);
    expect(body.errors?.every(({ message }) => message.length > 10)).toBe(true);
  });

  it.each([[undefined], [''], ['   '], ['x'.repeat(201)], [7]])('refuses the name %p', async (Name) => {
    const { status, body } = await create({ Name, Data: completeData() });
    expect([status, body.errors?.[0]?.location]).toEqual([400, '/Name']);
  });

  it('names the field that a typo was meant to be', async () => {
    const { body } = await create(withData({ MaxActiveCals: 5 }));
    expect(body.errors?.[0]?.message).toContain('did you mean "MaxActiveCalls"?');
  });

  it.each([
    [{ RuleSets: ['florida'] }, 'allowed are auto, us-federal, us-alabama'],
    [{ RuleSets: 'florida' }, 'must be "auto" or a list'],
    [{ Holidays: ['GB-XYZ'] }, 'in GB there are GB-ALD, GB-ENG, GB-NIR, GB-SCT, GB-WLS'],
    [{ Holidays: ['Scotland'] }, 'such as GB-SCT'],
    [{ TimeZone: 'EST5' }, 'such as Europe/London'],
    [{ NotAfter: '9999-12-31T23:59:59-23:59' }, 'within the years 1970 to 9998 in UTC'],
    [{ MaxCallsPerSecond: 0 }, 'must be at least 0.001'],
    [{ CallWindows: [callWindow({ End: '09:00' })] }, 'for a whole day say 00:00 to 24:00'],
  ])('says what to write instead of %j', async (Constraints, advice) => {
    const { body } = await create(withData({ Constraints }));
    expect(body.errors?.[0]?.message).toContain(advice);
  });

  it('says which character carriers cannot be told, and where it stands', async () => {
    const { body } = await create(withData({ CallRejectionMessage: 'Nobody\u000b is here' }));
    expect(body.errors?.[0]?.message).toBe(
      'has the character U+000B at place 7, which carriers cannot be told; remove it',
    );
  });

  it('takes every other character into what carriers are told', async () => {
    const CallRejectionMessage = 'Tab\t, line\r\n, delete\u007f, <tag attribute="&">, \ud7ff\ue000\ufffd😀';
    const { status, body } = await create(withData({ CallRejectionMessage, BotName: CallRejectionMessage }));
    expect([status, body.Campaign['Data']]).toEqual([
      201,
      expect.objectContaining({ CallRejectionMessage, BotName: CallRejectionMessage }),
    ]);
  });

  it('takes times at both ends of what is allowed, and the small letters of RFC 3339, kept as large ones', async () => {
    const Constraints = { NotBefore: '1970-01-01t01:00:00+01:00', NotAfter: '9998-12-31t23:59:59.999z' };
    const { status, body } = await create(withData({ Constraints }));
    expect([status, body.Campaign['Data']]).toEqual([
      201,
      expect.objectContaining({
        Constraints: {
          NotBefore: '1970-01-01T01:00:00+01:00',
          NotAfter: '9998-12-31T23:59:59.999Z',
          RuleSets: 'auto',
        },
      }),
    ]);
  });

  it('refuses in one job what is a rule of the whole campaign', async () => {
    const { body: created } = await create(withData({ Constraints: { MaxCallsPerSecond: 1 } }));
    const { status, body } = await api.request<ProblemBody>(
      'POST',
      `/campaigns/${String(created.Campaign['ID'])}/jobs`,
      { ContactPhoneNumber: '+12125550123', Overrides: { Constraints: { MaxCallsPerSecond: 1 } } },
    );
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          location: '/Overrides/Constraints/MaxCallsPerSecond',
          message: 'is a rule of the whole campaign: say it there, a job cannot override it',
        },
      ],
    ]);
  });

  it('refuses a NotAfter that comes before NotBefore', async () => {
    const { status } = await create(
      withData({ Constraints: { NotBefore: '2030-01-02T00:00:00Z', NotAfter: '2030-01-01T00:00:00Z' } }),
    );
    expect(status).toBe(400);
  });

  it('reports every wrong place at once', async () => {
    const { body } = await create({ Nam: 'x', Data: { CallerID: 1, BotName: 2 } });
    expect(body.errors?.map(({ location }) => location).toSorted()).toEqual([
      '/Data/BotName',
      '/Data/CallerID',
      '/Nam',
      '/Name',
    ]);
  });
});
