import { DefaultLogger, type Logger } from '@temporalio/worker';
import { type Logger as PinoLogger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * Writes what Temporal's SDK logs to our own log. An activity that fails is retried: that is a warning of one line,
 * because a provider that is out causes the same one for every call. An error keeps its stack.
 */
export const temporalLog = (logger: PinoLogger): Logger =>
  new DefaultLogger('INFO', ({ level, message, meta: { error, ...meta } = {} }) => {
    const told =
      error === undefined ? {} : level === 'ERROR' ? { err: error as unknown } : { reason: String(error) };
    logger[levels[level]]({ ...meta, ...told }, message);
  });
