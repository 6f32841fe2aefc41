import { randomUUID } from 'node:crypto';
import { completeData, NOBODY, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

const withKey = () => ({ 'idempotency-key': randomUUID() });
const repeatWithKey = /repeat the request with the same Idempotency-Key/i;
const lookFirst = /before you repeat/;

describe('a 503 while MongoDB is away', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ mongodbUri: `mongodb://${NOBODY}/` });
  });
  afterAll(() => api.stop());

  const detailOf = async (method: string, headers = {}): Promise<string> => {
    const body = method === 'GET' ? undefined : { Name: 'x', Data: completeData() };
    const answer = await api.request<ProblemBody>(method, '/campaigns', body, headers);
    expect(answer.status).toBe(503);
    return answer.body.detail;
  };

  it('advises what can be done: to repeat, with the key if there was one, and to look first if there was none', async () => {
    const [read, written, writtenWithKey] = await Promise.all([
      detailOf('GET'),
      detailOf('POST'),
      detailOf('POST', withKey()),
    ]);
    expect(read).toBe('MongoDB is away; repeat the request');
    expect(written).toMatch(lookFirst);
    expect(written).not.toMatch(repeatWithKey);
    expect(writtenWithKey).toMatch(repeatWithKey);
    expect(writtenWithKey).not.toMatch(lookFirst);
  });
});

describe('a 503 while Temporal is away', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ temporalAddress: NOBODY });
  });
  afterAll(() => api.stop());

  it.each<[string, () => Promise<[path: string, body?: unknown]>]>([
    ['a command', async () => [`/campaigns/${(await api.storeCampaign())._id}/start`]],
    [
      'a campaign that is created',
      () => Promise.resolve(['/campaigns', { Name: 'x', Data: completeData() }]),
    ],
  ])('advises %s to be repeated with the key that it had, and only then', async (_what, request) => {
    const [path, body] = await request();
    const [without, withOne] = await Promise.all([
      api.request<ProblemBody>('POST', path, body),
      api.request<ProblemBody>('POST', path, body, withKey()),
    ]);
    expect([without.status, withOne.status]).toEqual([503, 503]);
    expect(without.body.detail).not.toMatch(repeatWithKey);
    expect(withOne.body.detail).toMatch(repeatWithKey);
  });
});
