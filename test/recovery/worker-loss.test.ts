import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
let first: ChildProcess;
beforeEach(async () => {
  rm = await startRingmaster({ workers: 0 });
  first = await rm.startWorkerProcess();
});
afterEach(() => rm?.stop());

async function kill(worker: ChildProcess): Promise<void> {
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}

it('a command gets its true answer though the worker that knew the campaign was killed before it', async () => {
  const id = await rm.createCampaign();
  await rm.obey(id, 'start');
  await rm.startWorkers();
  await kill(first);
  await rm.obey(id, 'pause');
  expect(await rm.state(id)).toBe('paused');
});

it('a command gets its true answer though the worker that was obeying it is killed', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  const job = await eventually(async () => {
    const found = await rm.store.jobs.findOne({ CampaignID: id, State: 'completed' });
    if (!found) throw new Error('not called yet');
    return found;
  });
  await rm.startWorkers();
  // A placement that is on its way: the pause waits for it.
  const dialUntil = new Date(Date.now() + 3_500);
  await rm.claimedJob(
    { CampaignID: id, JobID: job._id, Attempt: 2 },
    { Stage: 'dialling', DialledBy: 'a run', DialUntil: dialUntil },
  );
  const paused = rm.command(id, 'pause');
  await eventually(async () => expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe('paused'));
  await kill(first);
  expect((await paused).status).toBe(202);
  expect(Date.now()).toBeGreaterThanOrEqual(dialUntil.getTime());
});
