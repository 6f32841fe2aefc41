/** A simulator, somebody who receives its events, and the provider adapter between them: all over real HTTP. */
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { createHttpProvider } from '../../activities/providers/http/provider';
import {
  type KnownCall,
  type ParsedEvent,
  type Placement,
  type VoiceProvider,
} from '../../activities/ports/voice-provider';
import { startSimulator } from '../../simulator/server';
import { type Settings } from '../../simulator/settings';
import { type Stats } from '../../simulator/tally';

export const secret = 'a-secret-of-the-tests';
const eventsPath = '/providers/http/events';

/** A call as the adapter is asked about it; this protocol knows it by our id alone. */
export const known = (callId: string): KnownCall => ({
  callId,
  to: '+12025550123',
  from: '+12025550100',
  dialledAtMs: 0,
});

export interface Receiver {
  url: string;
  /** Events as parsed by `provider.parseEvent`, in order of arrival. */
  parsed: ParsedEvent[];
  /** The messages as they came. */
  messages: { EventID: string; CallID: string; Type: string; ConversationSeconds?: number }[];
  headers: http.IncomingHttpHeaders[];
  /** Statuses to answer next; 204 when empty. */
  answers: number[];
  /** Done before a message is answered; a call's later events wait for that. */
  beforeAnswering?: (message: Receiver['messages'][number]) => Promise<void>;
  /** Connections opened to it so far. */
  connections: number;
  provider?: VoiceProvider;
  stop(): Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const message = JSON.parse(body.toString()) as Receiver['messages'][number];
      const status = receiver.answers.shift() ?? 204;
      receiver.headers.push(request.headers);
      receiver.messages.push(message);
      if (receiver.provider)
        receiver.parsed.push(
          receiver.provider.parseEvent({ headers: request.headers, path: request.url ?? '', rawBody: body }),
        );
      const answer = () => response.writeHead(status).end();
      if (receiver.beforeAnswering)
        void receiver.beforeAnswering(message).then(answer, (error: Error) => response.destroy(error));
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${eventsPath}`,
    parsed: [],
    messages: [],
    headers: [],
    answers: [],
    connections: 0,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  server.on('connection', () => receiver.connections++);
  return receiver;
}

export async function startWorld({ callMs = 30, ringMs = 10, requestTimeoutMs = 1_000 } = {}) {
  const receiver = await startReceiver();
  const simulator = await startSimulator({ secret, callMs, ringMs });
  const provider = createHttpProvider({
    url: simulator.url,
    secret,
    eventsUrl: receiver.url,
    requestTimeoutMs,
  });
  receiver.provider = provider;
  // As of a process that has placed calls before: how far the provider's clock is from ours is known.
  await provider.probe();
  let calls = 0;
  return {
    url: simulator.url,
    receiver,
    provider,
    /** What to place: a new call to a number with this ending. */
    callTo: (ending: string, changes: Partial<Placement> = {}): Placement => ({
      callId: `call:job${++calls}:1`,
      campaignId: 'campaign-1',
      to: `+120255501${ending}`,
      from: '+12025550100',
      maxRingSeconds: 30,
      maxCallSeconds: 600,
      record: false,
      botName: 'Ada',
      notAfterMs: Date.now() + 60_000,
      ...changes,
    }),
    set: async (change: Partial<Settings>) => {
      const response = await fetch(`${simulator.url}/settings`, {
        method: 'PUT',
        body: JSON.stringify(change),
      });
      if (response.status !== 200) throw new Error(await response.text());
    },
    stats: async (campaignId?: string): Promise<Stats> => {
      const response = await fetch(`${simulator.url}/stats${campaignId ? `/${campaignId}` : ''}`);
      return (await response.json()) as Stats;
    },
    /** Event types of one call, in order of arrival. */
    typesOf: (callId: string) => receiver.messages.filter((m) => m.CallID === callId).map((m) => m.Type),
    stop: async () => {
      await simulator.stop();
      await receiver.stop();
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
