import { type Logger } from 'pino';

// A server that starts beside us is up within seconds; a minute also covers one that is being replaced.
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;

/** Tries `connect` until it succeeds, for a minute at most. */
export async function untilReachable<T>(
  server: string,
  logger: Logger,
  connect: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      logger.warn({ err: error }, `${server} is not reachable: trying again`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
