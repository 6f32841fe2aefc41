/** One side at work: alone, and with its worker killed again and again. */
import { setTimeout } from 'node:timers/promises';
import { cpuMs } from './cpu';
import { type Batch, type Progress, type Side } from './side';
import { KILLS } from './sizes';

type SetDetail = (detail: string) => void;

export interface Undisturbed {
  seconds: number;
  cpuMs: number;
}

export interface Killed {
  seconds: number;
  /** Records with an outcome: what `seconds` were for. */
  stored: number;
  placedTwice: number;
  lost: number;
}

// As the bench looks at calls: it costs a hundredth of a core.
const LOOK_EVERY_MS = 200;
// The fastest side places twenty records meanwhile, which a kill may be late by; a look is a request or less.
const PLACED_LOOK_EVERY_MS = 10;
// Twice the longest wait that a side has by its defaults: a lock of BullMQ's and the look after it, 30 s each. After
// that nothing more comes.
const STILL_MS = 120_000;
// Processes compile their code and open their connections first.
const WARM_UPS = 100;

export async function warmUp(side: Side, setDetail: SetDetail): Promise<void> {
  await undisturbed(side, WARM_UPS, (detail) => setDetail(`warm-up, ${detail}`));
}

export async function undisturbed(side: Side, records: number, setDetail: SetDetail): Promise<Undisturbed> {
  const batch = await side.prepare(records);
  const cpuBefore = cpuMs(side.pids());
  const began = Date.now();
  await batch.begin();
  const { stored } = await untilOver(side, batch, { records, setDetail });
  const cpu = cpuMs(side.pids()) - cpuBefore;
  if (stored < records)
    throw new Error(`Of ${records} records ${stored} have an outcome, though nothing was killed.`);
  const twice = await batch.placedTwice();
  if (twice > 0) throw new Error(`${twice} records were placed twice, though nothing was killed.`);
  const seconds = ((await batch.lastStoredAt()).getTime() - began) / 1_000;
  await batch.end();
  return { seconds, cpuMs: cpu };
}

export async function underKills(side: Side, records: number, setDetail: SetDetail): Promise<Killed> {
  const batch = await side.prepare(records);
  const began = Date.now();
  await batch.begin();
  for (let kill = 1; kill <= KILLS; kill++) {
    setDetail(`before kill ${kill} of ${KILLS}`);
    await untilPlaced(side, batch, Math.round((records * kill) / (KILLS + 1)));
    await side.killWorker();
  }
  const { stored } = await untilOver(side, batch, { records, setDetail });
  const seconds = ((await batch.lastStoredAt()).getTime() - began) / 1_000;
  const placedTwice = await batch.placedTwice();
  if (stored === records) await batch.end();
  return { seconds, stored, placedTwice, lost: records - stored };
}

async function untilPlaced(side: Side, batch: Batch, records: number): Promise<void> {
  const deadline = Date.now() + STILL_MS;
  while ((await batch.placed()) < records) {
    side.assertRunning();
    if (Date.now() > deadline) throw new Error(`${records} records were not placed in time.`);
    await setTimeout(PLACED_LOOK_EVERY_MS);
  }
}

/** Until every record has its end, or nothing has changed for long. */
async function untilOver(
  side: Side,
  batch: Batch,
  { records, setDetail }: { records: number; setDetail: SetDetail },
): Promise<Progress> {
  let before = -1;
  let deadline = 0;
  for (;;) {
    side.assertRunning();
    const progress = await batch.progress();
    const over = progress.stored + progress.failed;
    setDetail(`${over} of ${records} records`);
    if (over >= records) return progress;
    if (over > before) [before, deadline] = [over, Date.now() + STILL_MS];
    else if (Date.now() > deadline) return progress;
    await setTimeout(LOOK_EVERY_MS);
  }
}
