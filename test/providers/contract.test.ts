/** What every adapter promises, whatever its carrier: one list of guarantees, asked of each. */
import net, { type AddressInfo } from 'node:net';
import { createChosenProvider, type VoiceChoice } from '../../activities/providers/chosen-provider';
import {
  type KnownCall,
  ProviderMisconfigured,
  type VoiceProvider,
} from '../../activities/ports/voice-provider';
import { accountSid, authToken, newSid } from './twilio/server';
import { aPlacement, publicUrl, streamUrl } from './twilio/world';

const adapters: Record<string, (carrierUrl: string) => VoiceChoice> = {
  http: (url) => ({ provider: 'http', url }),
  twilio: (apiBase) => ({ provider: 'twilio', accountSid, authToken, streamUrl, apiBase }),
};

/** Under the 5 s within which a pause must be acknowledged. */
const DEADLINE_MS = 5_000;

const call: KnownCall = {
  callId: 'call:job-1:1',
  providerCallId: newSid(),
  to: '+12025550123',
  from: '+12025550100',
  dialledAtMs: 0,
};
const providerOf = (name: string, carrierUrl: string): VoiceProvider =>
  createChosenProvider({
    voice: adapters[name]!(carrierUrl),
    providerSecret: 'a-secret-of-the-tests',
    publicUrl,
    logger: { warn: () => undefined },
    now: Date.now,
  });

describe.each(Object.keys(adapters))('the %s adapter', (name) => {
  /** A carrier that answers every connection with these bytes, or with nothing. */
  let bytes: string | undefined;
  let carrier: net.Server;
  let provider: VoiceProvider;
  const sockets = new Set<net.Socket>();
  beforeEach(async () => {
    bytes = undefined;
    carrier = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      socket.on('data', () => bytes !== undefined && socket.end(bytes));
    });
    await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve));
    provider = providerOf(name, `http://127.0.0.1:${(carrier.address() as AddressInfo).port}`);
    // As of a process that has placed calls before: how far the carrier's clock is from ours is known.
    bytes = `HTTP/1.1 200 OK\r\nConnection: close\r\nDate: ${new Date().toUTCString()}\r\nContent-Length: 0\r\n\r\n`;
    await provider.probe();
    bytes = undefined;
  });
  afterEach(async () => {
    const closed = new Promise((resolve) => carrier.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });

  it('has its name in the address of its events', () => {
    expect(provider.name).toBe(name);
  });

  it('gives up on a carrier that does not answer, and proves nothing by it', async () => {
    const startedMs = Date.now();
    const answers = await Promise.all([
      provider.place(aPlacement()),
      provider.lookUp(call),
      provider.hangUp(call),
      provider.probe(),
    ]);
    expect(answers).toEqual([{ kind: 'ambiguous' }, { kind: 'unavailable' }, false, false]);
    expect(Date.now() - startedMs).toBeLessThan(DEADLINE_MS);
  });

  it('gives up on a carrier whose answer trickles', async () => {
    carrier.on('connection', (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write(' '), 200);
      socket.on('close', () => clearInterval(timer));
    });
    const startedMs = Date.now();
    expect(await provider.place(aPlacement())).toEqual({ kind: 'ambiguous' });
    expect(Date.now() - startedMs).toBeLessThan(DEADLINE_MS);
  });

  it.each([
    ['a page of something in between', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>'],
    ['a broken answer', 'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a gateway without a carrier', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'],
  ])('never takes %s for the word of the carrier', async (_, answer) => {
    bytes = answer;
    expect(await provider.place(aPlacement())).toEqual({ kind: 'ambiguous' });
    expect(await provider.lookUp(call)).toEqual({ kind: 'unavailable' });
  });

  it("never takes a proxy's 404 for an unknown call", async () => {
    bytes = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
    expect(await provider.lookUp(call)).toEqual({ kind: 'unavailable' });
    expect(await provider.hangUp(call)).toBe(false);
    expect(await provider.probe()).toBe(false);
  });

  it('says that a call was not placed when there was no connection', async () => {
    const closed = new Promise((resolve) => carrier.close(resolve));
    await closed;
    expect(await provider.place(aPlacement())).toMatchObject({ kind: 'away' });
    expect(await provider.lookUp(call)).toEqual({ kind: 'unavailable' });
    expect(await provider.hangUp(call)).toBe(false);
    expect(await provider.probe()).toBe(false);
    carrier.listen(0, '127.0.0.1');
  });

  it.each([429, 503])('says that a call was not placed when the carrier says %i', async (status) => {
    bytes = `HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`;
    expect(await provider.place(aPlacement())).toMatchObject({ kind: 'away' });
  });

  it('asks for a person when it is turned away at the door', async () => {
    bytes = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n';
    await expect(provider.place(aPlacement())).rejects.toThrow(ProviderMisconfigured);
  });

  it('believes nobody without a signature', () => {
    const request = { headers: {}, path: `/providers/${name}/events`, rawBody: Buffer.from('CallSid=CA1') };
    expect(provider.parseEvent(request)).toMatchObject({ kind: 'unsigned' });
    expect(provider.parseInbound(request)).toMatchObject({ kind: 'unsigned' });
  });

  it('answers every way in which an inbound call can go', () => {
    const inbound = { providerCallId: newSid(), to: '+12025550100' };
    for (const answer of [{ kind: 'reject', message: 'We are closed' } as const, { kind: 'busy' } as const])
      expect(provider.answerInbound(answer, inbound).status).toBe(200);
  });
});
