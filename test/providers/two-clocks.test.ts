/**
 * Each adapter against a carrier whose clock is off, by little and by much: what leaves, what rings, what is concluded.
 */
import { createHttpProvider } from '../../activities/providers/http/provider';
import { createTwilioProvider } from '../../activities/providers/twilio/provider';
import { ProviderMisconfigured } from '../../activities/ports/voice-provider';
import { secret, startWorld, type World } from '../simulator/world';
import { accountSid, authToken, newSid, rfc2822, TwilioServer } from './twilio/server';
import { aPlacement, fromTwilio, eventsPath, publicUrl, streamUrl } from './twilio/world';

const HOUR_MS = 3_600_000;
// Two seconds within the bound, since a measurement from one answer is known to one or two.
const within = [0, 1, 2, 3, 5, 10, 20, 28].flatMap((s) => [s * 1_000, s * -1_000]);
const beyond = [31, 45, 60, 3_600, 12 * 3_600].flatMap((s) => [s * 1_000, s * -1_000]);
const numbers = { to: '+12025550123', from: '+12025550100' };

describe('Twilio', () => {
  let twilio: TwilioServer;
  let apiBase: string;
  /** How much time has passed, for both sides. */
  let passedMs: number;
  const now = () => Date.now() + passedMs;
  beforeEach(async () => {
    passedMs = 0;
    twilio = new TwilioServer();
    twilio.now = now;
    apiBase = await twilio.start();
  });
  afterEach(() => twilio.stop());

  /** An adapter as another process would have it: nothing is measured. */
  const adapter = () =>
    createTwilioProvider({
      accountSid,
      authToken,
      streamUrl,
      publicUrl,
      apiBase,
      logger: { warn: () => undefined },
      requestTimeoutMs: 1_000,
      now,
    });
  const known = (dialledAtMs: number, providerCallId?: string) => ({
    callId: 'call:job-1:1',
    ...numbers,
    dialledAtMs,
    providerCallId,
  });
  const placements = () => twilio.requests.filter(({ method, form }) => method === 'POST' && form['To']);

  it.each(within)(
    '%i ms off: a placement without an answer is found, and never given up',
    async (offsetMs) => {
      twilio.clockOffsetMs = offsetMs;
      const provider = adapter();
      await provider.probe();
      twilio.next({ kind: 'cut' });
      const dialledAtMs = now();
      expect(await provider.place(aPlacement())).toEqual({ kind: 'ambiguous' });
      const [call] = twilio.calls.values();
      const found = { kind: 'found', providerCallId: call?.sid };
      for (const passed of [0, 30_000, 61_000, HOUR_MS]) {
        passedMs = passed;
        // The process that dialled, and one that has never heard of Twilio.
        expect(await provider.lookUp(known(dialledAtMs))).toMatchObject(found);
        expect(await adapter().lookUp(known(dialledAtMs))).toMatchObject(found);
        expect(await adapter().lookUp(known(dialledAtMs, call?.sid))).toMatchObject(found);
      }
      expect(await adapter().hangUp(known(dialledAtMs))).toBe(true);
      expect(call?.status).toBe('completed');
      expect(placements()).toHaveLength(1);
    },
  );

  it.each(beyond)('%i ms off: nothing leaves, and a call that is there is not given up', async (offsetMs) => {
    twilio.clockOffsetMs = offsetMs;
    await expect(adapter().place(aPlacement())).rejects.toThrow(ProviderMisconfigured);
    expect(placements()).toEqual([]);
    expect(await adapter().probe()).toBe(false);
    // Dialled before the clock was set wrong, or after.
    for (const createdMs of [now(), now() + offsetMs]) {
      twilio.addCall({ ...numbers, date_created: rfc2822(createdMs) });
      for (const passed of [0, 61_000, HOUR_MS]) {
        passedMs = passed;
        expect(await adapter().lookUp(known(now() - passed))).toEqual({ kind: 'unavailable' });
      }
      passedMs = 0;
      twilio.calls.clear();
    }
    // By its id it is known whatever the time.
    const call = twilio.addCall({ ...numbers, status: 'ringing' });
    expect(await adapter().lookUp(known(now(), call.sid))).toMatchObject({ kind: 'found' });
    expect(await adapter().hangUp(known(now(), call.sid))).toBe(true);
  });

  it.each(within)(
    '%i ms off: a call that was never created is given up after a minute, not before',
    async (offsetMs) => {
      twilio.clockOffsetMs = offsetMs;
      expect(await adapter().lookUp(known(now() - 58_000))).toEqual({ kind: 'unavailable' });
      expect(await adapter().lookUp(known(now() - 65_000))).toEqual({ kind: 'not_found' });
    },
  );

  it.each(within)('%i ms off: an answer that comes too late takes the call back', async (offsetMs) => {
    twilio.clockOffsetMs = offsetMs;
    const provider = adapter();
    await provider.probe();
    twilio.onRequest = ({ form }) => {
      if (form['To']) passedMs += 4_000;
    };
    const late = aPlacement({ notAfterMs: now() + 3_000 });
    expect(await provider.place(late)).toMatchObject({ kind: 'away' });
    expect([...twilio.calls.values()].map(({ status }) => status)).toEqual(['canceled']);
  });

  it('a clock that is set between dial and question hides no call', async () => {
    const dialledAtMs = now();
    twilio.addCall({ ...numbers, status: 'in-progress' });
    passedMs = 65_000;
    for (const offsetMs of within) {
      twilio.clockOffsetMs = offsetMs;
      expect((await adapter().lookUp(known(dialledAtMs))).kind).not.toBe('not_found');
    }
  });

  it('other calls of ours to the number are not taken for it, nor do they hide that it is not there', async () => {
    const earlier = twilio.addCall({
      ...numbers,
      status: 'completed',
      date_created: rfc2822(now() - 80_000),
    });
    const asked = known(now() - 70_000);
    expect(await adapter().lookUp(asked)).toEqual({ kind: 'unavailable' });
    const otherProviderCallIds = () => Promise.resolve([earlier.sid]);
    expect(await adapter().lookUp({ ...asked, otherProviderCallIds })).toEqual({ kind: 'not_found' });
    // Nobody can say what is ours.
    const unknown = {
      ...asked,
      otherProviderCallIds: () => Promise.reject(new Error('the database is away')),
    };
    expect(await adapter().lookUp(unknown)).toEqual({ kind: 'unavailable' });
  });

  it.each([...within, ...beyond])(
    '%i ms off: the times of its records are told by our clock',
    async (offsetMs) => {
      twilio.clockOffsetMs = offsetMs;
      const endMs = Math.floor((now() - 20_000) / 1_000) * 1_000;
      const call = twilio.addCall({
        ...numbers,
        status: 'completed',
        duration: '9',
        end_time: rfc2822(endMs + offsetMs),
      });
      const provider = adapter();
      const found = await provider.lookUp(known(now() - 60_000, call.sid));
      const end = found.kind === 'found' ? found.progress.end : undefined;
      expect(end).toMatchObject({ reason: 'completed', conversationSeconds: 9 });
      expect(Math.abs(end!.atMs - endMs)).toBeLessThan(3_000);
      // The same of a report, once the clock is known.
      const report = { CallSid: newSid(), CallStatus: 'busy', Timestamp: rfc2822(endMs + offsetMs) };
      const parsed = provider.parseEvent(fromTwilio(`${eventsPath}?CallID=call%3Ajob-1%3A1`, report));
      if (parsed.kind !== 'event') throw new Error(parsed.kind);
      expect(Math.abs(parsed.event.atMs - endMs)).toBeLessThan(3_000);
    },
  );

  it('Twilio whose answers have no time is not dialled through, and gives no call up', async () => {
    const body = JSON.stringify({ calls: [], next_page_uri: null });
    twilio.hasNoDate = true;
    await expect(adapter().place(aPlacement())).rejects.toThrow(/Date header/);
    expect(placements()).toEqual([]);
    twilio.next({ kind: 'answer', status: 200, body });
    expect(await adapter().lookUp(known(now() - HOUR_MS))).toEqual({ kind: 'unavailable' });
  });
});

describe('a provider that speaks our protocol', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ callMs: 60_000, ringMs: 60_000 });
  });
  afterAll(() => world.stop());
  beforeEach(() => fetch(`${world.url}/stats/reset`, { method: 'POST' }));
  /** An adapter as another process would have it: nothing is measured. */
  const adapter = () =>
    createHttpProvider({ url: world.url, secret, eventsUrl: world.receiver.url, requestTimeoutMs: 2_000 });

  it.each(within)('%i ms off: a call is placed once, found, and hung up', async (ClockOffsetMs) => {
    await world.set({ ClockOffsetMs, PlacementDelayMs: 0 });
    // As long as a permission to dial holds.
    const call = world.callTo('97', { notAfterMs: Date.now() + 4_500 });
    expect(await adapter().place(call)).toEqual({ kind: 'accepted' });
    const known = { ...numbers, callId: call.callId, dialledAtMs: Date.now() };
    expect(await adapter().lookUp(known)).toMatchObject({ kind: 'found' });
    expect(await adapter().hangUp(known)).toBe(true);
    expect(await world.stats()).toMatchObject({ Placements: 1, SecondPlacements: 0, Expired: 0 });
  });

  it.each(within)(
    '%i ms off: what reaches it after its time by our clock is not dialled',
    async (ClockOffsetMs) => {
      await world.set({ ClockOffsetMs, PlacementDelayMs: 300 });
      const call = world.callTo('97', { notAfterMs: Date.now() + 250 });
      expect(await adapter().place(call)).toMatchObject({ kind: 'away' });
      expect(await world.stats()).toMatchObject({ Placements: 0, Expired: 1 });
    },
  );

  it.each(beyond)('%i ms off: nothing leaves', async (ClockOffsetMs) => {
    await world.set({ ClockOffsetMs, PlacementDelayMs: 0 });
    await expect(adapter().place(world.callTo('97'))).rejects.toThrow(ProviderMisconfigured);
    expect(await adapter().probe()).toBe(false);
    expect(await world.stats()).toMatchObject({ Placements: 0, Expired: 0, Refused: 0, Unavailable: 0 });
  });
});
