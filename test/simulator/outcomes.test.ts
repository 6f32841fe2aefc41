import { type EndReason } from '../../domain/calls/outcome';
import { outcomeByEnding } from '../../simulator/script';
import { eventually } from '../support/eventually';
import { known, startWorld, type World } from './world';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  await world.set({ LateEventMs: 50, SlowPlacementMs: 50, EventRetryMs: 5 });
});
afterEach(() => world.stop());

const endOf = async (callId: string): Promise<EndReason | undefined> => {
  const answer = await world.provider.lookUp(known(callId));
  return answer.kind === 'found' ? answer.progress.end?.reason : undefined;
};

/** Places a call and waits for its end to be known. */
async function carry(ending: string, reason: EndReason) {
  const call = world.callTo(ending);
  expect(await world.provider.place(call)).toEqual({ kind: 'accepted' });
  await eventually(async () => expect(await endOf(call.callId)).toBe(reason));
  return call;
}

describe('a call that reaches its own end tells each step once, in order, and can be looked up', () => {
  const table: [ending: string, reason: EndReason, types: string[], by: string | undefined][] = [
    ['00', 'completed', ['ringing', 'answered', 'ended'], 'human'],
    ['79', 'completed', ['ringing', 'answered', 'ended'], 'human'],
    ['80', 'busy', ['ended'], undefined],
    ['81', 'no_answer', ['ringing', 'ended'], undefined],
    ['82', 'voicemail', ['ringing', 'answered', 'ended'], 'machine'],
    ['83', 'hung_up', ['ringing', 'answered', 'ended'], 'human'],
    ['84', 'opted_out', ['ringing', 'answered', 'ended'], 'human'],
    ['86', 'rejected', ['ringing', 'ended'], undefined],
    ['88', 'failed', ['ended'], undefined],
    ['95', 'completed', ['ringing', 'answered', 'ended'], 'human'],
  ];
  it.each(table)('%s ends as %s', async (ending, reason, types, by) => {
    const call = await carry(ending, reason);
    await eventually(() => expect(world.typesOf(call.callId)).toEqual(types));
    const answer = await world.provider.lookUp(known(call.callId));
    expect(answer).toMatchObject({ kind: 'found', progress: { end: { reason } } });
    if (answer.kind === 'found') expect(answer.progress.answeredBy).toBe(by);
    // The last event and the lookup say the same, to the millisecond.
    const last = world.receiver.parsed.at(-1);
    const transcript = answer.kind === 'found' ? answer.transcript : undefined;
    expect(last).toEqual({
      kind: 'event',
      callId: call.callId,
      event: { kind: 'ended', ...(answer.kind === 'found' ? answer.progress.end : {}) },
      ...(transcript && { transcript }),
    });
    expect(transcript !== undefined).toBe(by === 'human');
  });
});

it.each([
  ['85', { kind: 'refused', reason: 'invalid_number' }],
  ['87', { kind: 'away', reason: expect.any(String) as string }],
])('a placement to %s is answered %j, and no call exists', async (ending, answer) => {
  const call = world.callTo(ending);
  expect(await world.provider.place(call)).toEqual(answer);
  expect(await world.provider.lookUp(known(call.callId))).toEqual({ kind: 'not_found' });
  expect(await world.stats()).toMatchObject({ Placements: 0, ActiveCalls: 0 });
});

it('a text that is no phone number is refused as invalid', async () => {
  expect(await world.provider.place(world.callTo('00', { to: '555-0100' }))).toEqual({
    kind: 'refused',
    reason: 'invalid_number',
  });
});

it('a lost end is known to a lookup only', async () => {
  const call = await carry('89', 'completed');
  expect(world.typesOf(call.callId)).toEqual(['ringing', 'answered']);
});

it('a call that lost everything is placed, counted, and unknown to everybody', async () => {
  const call = world.callTo('90');
  expect(await world.provider.place(call)).toEqual({ kind: 'accepted' });
  expect(await world.provider.lookUp(known(call.callId))).toEqual({ kind: 'not_found' });
  expect(await world.provider.hangUp(known(call.callId))).toBe(false);
  await eventually(async () =>
    expect(await world.stats()).toMatchObject({
      Placements: 1,
      ActiveCalls: 0,
      EndedByReason: { completed: 1 },
    }),
  );
  expect(world.typesOf(call.callId)).toEqual([]);
});

it('duplicated events come twice with the same EventID', async () => {
  const call = await carry('91', 'completed');
  const expected = ['ringing', 'ringing', 'answered', 'answered', 'ended', 'ended'];
  await eventually(() => expect(world.typesOf(call.callId)).toEqual(expected));
  expect(new Set(world.receiver.messages.map((m) => m.EventID)).size).toBe(3);
});

it('an end can arrive before the placement is answered', async () => {
  const call = world.callTo('92');
  await world.provider.place(call);
  expect(world.typesOf(call.callId)).toEqual(['answered', 'ended']);
});

it('events can arrive with the end first', async () => {
  const call = await carry('93', 'completed');
  await eventually(() => expect(world.typesOf(call.callId)).toEqual(['ended', 'answered', 'ringing']));
});

it('an end can be sent again well after', async () => {
  const call = await carry('94', 'completed');
  await eventually(() =>
    expect(world.typesOf(call.callId)).toEqual(['ringing', 'answered', 'ended', 'ended']),
  );
});

it.each([
  ['96', ['ringing', 'ended']],
  ['97', ['ringing', 'answered', 'ended']],
])('a call to %s ends only when it is hung up', async (ending, types) => {
  const call = world.callTo(ending);
  await world.provider.place(call);
  // All that it does by itself.
  await eventually(() => expect(world.typesOf(call.callId)).toEqual(types.slice(0, -1)));
  expect(await endOf(call.callId)).toBeUndefined();
  expect(await world.provider.hangUp(known(call.callId))).toBe(true);
  expect(await endOf(call.callId)).toBe('hung_up_by_us');
  await eventually(() => expect(world.typesOf(call.callId)).toEqual(types));
  // Again: done already.
  expect(await world.provider.hangUp(known(call.callId))).toBe(true);
  expect(await world.stats()).toMatchObject({ HangUps: 2, EndedByReason: { hung_up_by_us: 1 } });
});

it.each([0, 200])('a hang-up in the middle of an ordinary call (CallMs %i) ends it once', async (CallMs) => {
  await world.set({ CallMs, RingMs: 200 });
  const call = world.callTo('00');
  await world.provider.place(call);
  await world.provider.hangUp(known(call.callId));
  await eventually(() => expect(world.typesOf(call.callId)).toContain('ended'));
  const { EndedByReason, ActiveCalls } = await world.stats();
  expect(Object.values(EndedByReason).reduce((a, b) => a + b)).toBe(1);
  expect(ActiveCalls).toBe(0);
});

it('an ignored hang-up is acknowledged and changes nothing', async () => {
  const call = world.callTo('99');
  await world.provider.place(call);
  expect(await world.provider.hangUp(known(call.callId))).toBe(true);
  await eventually(() => expect(world.typesOf(call.callId)).toEqual(['ringing', 'answered']));
  expect(await world.stats()).toMatchObject({ ActiveCalls: 1, HangUps: 1 });
});

it('a flaky number is busy once for each campaign, and completes from then on', async () => {
  await carry('98', 'busy');
  await carry('98', 'completed');
  const elsewhere = world.callTo('98', { campaignId: 'campaign-2' });
  await world.provider.place(elsewhere);
  await eventually(async () => expect(await endOf(elsewhere.callId)).toBe('busy'));
});

it('a Script decides before the ending of the number', async () => {
  const call = world.callTo('80');
  await world.set({ Script: { [call.to]: 'refused' } });
  expect(await world.provider.place(call)).toEqual({ kind: 'refused', reason: 'rejected' });
});

it.each(['00', '91', '93', '96', '97', '99'])(
  'a call to %s that takes no time never rings on a timer and keeps its order',
  async (ending) => {
    await world.set({ CallMs: 0, RingMs: 3_600_000 });
    const call = world.callTo(ending);
    await world.provider.place(call);
    const types: Record<string, string[]> = {
      '00': ['answered', 'ended'],
      '91': ['answered', 'answered', 'ended', 'ended'],
      '93': ['ended', 'answered'],
      '96': ['ringing'],
      '97': ['answered'],
      '99': ['answered'],
    };
    await eventually(() => expect(world.typesOf(call.callId)).toEqual(types[ending]));
  },
);

it('ConversationSeconds are the real talk time, or what the settings say, and 0 for an unanswered call', async () => {
  const secondsOf = async (ending: string, reason: EndReason) => {
    const answer = await world.provider.lookUp(known((await carry(ending, reason)).callId));
    return answer.kind === 'found' ? answer.progress.end?.conversationSeconds : undefined;
  };
  const real = await secondsOf('00', 'completed');
  expect(real).toBeGreaterThanOrEqual(0.025);
  expect(real).toBeLessThan(5);
  await world.set({ ConversationSeconds: 150 });
  expect(await secondsOf('00', 'completed')).toBe(150);
  expect(await secondsOf('81', 'no_answer')).toBe(0);
});

it('nothing of what was said is told when the settings forbid it', async () => {
  await world.set({ Transcripts: false });
  const call = await carry('00', 'completed');
  expect(await world.provider.lookUp(known(call.callId))).not.toHaveProperty('transcript');
  await eventually(() => expect(world.typesOf(call.callId)).toContain('ended'));
  expect(world.receiver.parsed.at(-1)).not.toHaveProperty('transcript');
});

it('endings 00 to 79 are ordinary calls', () => {
  expect(Object.keys(outcomeByEnding).every((ending) => Number(ending) >= 80)).toBe(true);
});
