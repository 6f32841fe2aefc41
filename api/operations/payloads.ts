import { z } from 'zod';
import { bounded, closed } from '../schemas/fields';

/**
 * Each payload has about eleven values and names, and a body at most 40,000. Temporal's tools send the payloads of a
 * few events.
 */
const MOST_PAYLOADS = 3_000;

/** Temporal's own payloads have two or three entries: the encoding, a type, the key of a cipher. */
const MOST_METADATA = 50;

/** Bytes in proto JSON: base64 in either alphabet, padded or not. */
const bytes = z
  .string()
  .regex(/^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/, { error: 'must be base64' })
  .transform((text) => Buffer.from(text, 'base64'));

/** Temporal's `Payloads` in proto JSON. */
export const payloadList = closed({
  payloads: bounded(
    z.array(
      closed({
        metadata: bounded(z.record(z.string(), bytes), MOST_METADATA).default({}),
        data: bytes.default(() => Buffer.alloc(0)),
      }),
    ),
    MOST_PAYLOADS,
  ),
});
