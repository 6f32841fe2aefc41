/**
 * `npm run bench`: measures every bar on real servers and reports. It never fails for a missed bar: that is a result.
 */
import { runUntilStopped, whenAborted } from '../stack/lifetime';
import { say, withProgress } from '../stack/tools/progress';
import { Bench } from './bench';
import { describeMachine } from './machine';
import { type Measured } from './measured';
import { readOptions } from './options';
import { type Row } from './rows';
import { save } from './save';
import { startServers } from './servers';
import { full, quick } from './sizes';
import { markdown, type Results } from './table';

void runUntilStopped(async (stopped) => {
  const { rows, ...asked } = readOptions(process.argv.slice(2));
  const failed = new AbortController();
  const signal = AbortSignal.any([stopped, failed.signal]);
  const aborted = whenAborted(signal).then(() => Promise.reject<never>(signal.reason as Error));
  // It is awaited only while a row runs.
  aborted.catch(() => undefined);
  const began = Date.now();
  const servers = await startServers();
  try {
    const machine = await describeMachine(servers);
    const bench = new Bench(asked.size === 'quick' ? quick : full, servers, {
      signal,
      fail: (error) => failed.abort(error),
    });
    const results: Results = { ...asked, machine, seconds: 0, measured: [], failures: [] };
    try {
      for (const row of rows) {
        try {
          results.measured.push(...(await measure(row, bench, aborted)));
        } catch (error) {
          signal.throwIfAborted();
          const reason = error instanceof Error ? error.message : String(error);
          say(`${row.name} could not be measured: ${reason}`);
          results.failures.push({ row: row.name, reason });
          // What it left running would disturb the next one.
          await bench.stopRingmaster();
        }
      }
    } finally {
      await bench.stopRingmaster();
    }
    results.seconds = (Date.now() - began) / 1_000;
    save(results, markdown(results), results.only);
    return results.failures.length === 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
});

async function measure(row: Row, bench: Bench, aborted: Promise<never>): Promise<Measured[]> {
  const began = Date.now();
  const lines = await withProgress(row.name, (setDetail) =>
    Promise.race([row.measure(bench, setDetail), aborted]),
  );
  say(`${row.name}: measured in ${Math.round((Date.now() - began) / 1_000)} s`);
  return lines;
}
