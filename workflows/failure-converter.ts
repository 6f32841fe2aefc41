/**
 * If payloads are encrypted, messages and stack traces of failures are sent as payloads too. Temporal loads this file
 * by its path, also into the workflows' sandbox.
 */
import { DefaultFailureConverter } from '@temporalio/common';

export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
