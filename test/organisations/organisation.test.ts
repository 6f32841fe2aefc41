import { type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const patch = (change: unknown) =>
  api.request<ProblemBody & { Org: Record<string, unknown> }>('PATCH', '/org', change);

describe('/org', () => {
  it('changes exactly the fields that are sent, and a client reads its own write everywhere', async () => {
    const change = {
      BillingDoMStart: 31,
      IncludedConversationSeconds: 3_600,
      DefaultRole: 'viewer',
      SchedulingEnabled: false,
    };
    const { status, body } = await patch(change);
    expect([status, body.Org]).toEqual([
      200,
      expect.objectContaining({ ...change, Name: api.orgId, IncludedCredits: 0 }),
    ]);
    expect((await api.request<{ Org: unknown }>('GET', '/org')).body.Org).toEqual(body.Org);
    expect((await api.request<{ Org: unknown }>('GET', '/campaigns')).body.Org).toEqual({
      Name: api.orgId,
      DefaultRole: 'viewer',
      IncludedCredits: 0,
      IncludedConversationSeconds: 3_600,
      BillingDoMStart: 31,
      BillingMode: 'prepaid',
    });
  });

  it.each([
    ['Name', ''],
    ['DefaultRole', 'owner'],
    ['IncludedCredits', -1],
    ['IncludedConversationSeconds', 0.5],
    ['BillingDoMStart', 32],
    ['BillingMode', 7],
    ['SchedulingEnabled', 'no'],
    ['BillingDomStart', 1],
    ['ID', 'x'],
  ])('refuses a wrong %s: %j', async (field, value) => {
    const { status, body } = await patch({ [field]: value });
    expect([status, body.errors?.[0]?.location]).toEqual([400, `/${field}`]);
  });
});

it.each(['', '   ', 'x'.repeat(201)])('tells one fault of the one place %j', async (Name) => {
  const { status, body } = await patch({ Name });
  expect([status, body.errors?.map(({ location }) => location)]).toEqual([400, ['/Name']]);
});

describe('GET /campaigns', () => {
  it('answers everything without a limit, and every campaign once page by page', async () => {
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await api.storeCampaign())._id);
    interface List {
      Campaigns: { ID: string }[];
      NextCursor?: string;
    }
    const all = await api.request<List>('GET', '/campaigns');
    expect(all.body.Campaigns.map(({ ID }) => ID)).toEqual(made);
    expect(all.body.NextCursor).toBeUndefined();

    const paged: string[] = [];
    let next = '';
    do {
      const page = await api.request<List>('GET', `/campaigns?limit=2${next}`);
      paged.push(...page.body.Campaigns.map(({ ID }) => ID));
      next = page.body.NextCursor === undefined ? '' : `&cursor=${page.body.NextCursor}`;
    } while (next !== '');
    expect(paged).toEqual(made);
  });
});
