/** What a preflight says of the law, and what is recorded of who chose it. */
import { type Preflight } from '../../api/campaigns/preflight-answer';
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { CALLER_ID, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let keyId: string;
beforeAll(async () => {
  api = await startApi();
  keyId = (await api.store.apiKeys.findOne({ OrgID: api.orgId }))?._id ?? '';
});
afterAll(() => api.stop());

const NEW_YORK = '+12125550123';
const MIAMI = '+13055550123';
const BERLIN = '+493012345678';
const TOKYO = '+81312345678';
const ALMATY = '+77272345678';

const data = (constraints: Constraints) => ({ CallerID: CALLER_ID, Constraints: constraints });
async function created(constraints: Constraints): Promise<string> {
  const body = { Name: 'x', Data: data(constraints) };
  const answer = await api.request<{ Campaign: { ID: string } }>('POST', '/campaigns', body);
  expect(answer.status).toBe(201);
  return answer.body.Campaign.ID;
}
async function withJobs(id: string, ...jobs: { number: string; constraints?: Constraints }[]): Promise<void> {
  for (const { number, constraints } of jobs) {
    const Overrides = constraints ? { Constraints: constraints } : {};
    const job = { ContactPhoneNumber: number, Overrides };
    expect((await api.request('POST', `/campaigns/${id}/jobs`, job)).status).toBe(201);
  }
}
const preflightOf = async (id: string): Promise<Preflight> =>
  (await api.request<Preflight>('GET', `/campaigns/${id}/preflight`)).body;

describe('a preflight', () => {
  it('of a campaign that says nothing names the rule sets that hold, and those that only the owner can choose', async () => {
    const id = await created({});
    await withJobs(id, { number: NEW_YORK }, { number: MIAMI }, { number: MIAMI }, { number: BERLIN });
    const { RuleSets } = await preflightOf(id);
    expect(RuleSets).toMatchObject({ Chosen: 'auto', By: keyId, NotApplied: [] });
    expect(RuleSets.Applied).toEqual([
      { Name: 'us-federal', Jobs: 3 },
      { Name: 'us-florida', Jobs: 2 },
    ]);
    expect(RuleSets.NamedOnly).toContainEqual({
      Name: 'us-debt-collection',
      For: 'calls about a debt',
      Jobs: 3,
    });
  });

  it('counts a rule set for the jobs that add it, and no longer as one to be named', async () => {
    const id = await created({ RuleSets: ['auto', 'us-debt-collection'] });
    await withJobs(id, { number: NEW_YORK });
    const { RuleSets } = await preflightOf(id);
    expect(RuleSets.Chosen).toEqual(['auto', 'us-debt-collection']);
    expect(RuleSets.Applied).toContainEqual({ Name: 'us-debt-collection', Jobs: 1 });
    expect(RuleSets.NamedOnly.map(({ Name }) => Name)).not.toContain('us-debt-collection');
  });

  it('of a campaign that chooses none says which would hold, for how many jobs, and whose choice that is', async () => {
    const id = await created({ RuleSets: [] });
    await withJobs(id, { number: MIAMI }, { number: NEW_YORK, constraints: { RuleSets: ['us-federal'] } });
    const { RuleSets } = await preflightOf(id);
    expect(RuleSets).toMatchObject({ Chosen: [], By: keyId });
    expect(Math.abs(Date.parse(String(RuleSets.Since)) - Date.now())).toBeLessThan(60_000);
    expect(RuleSets.Applied).toEqual([{ Name: 'us-federal', Jobs: 1 }]);
    expect(RuleSets.NotApplied).toEqual([
      { Name: 'us-federal', Jobs: 1 },
      { Name: 'us-florida', Jobs: 1 },
    ]);
  });

  it.each<Constraints>([{}, { RuleSets: [] }])(
    'of a campaign with %j says for which countries there is no rule set',
    async (constraints) => {
      const id = await created(constraints);
      await withJobs(
        id,
        ...[NEW_YORK, BERLIN, BERLIN, BERLIN, TOKYO, TOKYO, ALMATY, '+80012345678'].map((number) => ({
          number,
        })),
      );
      expect((await preflightOf(id)).WithoutRuleSet).toEqual([
        { Country: 'DE', CallingCode: '49', Jobs: 3 },
        { Country: 'JP', CallingCode: '81', Jobs: 2 },
        { Country: 'KZ', CallingCode: '7', Jobs: 1 },
        { CallingCode: '800', Jobs: 1 },
      ]);
    },
  );

  it('counts no job that is never dialled', async () => {
    const id = await created({});
    await withJobs(id, { number: BERLIN }, { number: NEW_YORK });
    await api.store.jobs.updateMany({ CampaignID: id }, { $set: { InboundOnly: true } });
    expect(await preflightOf(id)).toMatchObject({
      RuleSets: { Applied: [], NotApplied: [], NamedOnly: [] },
      WithoutRuleSet: [],
    });
  });
});

describe('a choice that leaves out rule sets', () => {
  interface Line {
    campaignId: string;
    version: number;
    ruleSets: string[];
    apiKey: string;
  }
  const linesOf = (id: string): Line[] =>
    api.logged.flatMap((line) => {
      const parsed = JSON.parse(line) as Line;
      return parsed.campaignId === id && 'ruleSets' in parsed ? [parsed] : [];
    });
  const publish = (id: string, version: number, body: object) =>
    api.request('PUT', `/campaigns/${id}`, body, { 'If-Match': `"${version}"` });

  it('is on record with its version and the key that made it, and so is its end', async () => {
    const id = await created({ RuleSets: ['uk'] });
    await publish(id, 1, { Data: data({ RuleSets: [] }) });
    await publish(id, 2, { Name: 'a new name' });
    await publish(id, 3, { Data: data({ RuleSets: ['us-debt-collection', 'auto'] }) });
    await publish(id, 4, { Data: data({}) });
    expect(linesOf(id)).toMatchObject([
      { version: 1, ruleSets: ['uk'], apiKey: keyId },
      { version: 2, ruleSets: [], apiKey: keyId },
    ]);
    const { body } = await api.request<{ Versions: object[] }>('GET', `/campaigns/${id}/versions`);
    expect(body.Versions).toMatchObject([
      { Version: 5, RuleSets: 'auto', PublishedBy: keyId },
      { Version: 4, RuleSets: ['us-debt-collection', 'auto'] },
      { Version: 3, RuleSets: [], Name: 'a new name' },
      { Version: 2, RuleSets: [] },
      { Version: 1, RuleSets: ['uk'], PublishedBy: keyId },
    ]);
  });
});
