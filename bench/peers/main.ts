/**
 * `npm run bench:peers`: Ringmaster beside what else could do such work, in one run. It reports, also where the others
 * win, and ends with status 1 only when something could not be measured.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runUntilStopped, untilAborted } from '../../stack/lifetime';
import { root } from '../../stack/processes/role';
import { say, withProgress } from '../../stack/tools/progress';
import { describeMachine } from '../machine';
import { save } from '../save';
import { startServers } from '../servers';
import { bullmq } from './bullmq/bullmq';
import { findRedisServer, redisVersion } from './bullmq/redis';
import { undisturbed, underKills, warmUp } from './measure';
import { ours } from './ours';
import { startProvider } from './provider';
import { type Contender, type World } from './side';
import { full, type PeerSizes, quick } from './sizes';
import { slidingWindow } from './sliding-window/sliding-window';
import { markdown, type PeerResult, type PeerResults } from './table';

const contenders: Contender[] = [ours, slidingWindow, bullmq('always'), bullmq('everysec')];

void runUntilStopped(async (stopped) => {
  const size = process.argv.includes('--quick') ? 'quick' : 'full';
  // Before anything starts: it would end with nothing measured.
  if (!existsSync('/proc/self/stat'))
    throw new Error('CPU time is read from /proc, which only Linux has: run this on Linux.');
  const redisServer = findRedisServer();
  const sizes = size === 'quick' ? quick : full;
  const began = Date.now();
  const servers = await startServers();
  try {
    const provider = await startProvider();
    try {
      const machine = {
        ...(await describeMachine(servers)),
        redis: await redisVersion(redisServer),
        bullmq: bullmqVersion(),
      };
      const sides = await compare({ servers, provider, redisServer }, sizes, stopped);
      const seconds = (Date.now() - began) / 1_000;
      const results: PeerResults = { size, records: sizes.records, machine, seconds, sides };
      save(results, markdown(results), 'peers');
      return sides.every(({ failure }) => failure === undefined) ? 0 : 1;
    } finally {
      await provider.stop();
    }
  } finally {
    await servers.stop();
  }
});

function bullmqVersion(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return manifest.devDependencies['bullmq'] ?? 'unknown';
}

/** One side at a time: idle pollers would be enough to disturb another. */
async function compare(world: World, sizes: PeerSizes, stopped: AbortSignal): Promise<PeerResult[]> {
  const results = contenders.map(({ name, note }): PeerResult => ({ name, note, undisturbed: [] }));
  for (let round = 0; round < sizes.rounds; round++) {
    // There and back, so that drift affects all alike.
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of order) {
      const result = results.find(({ name }) => name === contender.name);
      if (result === undefined || result.failure !== undefined) continue;
      try {
        await measure(contender, world, { sizes, stopped, result });
      } catch (error) {
        stopped.throwIfAborted();
        result.failure = error instanceof Error ? error.message : String(error);
        say(`${contender.name} could not be measured: ${result.failure}`);
      }
    }
  }
  return results;
}

/** Adds to the result what a fresh start of the side does, and in the first round what kills do to it. */
async function measure(
  contender: Contender,
  world: World,
  { sizes, stopped, result }: { sizes: PeerSizes; stopped: AbortSignal; result: PeerResult },
): Promise<void> {
  const { records } = sizes;
  const began = Date.now();
  await withProgress(contender.name, async (setDetail) => {
    const side = await contender.start(world);
    try {
      const work = async (): Promise<void> => {
        await warmUp(side, setDetail);
        result.undisturbed.push(await undisturbed(side, records, setDetail));
        result.killed ??= await underKills(side, records, setDetail);
      };
      await untilAborted(work(), stopped);
    } finally {
      await side.stop();
    }
  });
  say(`${contender.name}: measured in ${Math.round((Date.now() - began) / 1_000)} s`);
}
