/**
 * Where payloads are encrypted, messages and stack traces of failures travel as payloads too. Temporal loads it by its path,
 * into the workflows' sandbox as well.
 */
import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
