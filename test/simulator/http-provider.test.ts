/** What the adapter concludes from each way in which a provider can answer, or fail to. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { createHttpProvider } from '../../activities/providers/http/provider';
import { signatureProblem } from '../../activities/providers/http/signature';
import {
  type Placement,
  ProviderMisconfigured,
  type VoiceProvider,
} from '../../activities/ports/voice-provider';
import { known } from './world';

const secret = 'a-secret-of-the-tests';
const eventsUrl = 'https://ringmaster.example/providers/http/events';
const placement: Placement = {
  callId: 'call:job1:1',
  campaignId: 'campaign-1',
  to: '+12025550123',
  from: '+12025550100',
  maxRingSeconds: 30,
  maxCallSeconds: 600,
  record: true,
  botName: 'Ada',
  notAfterMs: Date.parse('2026-03-01T09:31:00.000Z'),
};

let answer: http.RequestListener;
let connections: number;
let server: http.Server;
let url: string;
beforeEach(async () => {
  connections = 0;
  server = http.createServer((request, response) => answer(request, response));
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

const provider = () => createHttpProvider({ url, secret, eventsUrl, requestTimeoutMs: 300 });
/** As of a process that has placed calls before: how far the provider's clock is from ours is known. */
async function measured(at = url): Promise<VoiceProvider> {
  const one = createHttpProvider({ url: at, secret, eventsUrl, requestTimeoutMs: 1_000 });
  const next = answer;
  answer = always(200);
  await one.probe();
  answer = next;
  return one;
}
const always =
  (status: number, body: unknown = ''): http.RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

describe('place', () => {
  const accepted = { kind: 'accepted' };
  const ambiguous = { kind: 'ambiguous' };
  const failed = { kind: 'refused', reason: 'failed' };
  // The job is not to blame: the reason is for people.
  const away = { kind: 'away', reason: expect.any(String) as string };
  it.each([
    [202, { CallID: placement.callId, Status: 'queued' }, accepted],
    [200, { CallID: placement.callId, Status: 'ended' }, accepted],
    [200, '<html>Welcome</html>', ambiguous],
    [202, { CallID: 'another', Status: 'queued' }, ambiguous],
    [202, { CallID: placement.callId, ProviderCallID: 'p-1' }, { ...accepted, providerCallId: 'p-1' }],
    [202, { CallID: placement.callId, ProviderCallID: 17 }, accepted],
    [410, { Reason: 'expired' }, away],
    [422, { Reason: 'invalid_number' }, { kind: 'refused', reason: 'invalid_number' }],
    [422, { Reason: 'rejected' }, { kind: 'refused', reason: 'rejected' }],
    [422, { Reason: 'caller_id' }, { kind: 'refused_caller_id', reason: away.reason }],
    [429, '', away],
    [503, '', away],
    [400, { Reason: 'invalid_request' }, failed],
    // Of something in between: not the provider's word.
    [400, '', away],
    [400, '<html>Bad request</html>', away],
    [413, { Reason: 17 }, away],
    [422, { error: 'no' }, away],
    [451, '', away],
    [408, '', ambiguous],
    [500, '', ambiguous],
    [502, '', ambiguous],
    [504, '', ambiguous],
  ])('concludes from %i %j: %j', async (status, body, expected) => {
    answer = always(status, body);
    expect(await (await measured()).place(placement)).toEqual(expected);
  });

  it.each([401, 403, 404, 405, 302])('%i means that the configuration is wrong', async (status) => {
    answer = always(status);
    const attempt = (await measured()).place(placement);
    await expect(attempt).rejects.toThrow(ProviderMisconfigured);
    await expect(attempt).rejects.toThrow(String(status));
    await expect(attempt).rejects.not.toThrow(placement.to);
  });

  it('a redirected placement is not repeated elsewhere', async () => {
    answer = (request, response) => {
      request.resume();
      if (request.url === '/calls') response.writeHead(307, { location: '/elsewhere' }).end();
      else response.writeHead(202).end(JSON.stringify({ CallID: placement.callId }));
    };
    const one = await measured();
    await expect(one.place(placement)).rejects.toThrow(ProviderMisconfigured);
  });

  it('422 with a reason outside the closed list is no statement about the number', async () => {
    answer = always(422, { Reason: 'feeling_blue' });
    expect(await (await measured()).place(placement)).toEqual(failed);
  });

  it('a refused connection is certain: the request never left', async () => {
    const free = net.createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const nobody = createHttpProvider({ url: `http://127.0.0.1:${port}`, secret, eventsUrl });
    expect(await nobody.place(placement)).toEqual(away);
    expect(await nobody.probe()).toBe(false);
  });

  it('no answer within the deadline is ambiguous', async () => {
    answer = (request) => request.resume();
    expect(await (await measured()).place(placement)).toEqual(ambiguous);
  });

  it('an answer that stops in the middle is ambiguous', async () => {
    answer = (_request, response) => {
      response.writeHead(202, { 'content-length': 100 });
      response.write('{"CallID":', () => response.destroy());
    };
    expect(await (await measured()).place(placement)).toEqual(ambiguous);
  });

  it('a connection cut after the request left is ambiguous', async () => {
    answer = (request) => {
      request.resume().on('end', () => request.socket.destroy());
    };
    expect(await (await measured()).place(placement)).toEqual(ambiguous);
  });

  it('sends what the protocol says, signed, below the path of PROVIDER_URL', async () => {
    let seen: unknown;
    answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const header = request.headers['ringmaster-signature'];
        const { method = '', url: path = '' } = request;
        const unsigned = signatureProblem(secret, Date.now(), header, method, path, body);
        seen = { method, path, unsigned, body: JSON.parse(body.toString()) as unknown };
        response.writeHead(202).end(JSON.stringify({ CallID: placement.callId }));
      });
    };
    await (await measured(`${url}/v1/`)).place(placement);
    expect(seen).toEqual({
      method: 'POST',
      path: '/v1/calls',
      unsigned: undefined,
      body: {
        CallID: 'call:job1:1',
        CampaignID: 'campaign-1',
        To: '+12025550123',
        From: '+12025550100',
        MaxRingSeconds: 30,
        MaxCallSeconds: 600,
        Record: true,
        BotName: 'Ada',
        EventsURL: eventsUrl,
        NotAfter: expect.any(String) as string,
      },
    });
    // Earlier by what is not known of the provider's clock: a second's rounding, and a quarter for its several
    // machines.
    const { NotAfter } = (seen as { body: { NotAfter: string } }).body;
    const earlierMs = placement.notAfterMs - Date.parse(NotAfter);
    expect(earlierMs).toBeGreaterThanOrEqual(0);
    expect(earlierMs).toBeLessThan(5_000);
  });

  it('placements one after the other share connections', async () => {
    answer = always(202, { CallID: placement.callId });
    const one = await measured();
    for (let n = 0; n < 20; n++) await one.place(placement);
    // fetch may open another while one is just being given back: now and then, and not each time.
    expect(connections).toBeLessThan(10);
  });
});

describe('lookUp', () => {
  const at = '2026-03-01T09:30:00.250Z';
  const atMs = Date.parse(at);
  const { callId } = placement;
  const ended = { CallID: callId, Status: 'ended', EndedAt: at, EndReason: 'busy', ConversationSeconds: 0 };
  const end = { atMs, reason: 'busy', conversationSeconds: 0 };
  it.each([
    [200, { CallID: callId, Status: 'queued' }, { kind: 'found', progress: {} }],
    [200, { CallID: callId, Status: 'ringing', More: 1 }, { kind: 'found', progress: {} }],
    [
      200,
      { CallID: callId, Status: 'answered', AnsweredAt: at, AnsweredBy: 'machine' },
      { kind: 'found', progress: { answeredAtMs: atMs, answeredBy: 'machine' } },
    ],
    [200, ended, { kind: 'found', progress: { end } }],
    [
      200,
      { ...ended, ProviderCallID: 'p-1', Transcript: [{ Role: 'agent', Text: 'Hello?' }] },
      {
        kind: 'found',
        progress: { end },
        providerCallId: 'p-1',
        transcript: [{ Role: 'agent', Text: 'Hello?' }],
      },
    ],
    [404, { Reason: 'unknown_call' }, { kind: 'not_found' }],
  ])('concludes from %i %j: %j', async (status, body, expected) => {
    answer = always(status, body);
    expect(await provider().lookUp(known(callId))).toEqual(expected);
  });

  it.each([
    ['an unknown status beside an end', { Status: 'paused' }, end],
    ['an unknown reason', { EndReason: 'tired' }, { ...end, reason: 'unknown' }],
    ['no talk time', { ConversationSeconds: undefined }, end],
  ])('%s takes nothing of what is known', async (_what, fields, kept) => {
    answer = always(200, { ...ended, ...fields });
    expect(await provider().lookUp(known(callId))).toEqual({ kind: 'found', progress: { end: kept } });
  });

  it('a status that we do not know, and no end, may be somebody on the line', async () => {
    answer = always(200, { CallID: callId, Status: 'paused' });
    expect(await provider().lookUp(known(callId))).toEqual({
      kind: 'found',
      progress: { answeredAtMs: expect.any(Number) as number, answeredBy: 'unknown' },
    });
  });

  it.each([
    ["a proxy's 404", 404, 'Not Found'],
    ['401', 401, { Reason: 'unsigned' }],
    ['503', 503, ''],
    ['another call', 200, { ...ended, CallID: 'another' }],
    ['no JSON', 200, '<html>'],
  ])('%s says nothing of the call', async (_what, status, body) => {
    answer = always(status, body);
    expect(await provider().lookUp(known(callId))).toEqual({ kind: 'unavailable' });
  });

  it('a silent provider is unavailable after the deadline', async () => {
    answer = () => undefined;
    expect(await provider().lookUp(known(callId))).toEqual({ kind: 'unavailable' });
  });
});

describe('hangUp says whether the provider was told, and never throws', () => {
  it.each([
    [202, true],
    [404, false],
    [401, false],
    [503, false],
  ])('%i: %s', async (status, told) => {
    answer = always(status);
    expect(await provider().hangUp(known(placement.callId))).toBe(told);
  });

  it('silence: false', async () => {
    answer = () => undefined;
    expect(await provider().hangUp(known(placement.callId))).toBe(false);
  });
});

describe('probe says whether the provider takes calls, and never throws', () => {
  it.each([
    [200, true],
    [503, false],
    [404, false],
    [302, false],
  ])('%i: %s', async (status, takes) => {
    const asked: (string | undefined)[] = [];
    answer = (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      always(status)(request, response);
    };
    expect(await provider().probe()).toBe(takes);
    expect(asked).toEqual(['GET /health']);
  });

  it('silence: false', async () => {
    answer = () => undefined;
    expect(await provider().probe()).toBe(false);
  });
});

it.each([
  ['PROVIDER_URL', { url: 'voice.example', secret, eventsUrl }],
  ['PUBLIC_URL', { url: 'http://voice.example', secret, eventsUrl: '/providers/http/events' }],
  ['PROVIDER_SECRET', { url: 'http://voice.example', secret: '', eventsUrl }],
])('a wrong %s is refused by name at the start', (name, options) => {
  expect(() => createHttpProvider(options)).toThrow(name);
});
