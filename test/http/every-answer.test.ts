/** What every answer has, whatever was asked and whoever refuses it. */
import { connect } from 'node:net';
import { endpoints } from '../../api/app';
import { CONTACT, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let ids: Record<string, string>;
let viewer: string;
beforeAll(async () => {
  api = await startApi();
  viewer = await api.keyOf(api.orgId, 'viewer');
  const campaign = await api.storeCampaign();
  const job = await api.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaign._id}/jobs`, {
    ContactPhoneNumber: CONTACT,
  });
  ids = {
    campaignID: campaign._id,
    jobID: job.body.Job.ID,
    version: '1',
    phoneNumber: CONTACT,
    provider: 'http',
    callID: 'call:nobody:1',
  };
});
afterAll(() => api.stop());

const rows = Object.entries(endpoints).flatMap(([path, methods]) =>
  [...Object.keys(methods), 'trace'].map((method): [string, string] => [method.toUpperCase(), path]),
);

const headersOf = (head: string): Record<string, string> =>
  Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': '))
      .map(([name = '', value = '']): [string, string] => [name.toLowerCase(), value]),
  );

/** Sends bytes as they are and reads until the connection is closed. */
async function answerTo(
  bytes: string,
): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const end = text.indexOf('\r\n\r\n');
  return {
    status: Number(text.slice(9, 12)),
    headers: headersOf(text.slice(0, end)),
    body: text.slice(end + 4),
  };
}

const always = {
  'x-request-id': expect.stringMatching(/^[\w-]{36}$/) as string,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

describe('carries its request id, and is kept by nobody on the way', () => {
  it('whichever endpoint is asked, with a key, with a weak one, and without', async () => {
    expect(rows.length).toBeGreaterThan(30);
    const seen = new Set<number>();
    for (const [method, path] of rows) {
      const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));
      for (const key of [api.key, viewer, 'nobody-knows-it']) {
        const { status, headers, body } = await answerTo(
          `${method} ${filled} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${key}\r\nContent-Length: 0\r\n\r\n`,
        );
        seen.add(status);
        const kept =
          /^\/(openapi\.json|docs)/.test(path) && status === 200 ? { 'cache-control': 'no-cache' } : {};
        expect([method, path, headers]).toMatchObject([method, path, { ...always, ...kept }]);
        if (status >= 400 && headers['content-type']?.startsWith('application/problem+json'))
          expect(body).toContain(`"requestId":"${headers['x-request-id']}"`);
      }
    }
    // It has seen answers about jobs and refusals alike.
    expect([...seen]).toEqual(expect.arrayContaining([200, 401, 403, 404, 405]));
  });

  it.each([
    ['without Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [
      'with an expectation',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: a-pony\r\nConnection: close\r\n\r\n',
      417,
    ],
    ['to connect elsewhere', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    [
      'to speak another protocol',
      'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close, upgrade\r\nUpgrade: websocket\r\n\r\n',
      404,
    ],
    ['of a method that is none', 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['with a broken path', 'GET /campaigns/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['for no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['for another address', 'GET http://[::1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['with too many headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['with two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'with a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
  ])('a request %s', async (_what, bytes, status) => {
    const answer = await answerTo(bytes);
    expect(answer).toMatchObject({ status, headers: always });
    expect(JSON.parse(answer.body)).toMatchObject({
      status,
      requestId: answer.headers['x-request-id'],
      detail: expect.stringMatching(/./) as string,
    });
  });
});
