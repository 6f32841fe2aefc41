import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually';
import { type Ringmaster } from './ringmaster';

/**
 * Kills a worker process once so many calls of the campaign were placed. Random in where it hits: whatever the worker
 * is at then is cut off.
 * @returns another one, which runs.
 */
export async function killAndReplace(
  rm: Ringmaster,
  worker: ChildProcess,
  { campaignId, placements }: { campaignId: string; placements: number },
): Promise<ChildProcess> {
  await eventually(
    async () => expect((await rm.simulator.stats(campaignId)).Placements).toBeGreaterThanOrEqual(placements),
    { everyMs: 25 },
  );
  const dead = once(worker, 'exit');
  worker.kill('SIGKILL');
  await dead;
  return rm.startWorkerProcess();
}
