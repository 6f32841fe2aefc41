import { newId } from '../../store/mongodb/mongo';
import { CONTACT, completeData, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

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

describe('what an endpoint does not take', () => {
  it('as a parameter is refused by name, on every route', async () => {
    for (const [method, path, body] of allRoutes()) {
      const asked = `${path}${path.includes('?') ? '&' : '?'}dryrun=1`;
      const { status, body: problem } = await send([method, asked, body], {});
      expect([method, path, status, problem.errors?.[0]?.location]).toEqual([
        method,
        path,
        400,
        'query/dryrun',
      ]);
    }
  });

  it('as a parameter does not keep a provider’s request from its signature', async () => {
    const { status } = await api.request('POST', '/providers/http/events?AccountSid=AC1', '{}');
    expect(status).toBe(401);
  });

  it.each([
    ['a body that means something', '{"At":"2030-01-01T00:00:00Z"}'],
    ['a list', '[]'],
    ['no JSON', 'now'],
    ['a large one', `{"x":"${'y'.repeat(100_000)}"}`],
  ])('as a body of a command is refused, and nothing is done: %s', async (_what, sent) => {
    const { body: job } = await api.request<{ Job: { ID: string } }>(
      'POST',
      `/campaigns/${campaignId}/jobs`,
      {
        ContactPhoneNumber: CONTACT,
      },
    );
    for (const command of ['start', 'pause', 'end', `jobs/${job.Job.ID}/cancel`]) {
      const { status, body } = await api.request<ProblemBody>(
        'POST',
        `/campaigns/${campaignId}/${command}`,
        sent,
      );
      expect([command, status, body.detail]).toEqual([
        command,
        400,
        'the body: must be empty: what this does is said by its path alone; send no body, or {}',
      ]);
    }
    expect(await api.store.jobs.findOne({ _id: job.Job.ID })).toMatchObject({ State: 'created' });
  });

  it.each(['{}', ' { } ', ''])(
    'but a command takes %j, as many clients send with every POST',
    async (sent) => {
      // Which answers at once, since no workflow is asked.
      const { _id } = await api.storeCampaign();
      await api.store.campaigns.updateOne({ _id }, { $set: { State: 'ended' } });
      for (const command of ['start?', 'pause', 'end'])
        expect((await api.request('POST', `/campaigns/${_id}/${command}`, sent)).status).toBe(409);
      const cancelled = await api.request('POST', `/campaigns/${campaignId}/jobs/${jobId}/cancel`, sent);
      expect(cancelled.status).toBe(202);
    },
  );
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

it('a campaign that is another organisation’s, or nobody’s, wakes no workflow', async () => {
  const viewed: string[] = [];
  const watched = await startApi({
    through: (gateway) => ({
      ...gateway,
      view: (id) => {
        viewed.push(id);
        return gateway.view(id);
      },
    }),
  });
  try {
    const { _id } = await watched.storeCampaign();
    const stranger = { authorization: `Bearer ${await watched.keyOf('org_stranger')}` };
    expect((await watched.request('GET', `/campaigns/${_id}`, undefined, stranger)).status).toBe(404);
    expect((await watched.request('GET', `/campaigns/${newId()}`)).status).toBe(404);
    expect(viewed).toEqual([]);
    expect((await watched.request('GET', `/campaigns/${_id}`)).status).toBe(200);
    expect(viewed).toEqual([_id]);
  } finally {
    await watched.stop();
  }
});
