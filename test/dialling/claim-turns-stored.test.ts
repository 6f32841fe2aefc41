/** Turns to claim that two processes deal out of one store: what is in nobody's way, and who waits no more. */
import pino from 'pino';
import { createClaimTurns } from '../../activities/ports/claim-turns';
import { callId } from '../../domain/jobs/job';
import { ensureIndexes, type Store } from '../../store/mongodb/mongo';
import { eventually } from '../support/eventually';
import { dropOwnStore, openOwnStore } from '../support/own-store';

let store: Store;
beforeAll(async () => {
  store = openOwnStore('turns');
  await ensureIndexes(store);
});
afterEach(async () => {
  await store.jobs.deleteMany({ _id: { $exists: true } });
  await store.callTurns.deleteMany({ _id: { $exists: true } });
});
afterAll(() => dropOwnStore(store));

const PER_SECOND = 4;
// A clock that stands still: nobody's wait is over by itself.
const now = new Date();
function aProcess() {
  const woken: string[] = [];
  const turns = createClaimTurns({
    store,
    clock: { date: () => now },
    slotNotifier: { turnCame: (campaignId) => void woken.push(campaignId) },
    callsPerSecond: PER_SECOND,
    logger: pino({ level: 'silent' }),
  });
  const take = (campaignId: string, wants: number) => turns.take({ campaignId, orgId: campaignId }, wants);
  return { take, woken };
}

/** As many claims as a second lets out, so long ago. */
const claimedAgo = (ms: number) =>
  store.jobs.insertMany(
    Array.from({ length: PER_SECOND }, (_, n) => {
      const at = new Date(now.getTime() - ms);
      const [_id, Attempt] = [`job-${ms}-${n}`, 1];
      return {
        _id,
        OrgID: 'org',
        CampaignID: 'another',
        State: 'calling' as const,
        ContactPhoneNumber: '+12025550111',
        DueAt: at,
        Attempts: Attempt,
        Slot: {
          Number: n + ms,
          ClaimID: 'a-claim',
          CallID: callId({ JobID: _id, Attempt }),
          Stage: 'claimed' as const,
          ClaimedAt: at,
          LeaseUntil: now,
          LeaseRenewals: 0,
        },
        CreatedAt: at,
        UpdatedAt: at,
      };
    }),
  );

it('claims that have waited for half a minute are stuck, and take nobody’s turn; those of a moment ago do', async () => {
  await claimedAgo(31_000);
  expect(await aProcess().take('a', PER_SECOND)).toBe(PER_SECOND);
  await claimedAgo(1_000);
  const waits = aProcess();
  expect(await waits.take('b', PER_SECOND)).toBe(0);
  // Both leave the list. Their next rounds would else say in the test behind this one what they want.
  await waits.take('b', 0);
  await eventually(async () =>
    expect(await store.callTurns.distinct('Wants', { _id: { $in: ['a', 'b'] } })).toEqual([0]),
  );
});

it('who has got what they wanted leaves the list at once, and the others share what there is', async () => {
  const [one, other] = [aProcess(), aProcess()];
  expect(await one.take('a', PER_SECOND + 2)).toBe(PER_SECOND);
  // Two more are wanted, and dealt in the next round.
  await eventually(() => expect(one.woken).toEqual(['a']));
  expect(await one.take('a', 2)).toBe(2);
  await eventually(async () => expect(await other.take('b', PER_SECOND)).toBe(PER_SECOND));
});
