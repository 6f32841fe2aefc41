/** Keeps a process running: one that dies unexpectedly is started again, a few times. */
import { logTail } from '../servers/ready';

export interface Running {
  /** Settles with how it ended, whoever ended it. */
  gone: Promise<string>;
  stop(): Promise<void>;
}

export interface Supervision<Process extends Running> {
  name: string;
  logFile: string;
  start(): Promise<Process>;
  say(line: string): void;
  /** Called once, when it died too often. */
  giveUp(error: Error): void;
}

// A program that dies this often is not unlucky but broken, and restarting it hides that.
const MOST_DEATHS = 5;
const PER_MS = 60_000;
// Doubling from half a second: a crash at start-up does not spin, and a person hardly notices a single one.
const FIRST_WAIT_MS = 500;

export interface Supervised<Process extends Running> {
  first: Process;
  stop(): Promise<void>;
}

/** Starts it; throws if that fails. From then on its deaths are answered here. */
export async function supervise<Process extends Running>(
  task: Supervision<Process>,
): Promise<Supervised<Process>> {
  const first = await task.start();
  let current: Running = first;
  let stopping = false;
  let wake = (): void => {};
  const deaths: number[] = [];

  const keep = async (): Promise<void> => {
    for (;;) {
      const ending = await current.gone;
      if (stopping) return;
      deaths.push(Date.now());
      while (deaths.length > 0 && Date.now() - (deaths[0] ?? 0) > PER_MS) deaths.shift();
      task.say(
        `The ${task.name} ended unexpectedly (${ending}). The end of its log:\n${logTail(task.logFile)}`,
      );
      if (deaths.length >= MOST_DEATHS) {
        task.giveUp(
          new Error(`The ${task.name} died ${MOST_DEATHS} times within a minute; see ${task.logFile}`),
        );
        return;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, FIRST_WAIT_MS * 2 ** (deaths.length - 1));
        wake = () => (clearTimeout(timer), resolve());
      });
      if (stopping) return;
      try {
        current = await task.start();
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
      wake();
      await current.stop();
      await keeping;
    },
  };
}
