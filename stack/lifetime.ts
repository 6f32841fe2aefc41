/** Runs a command that stays up until it is told to stop, and stops in good order. */
import { outliveOutput } from './config/log';

// npm and the terminal both pass Ctrl-C on, so one keystroke arrives twice. A later one is a person who insists.
const SAME_KEYSTROKE_MS = 1_000;

/**
 * Runs `work` and sets the exit status: its return value, or 1 when it throws. SIGINT, SIGTERM and SIGHUP abort the
 * signal that it gets, and stopping because of that counts as success.
 */
export async function runUntilStopped(work: (stopped: AbortSignal) => Promise<number>): Promise<void> {
  outliveOutput();
  const stopped = new AbortController();
  let firstAt: number | undefined;
  const leave = (name: NodeJS.Signals): void => {
    firstAt ??= Date.now();
    if (!stopped.signal.aborted) stopped.abort(new Error(`stopped by ${name}`));
    else if (Date.now() - firstAt > SAME_KEYSTROKE_MS) {
      console.error('Leaving at once: what still runs ends by itself.');
      process.exit(1);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, leave);
  try {
    process.exitCode = await work(stopped.signal);
  } catch (error) {
    if (stopped.signal.aborted && error === stopped.signal.reason) process.exitCode = 0;
    else {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  } finally {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, leave);
    // A person or a supervisor waits for the exit, and an interrupted download or build may still run.
    if (stopped.signal.aborted) process.exit();
  }
}

/** Settles when the signal is aborted. */
export const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** The result of `work`; throws the signal's reason as soon as that is aborted, and lets the work go on. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const refuse = (): void => reject(signal.reason as Error);
    if (signal.aborted) refuse();
    // The signal may live long.
    else signal.addEventListener('abort', refuse, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}
