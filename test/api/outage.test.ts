import { randomUUID } from 'node:crypto';
import { CONTACT, completeData, NOBODY, type ProblemBody, type RunningApi, startApi } from './running-api';

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now();
  const result = await work();
  return [result, performance.now() - begun];
}

const started = async (api: RunningApi): Promise<string> => {
  const { body } = await api.request<{ Campaign: { ID: string } }>('POST', '/campaigns', {
    Name: 'x',
    Data: completeData(),
  });
  return body.Campaign.ID;
};

describe('with no worker', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it('a command answers 503 within 6 s, that the outcome is unknown and how to learn it', async () => {
    const id = await started(api);
    const [{ status, headers, body }, ms] = await timed(() =>
      api.request<ProblemBody>('POST', `/campaigns/${id}/start`),
    );
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(body.detail).toMatch(/outcome is unknown.*same Idempotency-Key/s);
    expect(ms).toBeLessThan(6_000);
  });

  it('a command whose outcome is unknown is asked again, not replayed', async () => {
    const id = await started(api);
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.request('POST', `/campaigns/${id}/start`, undefined, key);
    const second = await api.request('POST', `/campaigns/${id}/start`, undefined, key);
    expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([
      503,
      503,
      null,
    ]);
  });

  it('GET answers the stored state within 2.5 s', async () => {
    const id = await started(api);
    const [{ status, body }, ms] = await timed(() =>
      api.request<{ Campaign: { State: string } }>('GET', `/campaigns/${id}?events=1`),
    );
    expect([status, body.Campaign.State]).toEqual([200, 'paused']);
    expect(ms).toBeLessThan(2_500);
  });

  it('an ended campaign refuses commands at once', async () => {
    const { _id } = await api.storeCampaign();
    await api.store.campaigns.updateOne({ _id }, { $set: { State: 'ended' } });
    const [{ status, body }, ms] = await timed(() =>
      api.request<ProblemBody>('POST', `/campaigns/${_id}/start`),
    );
    expect([status, body.State]).toEqual([409, 'ended']);
    expect(ms).toBeLessThan(1_000);
  });
});

describe('with no Temporal', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ temporalAddress: NOBODY });
  });
  afterAll(() => api.stop());

  it('a command answers 503 within 6 s', async () => {
    const { _id } = await api.storeCampaign();
    const [{ status, headers }, ms] = await timed(() => api.request('POST', `/campaigns/${_id}/start`));
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(ms).toBeLessThan(6_000);
  });

  it('a campaign is created once, however often the 503 makes a client repeat', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const create = () => api.request('POST', '/campaigns', { Name: 'x', Data: completeData() }, key);
    const before = await api.store.campaigns.countDocuments();
    const [first, ms] = await timed(create);
    const second = await create();
    expect([first.status, second.status]).toEqual([503, 503]);
    expect(ms).toBeLessThan(6_000);
    expect(await api.store.campaigns.countDocuments()).toBe(before + 1);
  });

  it('reading, jobs and imports go on', async () => {
    const { _id } = await api.storeCampaign();
    const [read, ms] = await timed(() => api.request('GET', `/campaigns/${_id}`));
    expect(read.status).toBe(200);
    expect(ms).toBeLessThan(2_500);
    expect(
      (await api.request('POST', `/campaigns/${_id}/jobs`, { ContactPhoneNumber: CONTACT })).status,
    ).toBe(201);
    expect((await api.importFile(_id, `ContactPhoneNumber\n${CONTACT}\n`)).body.Accepted).toBe(1);
  });

  it('readiness names what is away, within 3 s', async () => {
    const [{ status, body }, ms] = await timed(() => api.request('GET', '/readyz'));
    expect([status, body]).toEqual([503, expect.objectContaining({ Temporal: false, MongoDB: true })]);
    expect(ms).toBeLessThan(3_000);
    expect((await api.request('GET', '/healthz')).status).toBe(200);
  });
});

describe('with no MongoDB', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ mongodbUri: `mongodb://${NOBODY}/` });
  });
  afterAll(() => api.stop());

  it('every request answers 503 within 6 s, without a word about our insides', async () => {
    const [{ status, headers, body }, ms] = await timed(() => api.request<ProblemBody>('GET', '/campaigns'));
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(JSON.stringify(body)).not.toMatch(/ECONNREFUSED|Topology|127\.0\.0\.1|stack/);
    expect(ms).toBeLessThan(6_000);
  });

  it('readiness names it', async () => {
    expect((await api.request('GET', '/readyz')).body).toMatchObject({ Temporal: true, MongoDB: false });
  });
});
