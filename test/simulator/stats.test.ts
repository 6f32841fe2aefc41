import { eventually } from '../support/eventually';
import { known, startWorld, type World } from './world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

it('MaxActiveCalls is the largest number of calls at one time, for all and for each campaign', async () => {
  const here = [1, 2, 3].map(() => world.callTo('97', { campaignId: 'here' }));
  const there = [1, 2].map(() => world.callTo('96', { campaignId: 'there' }));
  for (const call of [...here, ...there]) await world.provider.place(call);
  expect(await world.stats()).toMatchObject({ ActiveCalls: 5, MaxActiveCalls: 5 });
  for (const call of here) await world.provider.hangUp(known(call.callId));
  await world.provider.place(world.callTo('97', { campaignId: 'here' }));
  expect(await world.stats()).toMatchObject({ ActiveCalls: 3, MaxActiveCalls: 5, Placements: 6, HangUps: 3 });
  expect(await world.stats('here')).toMatchObject({ ActiveCalls: 1, MaxActiveCalls: 3, Placements: 4 });
  expect(await world.stats('there')).toMatchObject({ ActiveCalls: 2, MaxActiveCalls: 2, HangUps: 0 });
});

it('calls one after the other are one active call at most', async () => {
  await world.set({ CallMs: 0 });
  for (let n = 0; n < 5; n++) {
    const call = world.callTo('00');
    await world.provider.place(call);
    await eventually(() => expect(world.typesOf(call.callId)).toContain('ended'));
  }
  expect(await world.stats()).toMatchObject({
    Placements: 5,
    ActiveCalls: 0,
    MaxActiveCalls: 1,
    EndedByReason: { completed: 5 },
  });
});

it('a call that takes no time is active at least until its answered event was taken', async () => {
  await world.set({ CallMs: 0, EventRetryMs: 500 });
  world.receiver.answers.push(503);
  const call = world.callTo('00');
  await world.provider.place(call);
  await eventually(() => expect(world.typesOf(call.callId)).toEqual(['answered']));
  expect(await world.stats()).toMatchObject({ ActiveCalls: 1 });
  await eventually(async () => expect(await world.stats()).toMatchObject({ ActiveCalls: 0 }));
});

it('LastPlacedAt is the time of the last call accepted, and refusals do not move it', async () => {
  expect(await world.stats('campaign-1')).toMatchObject({ LastPlacedAt: null });
  const before = Date.now();
  await world.provider.place(world.callTo('97'));
  const { LastPlacedAt } = await world.stats('campaign-1');
  expect(Date.parse(LastPlacedAt ?? '')).toBeGreaterThanOrEqual(before);
  await world.provider.place(world.callTo('85'));
  await world.provider.place(world.callTo('87'));
  await world.provider.place(world.callTo('00', { notAfterMs: 0 }));
  expect(await world.stats('campaign-1')).toMatchObject({
    LastPlacedAt,
    Placements: 1,
    Refused: 1,
    Unavailable: 1,
    Expired: 1,
  });
});

it('at most 100 second placements are named, all are counted', async () => {
  for (let n = 0; n < 105; n++) {
    const call = world.callTo('97');
    await world.provider.place(call);
    await world.provider.place(call);
  }
  const { SecondPlacements, SecondPlacementCallIDs } = await world.stats();
  expect(SecondPlacements).toBe(105);
  expect(SecondPlacementCallIDs).toHaveLength(100);
});

it('a campaign that never asked for anything has zeroes', async () => {
  const { EndedByReason, Announced, ...counts } = await world.stats('nobody');
  expect(Object.values(counts).filter(Boolean)).toEqual([[]]);
  expect(Object.values(EndedByReason)).toEqual(Array(11).fill(0));
  expect(Announced).toEqual({ accept: 0, reject: 0, busy: 0, none: 0 });
});

it('a reset begins the counts anew and keeps the calls', async () => {
  const call = world.callTo('97');
  await world.provider.place(call);
  const reset = await fetch(`${world.url}/stats/reset`, { method: 'POST' });
  expect(reset.status).toBe(204);
  expect(await world.stats()).toMatchObject({ Placements: 0, ActiveCalls: 1, MaxActiveCalls: 1 });
  expect(await world.stats('campaign-1')).toMatchObject({ Placements: 0, ActiveCalls: 1 });
  await world.provider.place(call);
  expect(await world.stats()).toMatchObject({ Placements: 0, SecondPlacements: 1 });
  await world.provider.hangUp(known(call.callId));
  expect(await world.stats()).toMatchObject({ ActiveCalls: 0 });
});
