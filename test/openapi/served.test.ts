import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { checkAnswers } from '../support/answer-check';
import { type RunningApi, startApi } from '../support/running-api';

describe('GET /openapi.json', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it('is read without a key, and read again only when it has changed', async () => {
    const first = await fetch(`${api.url}/openapi.json`);
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) as string });
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(`${api.url}/openapi.json`, {
      headers: { 'if-none-match': `"other", W/${etag}` },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const other = await fetch(`${api.url}/openapi.json`, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  });
});

describe('an answer that is not in the document fails the test that got it', () => {
  const answerOf = async (listener: RequestListener, path: string): Promise<void> => {
    const answers = checkAnswers(listener);
    const server = createServer(answers.listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    server.close();
    await once(server, 'close');
    answers.assertFit();
  };
  const answering =
    (status: number, body: unknown, type = 'application/json'): RequestListener =>
    (_req, res) => {
      res.setHeader('Content-Type', type);
      res.setHeader('X-Request-Id', 'x');
      res.writeHead(status).end(JSON.stringify(body));
    };

  it.each<[string, RequestListener, RegExp]>([
    ['a status', answering(418, {}), /the status is not in the document/],
    ['a member', answering(200, { Healthy: true, Secret: 1 }), /must NOT have additional properties/],
    ['a value', answering(200, { Healthy: 'yes' }), /must be equal to constant/],
    ['a type of body', answering(200, 'Healthy', 'text/html'), /text\/html is not in the document/],
    ['no request id', (_req, res) => res.writeHead(200).end(), /X-Request-Id is missing/],
  ])('%s', async (_what, listener, why) => {
    await expect(answerOf(listener, '/healthz')).rejects.toThrow(why);
  });

  it('and one that is in it does not', async () => {
    await answerOf(answering(200, { Healthy: true }), '/healthz');
  });
});
