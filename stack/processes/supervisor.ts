/** Keeps a process running: one that dies unexpectedly is started again, a few times. */
import { logTail } from '../servers/ready';

export interface Running {
  /** Settles with how it ended, for every cause. */
  gone: Promise<string>;
  stop(): Promise<void>;
}

export interface Supervision<Process extends Running> {
  name: string;
  logFile: string;
  /** @param signal ends a start that is under way */
  start(signal: AbortSignal): Promise<Process>;
  /** Ends the first start, and every one after it. */
  signal: AbortSignal;
  /** Whether a full disk explains the deaths: the program is restarted until there is room again. */
  diskIsFull(): boolean;
  say(line: string): void;
  /** Called once, when it died too often. */
  giveUp(error: Error): void;
}

// A program that dies this often is broken, and restarting it would hide that.
const MOST_DEATHS = 5;
const PER_MS = 60_000;
// Doubling from half a second: a crash at start-up does not spin, and a person hardly notices a single one.
const FIRST_WAIT_MS = 500;
// The fifth wait; where the disk is full the later ones are as long.
const LONGEST_WAIT_MS = 8_000;

export interface Supervised<Process extends Running> {
  first: Process;
  stop(): Promise<void>;
}

/** Starts it; throws if that fails. From then on it is restarted here when it dies. */
export async function supervise<Process extends Running>(
  task: Supervision<Process>,
): Promise<Supervised<Process>> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, task.signal]);
  const first = await task.start(signal);
  let current: Running = first;
  let stopping = false;
  let wake = (): void => {};
  let told = false;
  /** In a row, on a full disk. */
  let tries = 1;
  const deaths: number[] = [];

  const keep = async (): Promise<void> => {
    for (;;) {
      const ending = await current.gone;
      if (stopping) return;
      const full = task.diskIsFull();
      // A death on a full disk is not the program's fault, also once there is room again.
      if (full) deaths.length = 0;
      else deaths.push(Date.now());
      tries = full && told ? tries + 1 : 1;
      while (deaths.length > 0 && Date.now() - (deaths[0] ?? 0) > PER_MS) deaths.shift();
      // Said once: the message would be the same for as long as the disk is full.
      if (!full || !told)
        task.say(
          `The ${task.name} ended unexpectedly (${ending}). The end of its log:\n${logTail(task.logFile)}`,
        );
      if (full && !told) task.say(`The disk is full: the ${task.name} is tried again until there is room.`);
      told = full;
      if (deaths.length >= MOST_DEATHS) {
        task.giveUp(
          new Error(`The ${task.name} died ${MOST_DEATHS} times within a minute; see ${task.logFile}`),
        );
        return;
      }
      await new Promise<void>((resolve) => {
        const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (Math.max(tries, deaths.length) - 1), LONGEST_WAIT_MS);
        const timer = setTimeout(resolve, waitMs);
        wake = () => (clearTimeout(timer), resolve());
      });
      if (stopping) return;
      try {
        current = await task.start(signal);
        if (stopping) return await current.stop();
        task.say(`The ${task.name} runs again.`);
      } catch (error) {
        current = {
          gone: Promise.resolve(error instanceof Error ? error.message : String(error)),
          stop: async () => {},
        };
      }
    }
  };
  const keeping = keep();
  return {
    first,
    stop: async () => {
      stopping = true;
      stop.abort(new Error('it was told to stop'));
      wake();
      await current.stop();
      await keeping;
    },
  };
}
