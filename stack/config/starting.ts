/** The start of a role: it waits for late servers, and says in plain words why it cannot start. */
import { type Logger } from 'pino';

/** What a server's first refusal means. */
export interface Trouble {
  /** What is wrong, where, and what to do. No secret, no personal data. */
  text: string;
  /** Waiting may help. */
  passes: boolean;
}

/** A set-up that only a person can correct. Its message says everything: no stack trace is shown. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

// A server that starts beside us is up within seconds; a minute also covers one that is being replaced.
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;

/**
 * Tries `connect` until it succeeds, for a minute at most; gives up at once where waiting cannot help.
 * @param explain undefined for an unknown error: that is retried to the end, and then thrown as it is.
 */
export async function untilItAnswers<T>(
  explain: (error: unknown) => Trouble | undefined,
  log: Pick<Logger, 'warn'>,
  connect: () => T | Promise<T>,
): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      const trouble = explain(error);
      if (trouble?.passes === false || performance.now() >= deadline)
        throw trouble ? new CannotStart(trouble.text, { cause: error }) : error;
      log.warn(trouble ? {} : { err: error }, `${trouble?.text ?? 'A server is in trouble.'} Trying again`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** The last line of a role that failed. */
export function logFailure(log: Pick<Logger, 'fatal'>, error: unknown, otherwise: string): void {
  if (error instanceof CannotStart) log.fatal(error.message);
  else log.fatal({ err: error }, error instanceof Error ? error.message : otherwise);
}
