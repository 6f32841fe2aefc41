/** When a call whose workflow is lost may be hung up. */
import { endLeases } from '../../store/dialling/lost-workflows';
import { type JobDocument, type Slot } from '../../store/mongodb/documents';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import { dropOwnStore, openOwnStore } from '../support/own-store';

const MINUTE = 60_000;
const now = new Date('2030-01-01T12:00:00Z');
const minutes = (n: number): Date => new Date(now.getTime() + n * MINUTE);
let store: Store;
beforeAll(async () => {
  store = openOwnStore('lost-workflows');
  await ensureIndexes(store);
});
afterAll(() => dropOwnStore(store));

let calls = 0;
async function ended(
  slot: Partial<Slot>,
  Overrides: JobDocument['Overrides'] = {},
): Promise<Slot | undefined> {
  calls += 1;
  const jobId = `job-${calls}`;
  await store.jobs.insertOne({
    _id: jobId,
    OrgID: 'org',
    CampaignID: jobId,
    State: 'calling',
    ContactPhoneNumber: '+12025550123',
    DueAt: now,
    Attempts: 1,
    CreatedAt: now,
    UpdatedAt: now,
    Overrides,
    Slot: {
      Number: 0,
      ClaimID: 'claim',
      CallID: `call:${jobId}:1`,
      Stage: 'placed',
      ClaimedAt: minutes(-8),
      LeaseUntil: minutes(3),
      LeaseRenewals: 0,
      ...slot,
    },
  });
  await endLeases(store, {
    campaignId: jobId,
    now,
    limits: { ringSeconds: 60, callSeconds: 30 * 60 },
    marginMs: MINUTE,
  });
  return (await store.jobs.findOne({ _id: jobId }))?.Slot;
}

const Inbound = {
  CallID: 'call:in',
  Before: { State: 'created', DueAt: now, Version: 1 },
} as Slot['Inbound'];

it('a call that was placed is hung up from the end of its lease, which is as long as the call may be', async () => {
  expect(await ended({})).toMatchObject({ LeaseUntil: now, HangUpFrom: minutes(3) });
});

it.each<[string, Partial<Slot>]>([
  ['an inbound call', { Inbound } as Partial<Slot>],
  ['a call that is being placed', { Stage: 'dialling', DialUntil: minutes(-1) }],
])(
  '%s, whose lease is shorter than the call may be, is hung up from the end of its limits',
  async (_, slot) => {
    expect(await ended(slot)).toMatchObject({ LeaseUntil: now, HangUpFrom: minutes(-8 + 1 + 30 + 1) });
    expect(await ended(slot, { MaxCallSeconds: 7_200 })).toMatchObject({
      HangUpFrom: minutes(-8 + 1 + 120 + 1),
    });
  },
);

it('a placement that may be on its way is waited for, and a second look does not shorten the time', async () => {
  const DialUntil = minutes(1);
  const slot = await ended({ Stage: 'dialling', DialUntil, HangUpFrom: minutes(9) });
  expect(slot).toMatchObject({ LeaseUntil: DialUntil, HangUpFrom: minutes(9) });
});
