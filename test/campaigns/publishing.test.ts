import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { CALLER_ID, completeData, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface CampaignBody extends ProblemBody {
  Campaign: { ID: string; Name: string; State: string; Version: number; Data: CampaignData };
  Version?: number;
}
interface VersionBody {
  Version: { Version: number; Name: string; Data: CampaignData; PublishedAt: string; PublishedBy: string };
}

const publish = (id: string, version: number, body: unknown, headers: Record<string, string> = {}) =>
  api.request<CampaignBody>('PUT', `/campaigns/${id}`, body, { 'If-Match': `"${version}"`, ...headers });
const read = async (id: string) => (await api.request<CampaignBody>('GET', `/campaigns/${id}`)).body.Campaign;
const version = (id: string, n: number | string) =>
  api.request<VersionBody>('GET', `/campaigns/${id}/versions/${n}`);
const named = async (Name: string): Promise<string> => {
  const campaign = await api.storeCampaign();
  await publish(campaign._id, 1, { Name });
  return campaign._id;
};

describe('PUT /campaigns/:campaignID', () => {
  it('publishes the next version, paused or started, and answers it', async () => {
    const { _id: id } = await api.storeCampaign();
    const Data = { ...completeData(), MaxActiveCalls: 7 };
    const first = await publish(id, 1, { Name: 'Second', Data });
    expect(first.status).toBe(200);
    expect(first.body.Campaign).toMatchObject({ ID: id, Name: 'Second', State: 'paused', Version: 2, Data });
    await api.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
    const second = await publish(id, 2, { Name: 'Third' });
    expect(second.body.Campaign).toMatchObject({ Name: 'Third', State: 'started', Version: 3, Data });
    expect(await api.store.campaigns.findOne({ _id: id })).toMatchObject({ State: 'started', Epoch: 1 });
  });

  it('replaces the data as a whole: what is left out has its default again', async () => {
    const { _id: id } = await api.storeCampaign({ HangUpIsOptOut: true, MaxActiveCalls: 9 });
    const { body } = await publish(id, 1, { Data: { CallerID: CALLER_ID } });
    expect(body.Campaign.Data.MaxActiveCalls).toBe(1);
    expect(body.Campaign.Data).not.toHaveProperty('HangUpIsOptOut');
  });

  it('changes nothing when somebody else has published meanwhile, and says at which version the campaign is', async () => {
    const id = await named('theirs');
    const { status, body } = await publish(id, 1, { Name: 'mine' });
    expect(status).toBe(412);
    expect(body).toMatchObject({ type: 'urn:ringmaster:problem:precondition-failed', Version: 2 });
    expect(await read(id)).toMatchObject({ Name: 'theirs', Version: 2 });
    expect((await publish(id, 3, { Name: 'mine' })).status).toBe(412);
  });

  it('lets exactly one of twenty publishers of the same version publish, and keeps that one', async () => {
    const { _id: id } = await api.storeCampaign();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => publish(id, 1, { Name: `publisher ${i}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(412)]);
    const winner = answers.find(({ status }) => status === 200)?.body.Campaign.Name;
    expect(await read(id)).toMatchObject({ Name: winner, Version: 2 });
    expect((await version(id, 2)).body.Version.Name).toBe(winner);
  });

  it('refuses a change that does not say which version it changes', async () => {
    const { _id: id } = await api.storeCampaign();
    const { status, body } = await api.request<ProblemBody>('PUT', `/campaigns/${id}`, { Name: 'x' });
    expect(status).toBe(428);
    expect(body.detail).toMatch(/If-Match.*"1"/);
  });

  it.each(['1', '*', 'W/"1"', '"0"', '"one"', '"1", "2"', '"12345678901234567890"'])(
    'refuses If-Match %s: one version in quotes is meant',
    async (tag) => {
      const { _id: id } = await api.storeCampaign();
      const answer = await publish(id, 1, { Name: 'x' }, { 'If-Match': tag });
      expect(answer.status).toBe(400);
      expect(answer.body.errors?.[0]?.location).toBe('header If-Match');
      expect((await read(id)).Version).toBe(1);
    },
  );

  it('publishes nothing for an ended campaign', async () => {
    const { _id: id } = await api.storeCampaign();
    await api.store.campaigns.updateOne({ _id: id }, { $set: { State: 'ended' } });
    const { status, body } = await publish(id, 1, { Name: 'x' });
    expect({ status, state: body.State }).toEqual({ status: 409, state: 'ended' });
    expect((await read(id)).Version).toBe(1);
  });

  const wrong: [place: string, body: unknown][] = [
    ['', {}],
    ['/Date', { Date: {} }],
    ['/Data/CallerID', { Data: {} }],
    ['/Data/MaxActiveCall', { Data: { ...completeData(), MaxActiveCall: 1 } }],
    ['/Data/AnalysisSchema', { Data: { ...completeData(), AnalysisSchema: { type: 'strnig' } } }],
    [
      '/Data/CampaignObjectivePrompt',
      { Data: { ...completeData(), CampaignObjectivePrompt: 'Is {{ .name }} in?' } },
    ],
  ];
  it.each(wrong)('refuses what could not be created either, at "%s": %j', async (place, body) => {
    const { _id: id } = await api.storeCampaign();
    const answer = await publish(id, 1, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.some(({ location }) => location.startsWith(place))).toBe(true);
    expect((await read(id)).Version).toBe(1);
  });

  it('is not for viewers, and not for another organisation', async () => {
    const { _id: id } = await api.storeCampaign();
    const as = async (org: string, role: 'viewer' | 'admin') => ({
      authorization: `Bearer ${await api.keyOf(org, role)}`,
    });
    expect((await publish(id, 1, { Name: 'x' }, await as(api.orgId, 'viewer'))).status).toBe(403);
    expect((await publish(id, 1, { Name: 'x' }, await as('org_other', 'admin'))).status).toBe(404);
  });
});

describe('a publication that is repeated with its key', () => {
  it('publishes once, also when the first answer was lost and others have published since', async () => {
    const { _id: id } = await api.storeCampaign();
    const key = { 'Idempotency-Key': `publish-${id}` };
    const first = await publish(id, 1, { Name: 'mine' }, key);
    expect((await publish(id, 1, { Name: 'mine' }, key)).body).toEqual(first.body);
    // What a process that died before it answered leaves behind.
    await api.store.idempotencyKeys.updateOne(
      { _id: `${api.orgId}:publish-${id}` },
      { $unset: { Answer: '' } },
    );
    expect((await publish(id, 2, { Name: 'theirs' })).status).toBe(200);
    const again = await publish(id, 1, { Name: 'mine' }, key);
    expect(again.status).toBe(200);
    expect(again.body.Campaign).toMatchObject({ Name: 'mine', Version: 2 });
    expect(await read(id)).toMatchObject({ Name: 'theirs', Version: 3 });
  });

  it('is another request when it names another version', async () => {
    const { _id: id } = await api.storeCampaign();
    const key = { 'Idempotency-Key': `other-${id}` };
    expect((await publish(id, 1, { Name: 'mine' }, key)).status).toBe(200);
    expect((await publish(id, 2, { Name: 'mine' }, key)).status).toBe(422);
  });
});

describe('the versions of a campaign', () => {
  it('are all kept, the first one too, with who published them and when', async () => {
    const campaign = await api.storeCampaign({ BotName: 'one' });
    const id = campaign._id;
    await publish(id, 1, { Data: { ...completeData(), BotName: 'two' } });
    await publish(id, 2, { Data: { ...completeData(), BotName: 'three' } });
    const key = await api.store.apiKeys.findOne({ OrgID: api.orgId, Role: 'admin' });
    expect((await version(id, 1)).body.Version).toMatchObject({ Version: 1, PublishedBy: 'test' });
    expect((await version(id, 1)).body.Version.Data.BotName).toBe('one');
    expect((await version(id, 2)).body.Version).toMatchObject({ Version: 2, PublishedBy: key?._id });
    expect((await version(id, 3)).body.Version.Data).toEqual((await read(id)).Data);
    const { body } = await api.request<{ Versions: { Version: number }[] }>(
      'GET',
      `/campaigns/${id}/versions`,
    );
    expect(body.Versions.map(({ Version }) => Version)).toEqual([3, 2, 1]);
  });

  it('lose none when a process dies between moving the campaign and keeping its version', async () => {
    const id = await named('two');
    const died = () => api.store.campaignVersions.deleteOne({ _id: `${id}:2` });
    const numbers = async () =>
      (
        await api.request<{ Versions: { Version: number }[] }>('GET', `/campaigns/${id}/versions`)
      ).body.Versions.map(({ Version }) => Version);
    await died();
    expect(await numbers()).toEqual([2, 1]);
    expect((await version(id, 2)).body.Version.Name).toBe('two');
    await publish(id, 2, { Name: 'three' });
    expect(await numbers()).toEqual([3, 2, 1]);
    expect((await version(id, 2)).body.Version.Name).toBe('two');
  });

  it('are listed in pages', async () => {
    const { _id: id } = await api.storeCampaign();
    for (const n of [1, 2, 3, 4]) await publish(id, n, { Name: `after ${n}` });
    const seen: number[] = [];
    let cursor = '';
    do {
      const { body } = await api.request<{ Versions: { Version: number }[]; NextCursor?: string }>(
        'GET',
        `/campaigns/${id}/versions?limit=2${cursor}`,
      );
      seen.push(...body.Versions.map(({ Version }) => Version));
      cursor = body.NextCursor === undefined ? '' : `&cursor=${encodeURIComponent(body.NextCursor)}`;
    } while (cursor !== '');
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  it.each(['0', '2', 'latest', '1.0', '99999999999999999999'])('have no number %s', async (n) => {
    const { _id: id } = await api.storeCampaign();
    const { status, body } = await version(id, n);
    expect(status).toBe(404);
    expect(JSON.stringify(body)).toContain('campaign has no such version');
  });
});

it("the numbers at which a contact may call back follow the campaign's published caller IDs", async () => {
  const { _id: id } = await api.storeCampaign();
  const numbers = async () => (await api.store.campaigns.findOne({ _id: id }))?.Numbers;
  expect(await numbers()).toEqual([CALLER_ID]);
  const AvailableCallerIDs = { '+442079460123': { Disabled: true }, [CALLER_ID]: { Disabled: false } };
  await publish(id, 1, { Data: { ...completeData(), AvailableCallerIDs } });
  expect(await numbers()).toEqual([CALLER_ID, '+442079460123']);
  await publish(id, 2, { Name: 'only the name' });
  expect(await numbers()).toEqual([CALLER_ID, '+442079460123']);
});
