/** Numbers that were stored before every door brought them to their canonical forms. */
import { canonicalFormsVersion } from '../../domain/numbers/phone-number';
import { mendStoredNumbers } from '../../store/numbers/canonical-numbers';
import { createCampaign } from '../../store/campaigns/campaigns';
import { type JobDocument, type NumberDocument } from '../../store/mongodb/documents';
import { mergeEntry } from '../../store/numbers/merged-numbers';
import { ensureIndexes, newId, type Store } from '../../store/mongodb/mongo';
import { holdNumber, loadNumbers, releaseNumber } from '../../store/numbers/numbers';
import { findOptOut, listOptedOut, listOptOuts, optOut, removeOptOut } from '../../store/numbers/opt-outs';
import { campaignData } from '../support/campaign-data';
import { dropOwnStore, openOwnStore } from '../support/own-store';

const LEGACY = '+5215512345678';
const CANONICAL = '+525512345678';

let store: Store;
beforeAll(async () => {
  store = openOwnStore('canonical');
  await ensureIndexes(store);
});
beforeEach(() =>
  Promise.all([
    store.mendings.deleteMany({ _id: { $exists: true } }),
    store.numbers.deleteMany({ _id: { $exists: true } }),
    store.jobs.deleteMany({ _id: { $exists: true } }),
    store.campaigns.deleteMany({ _id: { $exists: true } }),
  ]),
);
afterAll(() => dropOwnStore(store));

const at = (minute: number): Date => new Date(Date.UTC(2030, 0, 1, 12, minute));
const entry = (number: string, known: Partial<NumberDocument>, org = 'org'): NumberDocument => ({
  _id: `${org}:${number}`,
  OrgID: org,
  PhoneNumber: number,
  ...known,
});
const jobFor = (number: string, more: Partial<JobDocument> = {}): JobDocument => ({
  _id: newId(),
  OrgID: 'org',
  CampaignID: 'campaign',
  ContactPhoneNumber: number,
  State: 'created',
  DueAt: at(0),
  Attempts: 0,
  CreatedAt: at(0),
  UpdatedAt: at(0),
  ...more,
});
const entries = () => store.numbers.find().sort({ _id: 1 }).toArray();

it('an opt-out that stands under a legacy form holds for the canonical one, and is found and taken off by it', async () => {
  const OptOut = { At: at(1), Source: 'call' as const };
  await store.numbers.insertMany([entry(LEGACY, { OptOut }), entry(LEGACY, { OptOut }, 'other')]);
  await mendStoredNumbers(store, new Date());
  expect(await entries()).toEqual([entry(CANONICAL, { OptOut }), entry(CANONICAL, { OptOut }, 'other')]);
  for (const number of [LEGACY, CANONICAL])
    expect(await findOptOut(store, 'org', number)).toEqual({ PhoneNumber: CANONICAL, OptOut });
  expect(await removeOptOut(store, 'org', LEGACY)).toBe(true);
  expect(await listOptOuts(store, { orgId: 'org', limit: 9 })).toEqual([]);
});

it('of two entries of one line the earliest opt-out, the calls on it, the latest dials and the latest conversation stay', async () => {
  const dial = (CallID: string, minute: number) => ({ CallID, At: at(minute) });
  const call = (CallID: string, minute: number) => ({ CallID, Until: at(minute) });
  await store.numbers.insertMany([
    entry(LEGACY, {
      OptOut: { At: at(1), Source: 'call' },
      OnCall: call('long', 50),
      InboundCalls: [call('both', 30), call('theirs', 40)],
      Dials: [dial('first', 1), dial('both', 3)],
      ConversationAt: at(4),
    }),
    entry(CANONICAL, {
      OptOut: { At: at(2), Source: 'api' },
      OnCall: call('short', 20),
      InboundCalls: [call('both', 30)],
      Dials: [dial('second', 2), dial('both', 3)],
      ConversationAt: at(3),
    }),
  ]);
  await mendStoredNumbers(store, new Date());
  expect(await entries()).toEqual([
    entry(CANONICAL, {
      OptOut: { At: at(1), Source: 'call' },
      OnCall: call('long', 50),
      InboundCalls: [call('both', 30), call('theirs', 40)],
      Dials: [dial('first', 1), dial('second', 2), dial('both', 3)],
      ConversationAt: at(4),
    }),
  ]);
});

it('a later opt-out, a shorter call and nothing at all change nothing of what stands there', async () => {
  const known = {
    OptOut: { At: at(1), Source: 'api' as const },
    OnCall: { CallID: 'ours', Until: at(50) },
    Dials: [{ CallID: 'ours', At: at(1) }],
    ConversationAt: at(1),
  };
  const later = { OptOut: { At: at(2), Source: 'call' as const }, OnCall: { CallID: 'old', Until: at(20) } };
  await store.numbers.insertMany([entry(CANONICAL, known), entry(LEGACY, later), entry('+551187654321', {})]);
  await mendStoredNumbers(store, new Date());
  expect(await entries()).toEqual([entry(CANONICAL, known), entry('+5511987654321', {})]);
});

it('every job is for the canonical form, in its state and its call, and numbers of no plan stay', async () => {
  const slot = { Number: 0, CallID: 'call:x:1' } as JobDocument['Slot'];
  const jobs = [
    jobFor(LEGACY, { State: 'calling', ...(slot ? { Slot: slot } : {}) }),
    jobFor(LEGACY, { State: 'completed', OrgID: 'other' }),
    jobFor('+22997123456'),
    jobFor(CANONICAL),
    jobFor('+999123456789', { InboundOnly: true }),
  ];
  await store.jobs.insertMany(jobs);
  await store.numbers.insertOne(entry(LEGACY, { Dials: [{ CallID: 'call:x:1', At: at(1) }] }));
  await mendStoredNumbers(store, new Date());
  const numbers = [CANONICAL, CANONICAL, '+2290197123456', CANONICAL, '+999123456789'];
  expect(await store.jobs.find().sort({ _id: 1 }).toArray()).toEqual(
    jobs.map((job, i) => ({ ...job, ContactPhoneNumber: numbers[i] })),
  );
});

it('a campaign is called at, and calls from, the canonical forms of its numbers', async () => {
  const campaign = await createCampaign(store, {
    id: newId(),
    orgId: 'org',
    name: 'a campaign',
    data: campaignData({
      CallerID: LEGACY,
      BotName: 'Ada',
      AvailableCallerIDs: {
        '+551187654321': { Disabled: true },
        '+5511987654321': { Disabled: false },
        '+12025550100': { Disabled: false },
      },
    }),
    publishedBy: 'test',
    now: at(0),
  });
  await mendStoredNumbers(store, new Date());
  const data = campaignData({
    CallerID: CANONICAL,
    BotName: 'Ada',
    AvailableCallerIDs: { '+5511987654321': { Disabled: true }, '+12025550100': { Disabled: false } },
  });
  const Numbers = [CANONICAL, '+5511987654321', '+12025550100'];
  expect(await store.campaigns.findOne({ _id: campaign._id })).toEqual({ ...campaign, Data: data, Numbers });
});

it('many processes at once lose no opt-out and leave one entry of each line', async () => {
  const lines = Array.from({ length: 200 }, (_, i) => `55${20_000_000 + i}`);
  await store.numbers.insertMany(
    lines.map((line, i) => entry(`+521${line}`, { OptOut: { At: at(i % 60), Source: 'call' } })),
  );
  await store.jobs.insertMany(lines.map((line) => jobFor(`+521${line}`)));
  await Promise.all(Array.from({ length: 6 }, () => mendStoredNumbers(store, new Date())));
  expect(await entries()).toEqual(
    lines.map((line, i) => entry(`+52${line}`, { OptOut: { At: at(i % 60), Source: 'call' } })),
  );
  const numbers = await store.jobs.distinct('ContactPhoneNumber');
  expect(numbers).toEqual(lines.map((line) => `+52${line}`));
});

it('a process that dies before an old entry is removed leaves the opt-out under both forms, and the next goes on', async () => {
  const OptOut = { At: at(1), Source: 'call' as const };
  await store.numbers.insertMany([entry(LEGACY, { OptOut }), entry(CANONICAL, { OptOut })]);
  await mendStoredNumbers(store, new Date());
  expect(await entries()).toEqual([entry(CANONICAL, { OptOut })]);
});

it('what an earlier version writes to an old entry while it is moved is moved as well', async () => {
  await store.numbers.insertOne(entry(LEGACY, { Dials: [{ CallID: 'call:x:1', At: at(1) }] }));
  const OptOut = { At: at(2), Source: 'call' as const };
  let looks = 0;
  await mergeEntry(store, `org:${LEGACY}`, async () => {
    looks += 1;
    if (looks === 1) await store.numbers.updateOne({ _id: `org:${LEGACY}` }, { $set: { OptOut } });
  });
  expect(looks).toBe(2);
  expect(await entries()).toEqual([entry(CANONICAL, { OptOut, Dials: [{ CallID: 'call:x:1', At: at(1) }] })]);
});

it('what an earlier version writes within a day of the mending is mended by the next start; then it is done', async () => {
  const late = (hours: number): Date => new Date(at(0).getTime() + hours * 3_600_000);
  await mendStoredNumbers(store, at(0));
  await store.numbers.insertOne(entry(LEGACY, { OptOut: { At: at(1), Source: 'call' } }));
  await mendStoredNumbers(store, late(23));
  expect((await entries()).map(({ PhoneNumber }) => PhoneNumber)).toEqual([CANONICAL]);
  // Kept by the version of the forms: with other plans all of it is looked at again.
  expect(await store.mendings.find().toArray()).toEqual([
    { _id: `canonical-numbers:${canonicalFormsVersion}`, DoneAt: at(0) },
  ]);
  await store.numbers.insertOne(entry(LEGACY, {}));
  await mendStoredNumbers(store, late(24));
  expect(await entries()).toHaveLength(2);
});

it('a job that is read in a legacy form meets the opt-out, the line and the dials of its canonical one', async () => {
  const hold = (phoneNumber: string, callId: string) =>
    holdNumber(store, { orgId: 'org', phoneNumber, callId, until: at(59), limits: [], now: at(0) });
  expect(await hold(LEGACY, 'one')).toEqual({ kind: 'held' });
  expect(await hold(CANONICAL, 'two')).toMatchObject({ kind: 'on_call' });
  expect([...(await loadNumbers(store, 'org', [LEGACY, CANONICAL])).keys()]).toEqual([LEGACY, CANONICAL]);
  await releaseNumber(store, { orgId: 'org', phoneNumber: LEGACY, callId: 'one', now: at(1) });
  await optOut(store, { orgId: 'org', phoneNumbers: [CANONICAL], source: 'api', now: at(0) });
  expect(await hold(LEGACY, 'three')).toEqual({ kind: 'opted_out' });
  expect(await listOptedOut(store, 'org', [LEGACY, '+12025550123'])).toEqual(new Set([LEGACY]));
  expect(await entries()).toHaveLength(1);
});
