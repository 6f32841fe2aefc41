/** A number's line while its contact calls us and we call them. */
import { type JobDocument, type NumberDocument } from '../../store/mongodb/documents';
import { numberId } from '../../store/numbers/number-ids';
import { awaitLines } from '../../store/numbers/line-waits';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import { occupyNumber, organisationsOnCall } from '../../store/numbers/caller-line';
import { holdNumber, type NumberHold, releaseNumber } from '../../store/numbers/numbers';
import { compileDialRules } from '../../domain/dialling/dial-rules';
import { mayDial } from '../../domain/dialling/may-dial';
import { campaignData } from '../support/campaign-data';
import { dropOwnStore, openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(async () => {
  store = openOwnStore('numbers');
  await ensureIndexes(store);
});
afterAll(() => dropOwnStore(store));

let phoneNumber = '';
let used = 0;
beforeEach(() => {
  phoneNumber = `+1202555${String((used += 1)).padStart(4, '0')}`;
});

const soon = (): Date => new Date(Date.now() + 60_000);
const line = () => ({ orgId: 'org', phoneNumber });
const hold = (callId: string, dialUntil = new Date()): Promise<NumberHold> =>
  holdNumber(store, { ...line(), callId, until: soon(), dialUntil, limits: [], now: new Date() });
const occupy = (callId: string, until = soon(), now = new Date()) =>
  occupyNumber(store, { ...line(), callId, until, now });
const isOnCall = async (besides: string) =>
  (await organisationsOnCall(store, { orgIds: ['org'], phoneNumber, besides, now: new Date() })).has('org');
const release = (callId: string) => releaseNumber(store, { ...line(), callId, now: new Date() });
const known = async (): Promise<NumberDocument> => {
  const number = await store.numbers.findOne({ _id: numberId('org', phoneNumber) });
  if (!number) throw new Error('nothing is known of the number');
  return number;
};
const answer = async () =>
  mayDial(compileDialRules(campaignData()), {
    job: { ContactPhoneNumber: phoneNumber, CreatedAt: new Date(), Attempts: 0 },
    number: await known(),
    nowMs: Date.now(),
  });

it('a contact who calls us while ours rings does not get the line, and does not free it', async () => {
  await hold('ours');
  expect(await isOnCall('theirs')).toBe(true);
  expect(await occupy('theirs')).toBe(false);
  await release('theirs');
  expect(await known()).toMatchObject({ OnCall: { CallID: 'ours' } });
  expect(await known()).not.toHaveProperty('InboundCalls');
  expect(await hold('another')).toMatchObject({ kind: 'on_call' });
  expect(await answer()).toMatchObject({ kind: 'wait', reason: 'number_busy' });
  await release('ours');
  expect(await isOnCall('theirs')).toBe(false);
  expect(await occupy('theirs')).toBe(true);
});

it('a contact who is on a call with us is not dialled, until it is over', async () => {
  expect(await occupy('theirs')).toBe(true);
  expect(await hold('ours')).toMatchObject({ kind: 'on_call' });
  expect(await answer()).toMatchObject({ kind: 'wait', reason: 'number_busy' });
  await release('ours');
  expect(await answer()).toMatchObject({ kind: 'wait', reason: 'number_busy' });
  await release('theirs');
  expect(await answer()).toMatchObject({ kind: 'dial' });
  expect(await hold('ours')).toEqual({ kind: 'held' });
});

it('of two inbound calls from one number the second does not get the line, and does not free it', async () => {
  expect(await occupy('call:a:in-1')).toBe(true);
  expect(await isOnCall('in-2')).toBe(true);
  expect(await occupy('call:b:in-2')).toBe(false);
  await release('call:b:in-2');
  expect(await isOnCall('in-2')).toBe(true);
  await release('call:a:in-1');
  expect(await occupy('call:b:in-2')).toBe(true);
});

it('of calls that want the line of one number at the same moment one gets it', async () => {
  for (let round = 0; round < 20; round += 1) {
    const ids = Array.from({ length: 4 }, (_, n) => `call:${n}:in-${n}`);
    const [ours, ...theirs] = await Promise.all([hold('ours'), ...ids.map((id) => occupy(id))]);
    const got = theirs.filter((took) => took).length + (ours?.kind === 'held' ? 1 : 0);
    expect(got).toBe(1);
    for (const id of ['ours', ...ids]) await release(id);
  }
});

it('an announcement that comes twice at the same moment has the line for each, until one is given up', async () => {
  expect(await occupy('call:a:in-1')).toBe(true);
  expect(await isOnCall('in-1')).toBe(false);
  expect(await occupy('call:b:in-1')).toBe(true);
  await release('call:a:in-1');
  expect(await occupy('call:c:in-2')).toBe(false);
  expect(await hold('ours')).toMatchObject({ kind: 'on_call' });
});

it('an inbound call that is announced again is one call, with its latest time', async () => {
  const until = new Date(Date.now() + 60_000);
  await occupy('theirs');
  await occupy('theirs', until);
  expect((await known()).InboundCalls).toEqual([{ CallID: 'theirs', Until: until }]);
});

it('a dial that never left does not count', async () => {
  const dialUntil = new Date();
  await hold('ours', dialUntil);
  await releaseNumber(store, { ...line(), callId: 'ours', undialledUntil: dialUntil, now: new Date() });
  const number = await known();
  expect(number.Dials).toEqual([]);
  expect(number.OnCall).toBeUndefined();
});

it('the line of an inbound call that was never given back is free again after its time', async () => {
  await occupy('lost', new Date(Date.now() - 1));
  expect(await answer()).toMatchObject({ kind: 'dial' });
  expect(await hold('ours')).toEqual({ kind: 'held' });
});

it('of a number whose line is given back nothing but its dials is left', async () => {
  await hold('ours');
  await release('ours');
  await occupy('theirs');
  await release('theirs');
  await release('theirs');
  expect(Object.keys(await known()).sort()).toEqual(['Dials', 'OrgID', 'PhoneNumber', '_id']);
});

describe('a line and the slot of its call', () => {
  const past = (): Date => new Date(Date.now() - 1);
  /** A job in a call, whose slot is held as long as the call goes on. */
  async function callingJob(callId: string): Promise<void> {
    const [, jobId = ''] = callId.split(':');
    await store.jobs.insertOne({
      _id: jobId,
      OrgID: 'org',
      CampaignID: 'slots',
      ContactPhoneNumber: phoneNumber,
      State: 'calling',
      DueAt: new Date(),
      Attempts: 1,
      Slot: {
        Number: used,
        ClaimID: 'claim',
        CallID: callId,
        Stage: 'placed',
        ClaimedAt: new Date(),
        LeaseUntil: new Date(),
        LeaseRenewals: 0,
      },
      CreatedAt: new Date(),
      UpdatedAt: new Date(),
    });
  }
  const end = (callId: string) =>
    store.jobs.updateOne({ 'Slot.CallID': callId }, { $set: { State: 'completed' }, $unset: { Slot: '' } });

  it('a call that outlasts its limits keeps its line as long as its slot: nobody else dials its number', async () => {
    const late = `call:late-${used}:1`;
    await callingJob(late);
    await holdNumber(store, { ...line(), callId: late, until: past(), limits: [], now: past() });
    expect(await hold('another')).toMatchObject({ kind: 'on_call', callIds: [late] });
    expect(await isOnCall('in-1')).toBe(true);
    await end(late);
    expect(await isOnCall('in-1')).toBe(false);
    expect(await hold('another')).toEqual({ kind: 'held' });
  });

  it('so does an inbound call that outlasts its limits', async () => {
    const late = `call:late-${used}:in-1`;
    await callingJob(late);
    await occupy(late, past());
    expect(await hold('ours')).toMatchObject({ kind: 'on_call', callIds: [late] });
    expect(await isOnCall('in-2')).toBe(true);
    await end(late);
    expect(await hold('ours')).toEqual({ kind: 'held' });
  });
});

it('a dial counts from the latest time at which its placement may have left, also when it is dialled again', async () => {
  const [first, again] = [new Date(Date.now() + 4_500), new Date(Date.now() + 600_000)];
  await hold('ours', first);
  expect((await known()).Dials).toEqual([{ CallID: 'ours', At: first }]);
  await hold('ours', again);
  expect((await known()).Dials).toEqual([{ CallID: 'ours', At: again }]);
  await release('ours');
  const limits = [{ count: 1, since: new Date(again.getTime() - 1) }];
  const other = await holdNumber(store, {
    ...line(),
    callId: 'other',
    until: soon(),
    limits,
    now: new Date(),
  });
  expect(other).toEqual({ kind: 'too_soon', dials: [again] });
});

describe('the quiet after a conversation', () => {
  const hour = 3_600_000;
  const ago = (ms: number): Date => new Date(Date.now() - ms);
  const talked = (callId: string, talkedUntil = new Date()) =>
    releaseNumber(store, { ...line(), callId, talkedUntil, now: new Date() });
  const holdQuietly = (callId: string, quietMs = hour) =>
    holdNumber(store, { ...line(), callId, until: soon(), limits: [], quietMs, now: new Date() });

  it('keeps the line from a call that asks for it, and from no other', async () => {
    const talkedUntil = ago(hour / 2);
    await hold('ours');
    await talked('ours', talkedUntil);
    const dials = (await known()).Dials?.map(({ At }) => At);
    expect(await holdQuietly('next')).toEqual({ kind: 'too_soon', dials, conversationAt: talkedUntil });
    expect(await holdQuietly('next', hour / 4)).toEqual({ kind: 'held' });
    await release('next');
    expect(await hold('another')).toEqual({ kind: 'held' });
  });

  it('is noted as the line is given back: of calls that race for it none slips between', async () => {
    for (let round = 0; round < 20; round += 1) {
      await store.numbers.deleteMany({ PhoneNumber: phoneNumber });
      await hold('ours');
      const racing = Array.from({ length: 6 }, (_, n) => holdQuietly(`next-${n}`));
      const [, ...answers] = await Promise.all([talked('ours'), ...racing]);
      expect(answers.filter(({ kind }) => kind === 'held')).toEqual([]);
      expect((await known()).OnCall).toBeUndefined();
    }
  });

  it('begins at the end of the latest conversation, in whatever order they are reported', async () => {
    const [first, second] = [ago(hour), ago(hour / 2)];
    await talked('second', second);
    await talked('first', first);
    expect((await known()).ConversationAt).toEqual(second);
  });

  it('counts a conversation of an inbound call that was over before it took the line', async () => {
    await talked('theirs');
    await occupy('theirs');
    await release('theirs');
    expect(await holdQuietly('ours')).toMatchObject({ kind: 'too_soon' });
  });

  it('is kept for a call that has lost its line to another, which keeps it', async () => {
    await hold('another');
    await talked('ours');
    expect((await known()).OnCall?.CallID).toBe('another');
    await release('another');
    expect(await holdQuietly('next')).toMatchObject({ kind: 'too_soon' });
  });

  it('counts a call that never gave its line back: it may have been one', async () => {
    const until = ago(hour / 2);
    await holdNumber(store, { ...line(), callId: 'call:lost:1', until, limits: [], now: ago(hour) });
    // Until it is settled, or the quiet is over.
    expect(await holdQuietly('next')).toMatchObject({
      kind: 'on_call',
      until: new Date(until.getTime() + hour),
    });
    // A call that asks for no quiet takes the line, and what the lost one may have been is kept.
    expect(await hold('another')).toEqual({ kind: 'held' });
    await release('another');
    expect(await holdQuietly('next')).toMatchObject({ kind: 'too_soon', conversationAt: until });
    expect(await holdQuietly('next', hour / 4)).toEqual({ kind: 'held' });
  });

  it('does not take the line back from a call that has it: it is asked again, and may have been placed', async () => {
    expect(await holdQuietly('ours')).toEqual({ kind: 'held' });
    await talked('earlier');
    expect(await holdQuietly('ours')).toEqual({ kind: 'held' });
  });
});

describe('jobs that wait for a busy line', () => {
  /** One time for all, so that the order of the jobs is that of their numbers. */
  const later = Date.now() + 300_000;
  const waiting = (campaign: string, n: number): JobDocument => ({
    _id: `wait-${used}-${campaign}-${n}`,
    OrgID: 'org',
    CampaignID: `${campaign}-${used}`,
    ContactPhoneNumber: phoneNumber,
    State: 'created',
    DueAt: new Date(later + n),
    DeferredBy: 'number_busy',
    Attempts: 0,
    CreatedAt: new Date(),
    UpdatedAt: new Date(),
  });
  const due = async (): Promise<string[]> =>
    (await store.jobs.find({ ContactPhoneNumber: phoneNumber, DueAt: { $lte: new Date() } }).toArray())
      .map(({ _id }) => _id)
      .sort();
  const marked = () => awaitLines(store, { orgId: 'org', phoneNumbers: [phoneNumber], now: new Date() });

  it('are woken when it is free: of each campaign the one that is next', async () => {
    await hold('ours');
    await store.jobs.insertMany([waiting('a', 2), waiting('a', 1), waiting('b', 1)]);
    await marked();
    expect(await due()).toEqual([]);
    await release('ours');
    expect(await due()).toEqual([`wait-${used}-a-1`, `wait-${used}-b-1`]);
  });

  it('are woken at once when the line was freed before they were known to wait', async () => {
    await hold('ours');
    await store.jobs.insertOne(waiting('a', 1));
    await release('ours');
    expect(await due()).toEqual([]);
    await marked();
    expect(await due()).toEqual([`wait-${used}-a-1`]);
  });

  it('are woken also by a dial that was permitted and did not leave', async () => {
    const until = new Date();
    await hold('ours', until);
    await store.jobs.insertOne(waiting('a', 1));
    await marked();
    await releaseNumber(store, { ...line(), callId: 'ours', undialledUntil: until, now: new Date() });
    expect(await due()).toEqual([`wait-${used}-a-1`]);
  });

  it('are woken whichever of the two comes first, however they race', async () => {
    for (let round = 0; round < 30; round += 1) {
      await store.jobs.deleteMany({ ContactPhoneNumber: phoneNumber });
      await hold('ours');
      await Promise.all([
        (async () => {
          await store.jobs.insertOne(waiting('a', round));
          await marked();
        })(),
        release('ours'),
      ]);
      expect(await due()).toEqual([`wait-${used}-a-${round}`]);
      // Nobody waits any more, and the number says so when its line is freed the next time.
      await store.jobs.deleteMany({ ContactPhoneNumber: phoneNumber });
      await hold('ours');
      await release('ours');
      expect((await known()).Awaited).toBeUndefined();
    }
  });
});

it('a request that was long under way takes no line for an inbound call: that call may be over, and nobody would free it', async () => {
  const sentAt = new Date(Date.now() - 11_000);
  expect(await occupy('theirs', soon(), sentAt)).toBe(false);
  expect(await known()).not.toHaveProperty('InboundCalls');
  expect(await isOnCall('another')).toBe(false);
  expect(await occupy('theirs')).toBe(true);
});
