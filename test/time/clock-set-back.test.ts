/**
 * MongoDB's clock is set back while a campaign is dialled: the dispatcher's own stretches of time are none of its
 * business.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import { type Clock } from '../../store/mongodb/clock';
import { numberEnding } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { machineClock } from '../support/machine-clock';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
let setBackMs = 0;
const now = (): number => Date.now() - setBackMs;
const clock: Clock = { ...machineClock, now, date: () => new Date(now()) };
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, clock });
});
afterAll(() => rm?.stop());

it('a dispatcher goes on claiming, and looking into slots, while the clock comes up to where it was', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11', 1)]);
  const lost = await rm.store.jobs.findOne({ CampaignID: id });
  const ref = { CampaignID: id, JobID: lost?._id ?? '', Attempt: 1 };
  const [longAgo, muchLater] = [new Date(0), new Date(Date.now() + 3_600_000)];
  // The dispatcher does not claim it.
  await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { DueAt: muchLater } });
  await rm.store.campaigns.updateOne(
    { _id: id },
    { $set: { State: 'started', Epoch: 1, StartedAt: longAgo } },
  );
  const environment = new MockActivityEnvironment();
  const dispatching = environment
    .run(rm.dispatchCalls, { CampaignID: id, OrgID: lost?.OrgID ?? '', Epoch: 1 })
    .catch(() => undefined);
  const claimedSoon = async (number: string): Promise<void> => {
    await rm.importJobs(id, [number]);
    await rm.store.jobs.updateOne({ ContactPhoneNumber: number }, { $set: { DueAt: longAgo } });
    await eventually(
      async () =>
        expect(await rm.store.jobs.findOne({ ContactPhoneNumber: number })).toMatchObject({
          State: 'calling',
        }),
      // Less than it takes the clock.
      { withinMs: 60_000 },
    );
  };
  await claimedSoon(numberEnding('11', 2));
  // As far as signatures allow, and longer than anybody waits here.
  setBackMs = 240_000;
  await claimedSoon(numberEnding('11', 3));
  // A call whose workflow is gone, and that the provider does not know.
  const gone = { Stage: 'placed', DialledBy: 'a-run', Number: 9, LeaseUntil: longAgo } as const;
  await rm.claimedJob(ref, gone);
  await eventually(
    async () => expect((await rm.store.jobs.findOne({ _id: ref.JobID }))?.Slot?.ClaimID).not.toBe('a-claim'),
    { withinMs: 60_000 },
  );
  environment.cancel();
  await dispatching;
});
