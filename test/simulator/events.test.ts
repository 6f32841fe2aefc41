import { createHttpProvider } from '../../activities/providers/http/provider';
import { startSimulator } from '../../simulator/server';
import { eventually } from '../support/eventually';
import { known, secret, startReceiver, startWorld, type World } from './world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  await world.set({ EventRetryMs: 2 });
});
afterEach(() => world.stop());

it('an event that is not taken is sent again with the same EventID, before the next one', async () => {
  world.receiver.answers.push(503, 500, 204);
  const call = world.callTo('00');
  await world.provider.place(call);
  await eventually(() =>
    expect(world.typesOf(call.callId)).toEqual(['ringing', 'ringing', 'ringing', 'answered', 'ended']),
  );
  expect(new Set(world.receiver.messages.slice(0, 3).map((m) => m.EventID)).size).toBe(1);
});

it('an event that nobody takes is given up after 8 tries, and the stats say why', async () => {
  world.receiver.answers.push(...Array<number>(8).fill(503));
  const call = world.callTo('80');
  await world.provider.place(call);
  await eventually(async () =>
    expect(await world.stats()).toMatchObject({ EventsGivenUp: 1, LastEventProblem: 'answered 503' }),
  );
  expect(world.typesOf(call.callId)).toEqual(Array(8).fill('ended'));
});

it('events reach a receiver that was away when they happened', async () => {
  await world.set({ EventRetryMs: 20 });
  const away = await startReceiver();
  const provider = createHttpProvider({ url: world.url, secret, eventsUrl: away.url });
  await away.stop();
  const call = world.callTo('80');
  await provider.place(call);
  await eventually(async () => expect(await world.stats()).toMatchObject({ EndedByReason: { busy: 1 } }));
  const back = await startReceiver(Number(new URL(away.url).port));
  try {
    await eventually(() => expect(back.messages.map((m) => m.Type)).toEqual(['ended']));
  } finally {
    await back.stop();
  }
});

it('every event is signed so that its receiver accepts it, and nobody else does', async () => {
  const call = world.callTo('00');
  await world.provider.place(call);
  await eventually(() => expect(world.receiver.parsed).toHaveLength(3));
  expect(world.receiver.parsed.every(({ kind }) => kind === 'event')).toBe(true);
  const stranger = createHttpProvider({ url: world.url, secret: 'another', eventsUrl: world.receiver.url });
  const [headers] = world.receiver.headers;
  expect(stranger.parseEvent({ headers: headers ?? {}, path: '/', rawBody: Buffer.from('{}') }).kind).toBe(
    'unsigned',
  );
});

it('events travel on kept connections', async () => {
  await world.set({ CallMs: 0 });
  for (let n = 0; n < 10; n++) {
    const call = world.callTo('00');
    await world.provider.place(call);
    await eventually(() => expect(world.typesOf(call.callId)).toEqual(['answered', 'ended']));
  }
  expect(world.receiver.connections).toBe(1);
});

it('a simulator that stops in the middle of calls and retries leaves nothing behind', async () => {
  const receiver = await startReceiver();
  const simulator = await startSimulator({ secret, callMs: 60_000, ringMs: 60_000 });
  const provider = createHttpProvider({ url: simulator.url, secret, eventsUrl: receiver.url });
  receiver.answers.push(...Array<number>(100).fill(503));
  await provider.place(world.callTo('00'));
  await eventually(() => expect(receiver.messages.length).toBeGreaterThan(0));
  await simulator.stop();
  await receiver.stop();
  expect(await provider.lookUp(known('call:job1:1'))).toEqual({ kind: 'unavailable' });
});
