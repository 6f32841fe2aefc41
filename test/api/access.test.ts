import { newId } from '../../store/mongo';
import { CONTACT, completeData, type ProblemBody, type RunningApi, startApi } from './running-api';

let api: RunningApi;
let campaignId: string;
let jobId: string;
beforeAll(async () => {
  api = await startApi();
  campaignId = (await api.storeCampaign())._id;
  const job = await api.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaignId}/jobs`, {
    ContactPhoneNumber: CONTACT,
  });
  jobId = job.body.Job.ID;
});
afterAll(() => api.stop());

type Route = [method: string, path: string, body?: unknown];
const campaignRoutes = (): Route[] => [
  ['GET', `/campaigns/${campaignId}`],
  ['GET', `/campaigns/${campaignId}?events=1`],
  ['POST', `/campaigns/${campaignId}/start`],
  ['POST', `/campaigns/${campaignId}/pause`],
  ['POST', `/campaigns/${campaignId}/end`],
  ['GET', `/campaigns/${campaignId}/jobs`],
  ['POST', `/campaigns/${campaignId}/jobs`, { ContactPhoneNumber: CONTACT }],
  ['POST', `/campaigns/${campaignId}/jobs/import`],
  ['GET', `/campaigns/${campaignId}/jobs/${jobId}`],
  ['POST', `/campaigns/${campaignId}/jobs/${jobId}/cancel`],
];
const allRoutes = (): Route[] => [
  ['GET', '/campaigns'],
  ['POST', '/campaigns', { Name: 'x', Data: completeData() }],
  ['GET', '/org'],
  ['PATCH', '/org', {}],
  ...campaignRoutes(),
];

const send = ([method, path, body]: Route, headers: Record<string, string>) =>
  path.endsWith('/import')
    ? api.request<ProblemBody>(method, path, 'ContactPhoneNumber\n', {
        'content-type': 'text/csv',
        ...headers,
      })
    : api.request<ProblemBody>(method, path, body, headers);

describe('access', () => {
  it('is refused on every route without a key, with a wrong one, and with a wrong scheme', async () => {
    for (const headers of [
      { authorization: '' },
      { authorization: 'Bearer wrong' },
      { authorization: `Basic ${api.key}` },
      { authorization: '', auth: 'wrong' },
    ]) {
      for (const route of allRoutes()) {
        const { status, headers: answered, body } = await send(route, headers);
        expect([route, status, body.status]).toEqual([route, 401, 401]);
        expect(answered.get('www-authenticate')).toContain('Bearer');
      }
    }
  });

  it('is given for either header', async () => {
    const viaAuth = await fetch(`${api.url}/campaigns`, { headers: { auth: api.key } });
    const viaBearer = await fetch(`${api.url}/campaigns`, {
      headers: { authorization: `bearer ${api.key}` },
    });
    expect([viaAuth.status, viaBearer.status]).toEqual([200, 200]);
  });

  it("to another organisation's things is the very answer that absent things get, on every route", async () => {
    const stranger = { authorization: `Bearer ${await api.keyOf('org_stranger')}` };
    for (const route of campaignRoutes()) {
      const [method, path, body] = route;
      const theirs = await send(route, stranger);
      const absent = await send([method, path.replace(campaignId, newId()), body], stranger);
      expect([route, theirs.status]).toEqual([route, 404]);
      expect({ ...theirs.body, requestId: '' }).toEqual({ ...absent.body, requestId: '' });
    }
    const list = await api.request<{ Campaigns: unknown[] }>('GET', '/campaigns', undefined, stranger);
    expect(list.body.Campaigns).toEqual([]);
  });

  it('to a job through another campaign is refused', async () => {
    const other = await api.storeCampaign();
    const { status } = await api.request('GET', `/campaigns/${other._id}/jobs/${jobId}`);
    expect(status).toBe(404);
  });

  it.each(['x', '%00', '..%2f..', 'a'.repeat(5_000), '%F0%9F%98%80', '$ne'])(
    'to the odd campaign id %j is 404',
    async (id) => {
      expect((await api.request('GET', `/campaigns/${id}`)).status).toBe(404);
    },
  );

  it('to a path with a broken escape is 400', async () => {
    expect((await api.request('GET', '/campaigns/%E0%A4%A')).status).toBe(400);
  });

  it('lets a viewer read and write nothing', async () => {
    const viewer = { authorization: `Bearer ${await api.keyOf(api.orgId, 'viewer')}` };
    for (const route of allRoutes()) {
      const { status } = await send(route, viewer);
      expect([route, status]).toEqual([route, route[0] === 'GET' ? 200 : 403]);
    }
  });

  it('lets a developer write campaigns and jobs, and leaves the organisation to admins', async () => {
    const developer = { authorization: `Bearer ${await api.keyOf(api.orgId, 'developer')}` };
    expect((await api.request('PATCH', '/org', {}, developer)).status).toBe(403);
    const job = await api.request(
      'POST',
      `/campaigns/${campaignId}/jobs`,
      { ContactPhoneNumber: CONTACT },
      developer,
    );
    expect(job.status).toBe(201);
    expect((await api.request('PATCH', '/org', {})).status).toBe(200);
  });

  it('to health needs no key', async () => {
    const anonymous = { authorization: '' };
    expect((await api.request('GET', '/healthz', undefined, anonymous)).status).toBe(200);
    const ready = await api.request('GET', '/readyz', undefined, anonymous);
    expect([ready.status, ready.body]).toEqual([200, { Temporal: true, MongoDB: true }]);
  });
});

describe('a path', () => {
  it.each(['/', '/campaign', '/campaigns/x/y', '/jobs'])('%s that nobody serves is 404', async (path) => {
    expect((await api.request('GET', path)).status).toBe(404);
  });

  it.each([
    ['DELETE', '/campaigns', 'GET, POST, HEAD'],
    ['GET', '/campaigns/x/start', 'POST'],
    ['GET', '/campaigns/x/jobs/import', 'POST'],
    ['PUT', '/org', 'GET, PATCH, HEAD'],
    ['OPTIONS', '/healthz', 'GET, HEAD'],
  ])('with the wrong method (%s %s) says which ones it has', async (method, path, allow) => {
    const { status, headers } = await api.request(method, path);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });

  it.each([
    '/campaigns?limt=5',
    '/campaigns?limit=0',
    '/campaigns?limit=1&limit=2',
    '/campaigns?cursor=nonsense',
  ])('with a query that cannot be meant (%s) is 400', async (path) => {
    expect((await api.request('GET', path)).status).toBe(400);
  });
});
