import { eventually } from '../support/eventually';
import { known, startWorld, type World } from './world';

let world: World;
beforeEach(async () => {
  world = await startWorld({ callMs: 100, requestTimeoutMs: 200 });
  await world.set({ EventRetryMs: 5 });
});
afterEach(() => world.stop());

it.each(['Outage', 'Hang'] as const)(
  'calls in progress go on during an outage (%s), and what happened is told once it is over',
  async (kind) => {
    const call = world.callTo('00');
    // The outage begins while the answer is being told, so before the end can be, however short the call.
    let outSince: Promise<void> | undefined;
    world.receiver.beforeAnswering = async ({ Type }) => {
      if (Type === 'answered') await (outSince = world.set({ [kind]: true }));
    };
    await world.provider.place(call);
    await eventually(() => expect(outSince).toBeDefined());
    await outSince;
    await eventually(async () => expect(await world.stats()).toMatchObject({ ActiveCalls: 0 }));
    expect(world.typesOf(call.callId)).toEqual(['ringing', 'answered']);
    await world.set({ [kind]: false });
    await eventually(() => expect(world.typesOf(call.callId)).toEqual(['ringing', 'answered', 'ended']));
    expect(await world.stats()).toMatchObject({ EventsGivenUp: 0 });
  },
);

it('a provider that hangs answers nothing, and looks at what came meanwhile when it is back', async () => {
  await world.set({ Hang: true });
  const call = world.callTo('97');
  expect(await world.provider.place(call)).toEqual({ kind: 'ambiguous' });
  expect(await world.provider.lookUp(known(call.callId))).toEqual({ kind: 'unavailable' });
  expect(await world.provider.hangUp(known(call.callId))).toBe(false);
  expect(await world.provider.probe()).toBe(false);
  expect(await world.stats()).toMatchObject({ Placements: 0 });
  const late = world.callTo('97', { notAfterMs: Date.now() + 50 });
  expect(await world.provider.place(late)).toEqual({ kind: 'ambiguous' });
  await world.set({ Hang: false });
  expect(await world.provider.probe()).toBe(true);
  await eventually(async () => expect(await world.stats()).toMatchObject({ Placements: 1, Expired: 1 }));
});
