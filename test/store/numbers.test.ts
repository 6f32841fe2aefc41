/** A number's line while its contact calls us and we call them. */
import { randomBytes } from 'node:crypto';
import { type NumberDocument, numberId } from '../../store/documents';
import { ensureIndexes, openStore, type Store } from '../../store/mongo';
import { occupyNumber, organisationsOnCall } from '../../store/caller-line';
import { holdNumber, type NumberHold, releaseNumber } from '../../store/numbers';
import { judge } from '../../domain/judgement';
import { campaignData } from '../support/campaign-data';

let store: Store;
beforeAll(async () => {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/numbers_${randomBytes(5).toString('hex')}`;
  store = openStore(uri.toString());
  await ensureIndexes(store);
});
afterAll(async () => {
  await store.db.dropDatabase();
  await store.close();
});

let phoneNumber = '';
let used = 0;
beforeEach(() => {
  phoneNumber = `+1202555${String((used += 1)).padStart(4, '0')}`;
});

const soon = (): Date => new Date(Date.now() + 60_000);
const line = () => ({ orgId: 'org', phoneNumber });
const hold = (callId: string, dialUntil = new Date()): Promise<NumberHold> =>
  holdNumber(store, { ...line(), callId, until: soon(), dialUntil, limits: [], now: new Date() });
const occupy = (callId: string, until = soon()) =>
  occupyNumber(store, { ...line(), callId, until, now: new Date() });
const isOnCall = async (besides: string) =>
  (await organisationsOnCall(store, { orgIds: ['org'], phoneNumber, besides, now: new Date() })).has('org');
const release = (callId: string) => releaseNumber(store, { ...line(), callId, now: new Date() });
const known = async (): Promise<NumberDocument> => {
  const number = await store.numbers.findOne({ _id: numberId('org', phoneNumber) });
  if (!number) throw new Error('nothing is known of the number');
  return number;
};
const judged = async () =>
  judge(
    campaignData(),
    { ContactPhoneNumber: phoneNumber, CreatedAt: new Date(), Attempts: 0 },
    await known(),
    Date.now(),
  );

it('a contact who calls us while ours rings does not get the line, and does not free it', async () => {
  await hold('ours');
  expect(await isOnCall('theirs')).toBe(true);
  expect(await occupy('theirs')).toBe(false);
  await release('theirs');
  expect(await known()).toMatchObject({ OnCall: { CallID: 'ours' } });
  expect(await known()).not.toHaveProperty('InboundCalls');
  expect(await hold('another')).toMatchObject({ kind: 'on_call' });
  expect(await judged()).toMatchObject({ kind: 'wait', reason: 'number_busy' });
  await release('ours');
  expect(await isOnCall('theirs')).toBe(false);
  expect(await occupy('theirs')).toBe(true);
});

it('a contact who is on a call with us is not dialled, until it is over', async () => {
  expect(await occupy('theirs')).toBe(true);
  expect(await hold('ours')).toMatchObject({ kind: 'on_call' });
  expect(await judged()).toMatchObject({ kind: 'wait', reason: 'number_busy' });
  await release('ours');
  expect(await judged()).toMatchObject({ kind: 'wait', reason: 'number_busy' });
  await release('theirs');
  expect(await judged()).toMatchObject({ kind: 'dial' });
  expect(await hold('ours')).toEqual({ kind: 'held' });
});

it('of two calls to us from one number the second does not get the line, and does not free it', async () => {
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

it('a call to us that is announced again is one call, with its latest time', async () => {
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

it('the line of a call to us that was never given back is free again after its time', async () => {
  await occupy('lost', new Date(Date.now() - 1));
  expect(await judged()).toMatchObject({ kind: 'dial' });
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
