import { sign } from '../../simulator/signature';
import { eventually } from '../support/eventually';
import { known, secret, startWorld, type World } from './world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

/** Certainly not placed, and nobody's fault but the provider's. */
const away = { kind: 'away', reason: expect.any(String) as string };

it('the same id twice dials once, answers as it stands, and is counted', async () => {
  const call = world.callTo('97');
  expect(await world.provider.place(call)).toEqual({ kind: 'accepted' });
  expect(await world.provider.place(call)).toEqual({ kind: 'accepted' });
  expect(await world.stats()).toMatchObject({
    Placements: 1,
    SecondPlacements: 1,
    SecondPlacementCallIDs: [call.callId],
    MaxActiveCalls: 1,
  });
});

it('the same id is not dialled again after its call has ended, nor when its time is up', async () => {
  const call = world.callTo('00');
  await world.provider.place(call);
  await eventually(() => expect(world.typesOf(call.callId)).toContain('ended'));
  expect(await world.provider.place({ ...call, notAfterMs: Date.now() - 1 })).toEqual({ kind: 'accepted' });
  expect(await world.stats()).toMatchObject({ Placements: 1, SecondPlacements: 1, Expired: 0 });
  expect(world.typesOf(call.callId)).toEqual(['ringing', 'answered', 'ended']);
});

it('thirty placements of one id at once dial once', async () => {
  await world.set({ PlacementDelayMs: 20 });
  const call = world.callTo('97');
  const answers = await Promise.all(Array.from({ length: 30 }, () => world.provider.place(call)));
  expect(answers.every(({ kind }) => kind === 'accepted')).toBe(true);
  expect(await world.stats()).toMatchObject({ Placements: 1, SecondPlacements: 29, MaxActiveCalls: 1 });
});

it('an expired request never dials', async () => {
  const call = world.callTo('00', { notAfterMs: Date.now() });
  expect(await world.provider.place(call)).toEqual(away);
  expect(await world.provider.lookUp(known(call.callId))).toEqual({ kind: 'not_found' });
  expect(await world.stats()).toMatchObject({ Placements: 0, Expired: 1 });
});

it('a request that expires on the way never dials', async () => {
  await world.set({ PlacementDelayMs: 60 });
  const call = world.callTo('00', { notAfterMs: Date.now() + 30 });
  expect(await world.provider.place(call)).toEqual(away);
  expect(await world.stats()).toMatchObject({ Placements: 0, Expired: 1 });
});

it('an outage refuses every placement and ends when it is over', async () => {
  await world.set({ Outage: true });
  const call = world.callTo('97');
  expect(await world.provider.place(call)).toEqual(away);
  expect(await world.provider.probe()).toBe(false);
  await world.set({ Outage: false });
  expect(await world.provider.probe()).toBe(true);
  expect(await world.provider.place(call)).toEqual({ kind: 'accepted' });
  expect(await world.stats()).toMatchObject({ Placements: 1, SecondPlacements: 0, Unavailable: 1 });
});

describe('a placement whose answer never comes is ambiguous, and a lookup resolves it', () => {
  it('the answer comes after the deadline', async () => {
    const hasty = await startWorld({ requestTimeoutMs: 100 });
    try {
      await hasty.set({ CallMs: 60_000, RingMs: 0 });
      const call = hasty.callTo('95');
      expect(await hasty.provider.place(call)).toEqual({ kind: 'ambiguous' });
      await eventually(async () =>
        expect(await hasty.provider.lookUp(known(call.callId))).toMatchObject({
          kind: 'found',
          progress: { answeredBy: 'human' },
        }),
      );
    } finally {
      await hasty.stop();
    }
  });

  it('the connection is cut after the request left', async () => {
    const call = world.callTo('00');
    await world.set({ Script: { [call.to]: 'cut_off' } });
    expect(await world.provider.place(call)).toEqual({ kind: 'ambiguous' });
    expect(await world.provider.lookUp(known(call.callId))).toMatchObject({ kind: 'found' });
    expect(await world.stats()).toMatchObject({ Placements: 1 });
  });

  it('the network is slow: unknown at first, and placed though nobody listens any more', async () => {
    const hasty = await startWorld({ requestTimeoutMs: 100 });
    try {
      await hasty.set({ PlacementDelayMs: 400 });
      const call = hasty.callTo('97');
      expect(await hasty.provider.place(call)).toEqual({ kind: 'ambiguous' });
      expect(await hasty.provider.lookUp(known(call.callId))).toEqual({ kind: 'not_found' });
      await eventually(async () =>
        expect(await hasty.provider.lookUp(known(call.callId))).toMatchObject({ kind: 'found' }),
      );
    } finally {
      await hasty.stop();
    }
  });
});

it('answers are as the protocol says, to the status', async () => {
  const ask = async (method: string, path: string, body = '') => {
    const response = await fetch(world.url + path, {
      method,
      headers: { 'Ringmaster-Signature': sign(secret, Date.now(), method, path, body) },
      ...(body && { body }),
    });
    return [response.status, await response.json()];
  };
  const body = {
    CallID: 'a/b:1',
    CampaignID: 'c',
    To: '+12025550197',
    From: '+12025550100',
    MaxRingSeconds: 30,
    MaxCallSeconds: 60,
    Record: true,
    BotName: 'Ada',
    EventsURL: world.receiver.url,
    NotAfter: new Date(Date.now() + 60_000).toISOString(),
  };
  expect(await ask('POST', '/calls', JSON.stringify(body))).toEqual([
    202,
    { CallID: 'a/b:1', Status: 'queued' },
  ]);
  expect(await ask('POST', '/calls', JSON.stringify(body))).toEqual([
    200,
    expect.objectContaining({ CallID: 'a/b:1' }),
  ]);
  expect(await ask('GET', '/calls/a%2Fb%3A1')).toEqual([200, expect.objectContaining({ CallID: 'a/b:1' })]);
  await eventually(async () =>
    expect((await ask('GET', '/calls/a%2Fb%3A1'))[1]).toHaveProperty('AnsweredAt'),
  );
  expect(await ask('POST', '/calls/a%2Fb%3A1/hang-up')).toEqual([202, { CallID: 'a/b:1' }]);
  const [found, view] = await ask('GET', '/calls/a%2Fb%3A1');
  expect(found).toBe(200);
  expect(view).toMatchObject({ Status: 'ended', AnsweredBy: 'human', EndReason: 'hung_up_by_us' });
  expect(Object.keys(view as object).sort()).toEqual(
    [
      'AnsweredAt',
      'AnsweredBy',
      'CallID',
      'ConversationSeconds',
      'EndReason',
      'EndedAt',
      'Status',
      'Transcript',
    ].sort(),
  );
  const unknown = [404, expect.objectContaining({ Reason: 'unknown_call' })];
  expect(await ask('GET', '/calls/none')).toEqual(unknown);
  expect(await ask('POST', '/calls/none/hang-up')).toEqual(unknown);
  const [status, problem] = await ask(
    'POST',
    '/calls',
    JSON.stringify({ ...body, NotAfter: 'soon', Record: 1 }),
  );
  expect(status).toBe(400);
  expect((problem as { Message: string }).Message).toMatch(/Record: .*NotAfter: /);
  expect((await ask('POST', '/calls', '{'))[0]).toBe(400);
  expect((await ask('GET', '/calls/%'))[0]).toBe(400);
  expect((await ask('GET', '/nothing'))[0]).toBe(404);
  expect((await ask('POST', '/calls', 'x'.repeat(1_100_000)))[0]).toBe(413);
});
