/** Senders of whom nobody knows yet who they are: what they may hold of the API, and who is served beside them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sign } from '../../activities/providers/http/signature';
import { ByteBudget } from '../../api/http/byte-budget';
import { sourceOf } from '../../api/http/source-address';
import { eventually } from '../support/eventually';
import { PROVIDER_SECRET, type RunningApi, startApi } from '../support/running-api';

const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

interface Caller {
  socket: Socket;
  heard: string;
  isClosed: boolean;
}

function call(api: RunningApi, said: string | Buffer = '', from = '127.0.0.1'): Caller {
  const { port } = new URL(api.url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: from });
  sockets.add(socket);
  const caller: Caller = { socket, heard: '', isClosed: false };
  socket.on('data', (chunk) => (caller.heard += String(chunk)));
  // A connection that is cut is an answer as well.
  socket.on('error', () => undefined).once('close', () => (caller.isClosed = true));
  if (said.length > 0) socket.write(said);
  return caller;
}

const headOf = (
  bytes: number,
  signature = `t=${Math.floor(Date.now() / 1_000)},v1=${'a'.repeat(64)}`,
): string =>
  `POST /providers/http/events HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\nRingmaster-Signature: ${signature}\r\n\r\n`;

async function sendSigned(api: RunningApi, body: string): Promise<number> {
  const signature = sign(PROVIDER_SECRET, Date.now(), 'POST', '/providers/http/events', body);
  const headers = { 'ringmaster-signature': signature };
  return (await fetch(`${api.url}/providers/http/events`, { method: 'POST', body, headers })).status;
}
const event = (Transcript?: unknown): string =>
  JSON.stringify({
    ...{ EventID: 'e', CallID: 'call:nobody:1', Type: 'ended', EndReason: 'completed' },
    ...{ At: new Date().toISOString(), ConversationSeconds: 1, Transcript },
  });
const largeEvent = event(Array(150).fill({ Role: 'agent', Text: 'x'.repeat(10_000) }));

const MiB = 1024 * 1024;
const isBusy = ({ heard }: Caller): boolean =>
  heard.startsWith('HTTP/1.1 503 ') && heard.includes('problem:busy') && /^Retry-After: \d+/im.test(heard);

describe('three hundred senders with a signature of the right form, who send 1 MB each and never end it', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it('hold 4 MiB together, and the others are told to come again, while clients and events are served', async () => {
    const begun = Buffer.alloc(1_000_000, 'a');
    const callers = Array.from({ length: 300 }, () =>
      call(api, Buffer.concat([Buffer.from(headOf(1_000_010)), begun])),
    );
    await eventually(() => expect(callers.filter(isBusy).length).toBeGreaterThanOrEqual(296), {
      withinMs: 20_000,
    });
    // Whoever holds something is not answered yet.
    expect(callers.filter(({ heard }) => heard === '').length).toBeLessThanOrEqual(4);
    expect((await api.request('GET', '/campaigns')).status).toBe(200);
    expect(await sendSigned(api, event())).toBe(204);
    expect(await sendSigned(api, largeEvent)).toBe(503);
    for (const { socket } of callers) socket.destroy();
    await eventually(async () => expect(await sendSigned(api, largeEvent)).toBe(204));
  });

  it('are refused before that when no signature could look so, or the provider is none', async () => {
    const old = `t=${Math.floor(Date.now() / 1_000) - 400},v1=${'a'.repeat(64)}`;
    const callers = [
      call(api, headOf(MiB, 'nothing')),
      call(api, headOf(MiB, old)),
      call(api, headOf(MiB).replace('/http/', '/nobody/')),
    ];
    await eventually(() =>
      expect(callers.map(({ heard }) => heard.slice(9, 12))).toEqual(['401', '401', '404']),
    );
  });
});

describe('connections that say nothing', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ connections: { most: 60, mostPerSource: 20 } });
  });
  afterAll(() => api.stop());

  it('above the bound of their source are answered 503 and closed, and another source is served', async () => {
    const callers = Array.from({ length: 25 }, () => call(api, '', '127.0.0.2'));
    await eventually(() => {
      expect(callers.filter(isBusy)).toHaveLength(5);
      expect(callers.filter(({ isClosed }) => isClosed)).toHaveLength(5);
    });
    expect(callers.find(isBusy)?.heard).toMatch(/^X-Request-Id: [\w-]{36}\r$/m);
    expect((await api.request('GET', '/campaigns')).status).toBe(200);
    // What is asked on such a connection is not done: the client is told to send it again.
    const before = await api.store.campaigns.countDocuments();
    const body = JSON.stringify({ Name: 'Twice', Data: { CallerID: '+12025550100', MaxActiveCalls: 1 } });
    const late = call(
      api,
      `POST /campaigns HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      '127.0.0.2',
    );
    await eventually(() => expect(late.isClosed).toBe(true));
    expect(isBusy(late)).toBe(true);
    expect(await api.store.campaigns.countDocuments()).toBe(before);
    callers.find(({ isClosed }) => !isClosed)?.socket.destroy();
    await eventually(async () => {
      const next = call(api, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '127.0.0.2');
      await once(next.socket, 'close');
      expect(next.heard).toContain('HTTP/1.1 200 ');
    });
  });

  it('above the bound of all are closed', async () => {
    const callers = Array.from({ length: 80 }, (_, i) => call(api, '', `127.0.0.${10 + (i % 8)}`));
    await eventually(() =>
      expect(callers.filter(({ isClosed }) => isClosed).length).toBeGreaterThanOrEqual(20),
    );
    expect(callers.filter(({ isClosed }) => !isClosed).length).toBeGreaterThan(40);
  });
});

describe('requests that one connection sends before it has their answers', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  const ask = (count: number): string =>
    'GET /docs/swagger-ui.js HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(count - 1) +
    'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const answersOf = ({ heard }: Caller): number => heard.match(/HTTP\/1\.1 200 OK/g)?.length ?? 0;

  it('are all answered while they are a few', async () => {
    const caller = call(api, ask(10));
    await eventually(() => expect(caller.isClosed).toBe(true));
    expect(answersOf(caller)).toBe(10);
  });

  it('cost the connection beyond that: each would wait in our memory for as long as nobody reads', async () => {
    const caller = call(api, ask(1_000));
    await eventually(() => expect(caller.isClosed).toBe(true));
    expect(answersOf(caller)).toBeLessThanOrEqual(16);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  });
});

it('a budget of bytes holds for all together and for each address, and takes back what was given', () => {
  const budget = new ByteBudget({ freeBytes: 10, mostBytes: 100, mostPerAddress: 60 });
  const [one, two, three] = [budget.open('a'), budget.open('a'), budget.open('b')];
  expect([one.grow(10), one.grow(50), two.grow(40)]).toEqual([true, true, false]);
  expect([two.grow(30), three.mayGrow(51), three.grow(50), three.grow(51)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  one.release();
  // Twice is once.
  one.release();
  expect([three.grow(70), two.grow(70), two.grow(51)]).toEqual([true, false, false]);
  for (const holding of [two, three]) holding.release();
  expect([one.grow(70), one.grow(71)]).toEqual([true, false]);
});

it.each([
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['::1', ''],
])('a connection from %s comes from "%s"', (remoteAddress, source) => {
  expect(sourceOf({ remoteAddress })).toBe(source);
});
