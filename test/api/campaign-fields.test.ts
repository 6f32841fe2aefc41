import { CALLER_ID, completeData, type ProblemBody, type RunningApi, startApi } from './running-api';

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
      Data: { ...completeData(), MaxActiveCalls: 1, BotName: '' },
      CreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      UpdatedAt: expect.any(String) as string,
    });
  });

  it('keeps and answers every field that a campaign may have', async () => {
    const Data = {
      CallerID: CALLER_ID,
      AvailableCallerIDs: { '+442079460123': { Disabled: true }, [CALLER_ID]: { Disabled: false } },
      InboundMode: 'create_if_not_exists',
      CallRejectionMessage: 'Nobody is here',
      MaxActiveCalls: 1_000_000,
      AnalysisSchema: {
        $schema: 'x',
        properties: { 'a.b': { $ref: '#/definitions/c' } },
        '': [null, 0.1, 'ü😀'],
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

  const wrong: [place: string, changes: Record<string, unknown>][] = [
    ['/Data/CallerID', { CallerID: '202 555 0100' }],
    ['/Data/CallerID', { CallerID: 12025550100 }],
    ['/Data/CallerID', { CallerID: undefined }],
    ['/Data/AvailableCallerIDs', { AvailableCallerIDs: [] }],
    ['/Data/AvailableCallerIDs/+1', { AvailableCallerIDs: { '+1': { Disabled: false } } }],
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
      ['RetryBackoff', {}],
      ['RetryBackoff', { Initial: '1s', Multiplier: 0 }],
      ['RetryBackoff', { Initial: '1s', Multiplier: 101 }],
      ['RetryBackoff', { Initial: '1s', Max: 'never' }],
      ['NotBefore', '2030-01-31'],
      ['NotAfter', '2030-02-30T00:00:00Z'],
      ['CallWindows', []],
      ['TimeZone', 'callee'],
      ['BlackoutDates', []],
      ['MaxAttemptsPerNumber', {}],
      ['MaxCallsPerSecond', 1],
      ['RuleSets', []],
    ].map(([field, value]): [string, Record<string, unknown>] => [
      `/Data/Constraints/${String(field)}`,
      { Constraints: { [String(field)]: value } },
    ]),
  ];

  it.each(wrong)('refuses a wrong %s and names the place: %j', async (place, changes) => {
    const { status, body } = await create(withData(changes));
    expect(status).toBe(400);
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

  it('refuses a rule it would not keep, instead of calling against it', async () => {
    const { body } = await create(withData({ Constraints: { TimeZone: 'callee' } }));
    expect(body.errors?.[0]?.message).toContain('not enforced by this version');
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
