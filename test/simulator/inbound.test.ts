/** A simulated contact calls: what the simulator announces, and what it makes of the answer. */
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { createHttpProvider } from '../../activities/providers/http/provider';
import {
  type InboundAnswer,
  type ParsedInbound,
  type VoiceProvider,
} from '../../activities/ports/voice-provider';
import { type InboundCallRequest, type InboundResult } from '../../simulator/inbound';
import { eventually } from '../support/eventually';
import { known, secret, startWorld, type World } from './world';

let world: World;
let answer: InboundAnswer | 'nonsense' | 'unavailable';
let announced: ParsedInbound[];
let events: string[];
let server: http.Server;
let provider: VoiceProvider;
let url: string;
beforeEach(async () => {
  world = await startWorld();
  announced = [];
  events = [];
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = { headers: request.headers, path: request.url ?? '', rawBody: Buffer.concat(chunks) };
      if (request.url === '/voice/events') {
        const event = provider.parseEvent(received);
        events.push(event.kind === 'event' ? `${event.callId} ${event.event.kind}` : event.kind);
        response.writeHead(204).end();
        return;
      }
      const parsed = provider.parseInbound(received);
      announced.push(parsed);
      if (parsed.kind !== 'inbound') return response.writeHead(401).end();
      if (answer === 'unavailable') return response.writeHead(503).end();
      if (answer === 'nonsense') return response.writeHead(200).end('{"Action":"sing"}');
      const reply = provider.answerInbound(answer, parsed.call);
      return response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/voice/inbound`;
  const eventsUrl = new URL('events', url).href;
  provider = createHttpProvider({ url: world.url, secret, eventsUrl });
});
afterEach(async () => {
  await world.stop();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

const accept: InboundAnswer = {
  kind: 'accept',
  callId: 'call:job1:in-1',
  botName: 'Ada',
  maxCallSeconds: 60,
  record: true,
};
const callIn = async (request: Partial<InboundCallRequest> = {}): Promise<InboundResult> => {
  const response = await fetch(`${world.url}/inbound-calls`, {
    method: 'POST',
    body: JSON.stringify({ From: '+12025550111', To: '+12025550100', URL: url, ...request }),
  });
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as InboundResult;
};

it('a call is announced as the adapter understands it, and one that is accepted talks and ends', async () => {
  answer = accept;
  const result = await callIn({ CallID: 'theirs', EndReason: 'hung_up' });
  expect(result).toMatchObject({
    Action: 'accept',
    ProviderCallID: 'theirs',
    CallID: accept.callId,
    BotName: 'Ada',
    MaxCallSeconds: 60,
    Record: true,
  });
  expect(announced).toEqual([
    { kind: 'inbound', call: { providerCallId: 'theirs', from: '+12025550111', to: '+12025550100' } },
  ]);
  await eventually(() => expect(events).toEqual([`${accept.callId} ended`]));
  expect(await provider.lookUp(known(accept.callId))).toMatchObject({
    kind: 'found',
    progress: { answeredBy: 'human', end: { reason: 'hung_up' } },
  });
  expect(await world.stats('inbound')).toMatchObject({
    Announced: { accept: 1 },
    Placements: 0,
    ActiveCalls: 0,
    MaxActiveCalls: 1,
    EndedByReason: { hung_up: 1 },
  });
});

it('an accepted call can be hung up, and is accepted once however often it is announced', async () => {
  answer = accept;
  for (let n = 0; n < 3; n += 1) await callIn({ CallID: 'theirs', Seconds: 3_600 });
  expect(await world.stats('inbound')).toMatchObject({ Announced: { accept: 3 }, ActiveCalls: 1 });
  expect(await provider.hangUp(known(accept.callId))).toBe(true);
  await eventually(() => expect(events).toEqual([`${accept.callId} ended`]));
  expect(await world.stats('inbound')).toMatchObject({ ActiveCalls: 0, EndedByReason: { hung_up_by_us: 1 } });
});

it('a withheld number is announced as none', async () => {
  answer = { kind: 'busy' };
  expect(await callIn({ From: undefined, CallID: 'theirs' })).toMatchObject({ Action: 'busy' });
  expect(announced).toEqual([{ kind: 'inbound', call: { providerCallId: 'theirs', to: '+12025550100' } }]);
});

it('a refused call is none', async () => {
  answer = { kind: 'reject', message: 'We are closed.' };
  expect(await callIn()).toMatchObject({ Action: 'reject', Message: 'We are closed.' });
  expect(await world.stats('inbound')).toMatchObject({ Announced: { reject: 1 }, MaxActiveCalls: 0 });
});

it.each(['nonsense', 'unavailable'] as const)('%s is no answer, and no call', async (what) => {
  answer = what;
  expect(await callIn()).toMatchObject({ Action: 'none', Problem: expect.any(String) as string });
  expect(await world.stats('inbound')).toMatchObject({ Announced: { none: 1 }, MaxActiveCalls: 0 });
});

it('without an address a call is announced beside the events of the latest placement', async () => {
  await expect(callIn({ URL: undefined })).rejects.toThrow('URL');
  await provider.place(world.callTo('97'));
  answer = { kind: 'busy' };
  expect(await callIn({ URL: undefined })).toMatchObject({ Action: 'busy' });
});

it('an announcement signed with another secret is not believed', async () => {
  provider = createHttpProvider({
    url: world.url,
    secret: 'another',
    eventsUrl: new URL('events', url).href,
  });
  expect(await callIn()).toMatchObject({ Action: 'none', Problem: 'answered 401' });
  expect(announced).toMatchObject([{ kind: 'unsigned' }]);
});
