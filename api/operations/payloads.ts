import { z } from 'zod';
import { bounded, closed, shownAs } from '../schemas/fields';

/**
 * Each payload has about eleven values and names, and a body at most 40,000. Temporal's tools send the payloads of a
 * few events.
 */
const MOST_PAYLOADS = 3_000;

/** Temporal's own payloads have two or three entries: the encoding, a type, the key of a cipher. */
const MOST_METADATA = 50;

/** Bytes in proto JSON: base64 in either alphabet, padded or not. */
const BASE64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/;
const bytes = shownAs(
  z
    .string()
    .regex(BASE64, { error: 'must be base64' })
    .transform((text) => Buffer.from(text, 'base64')),
  { type: 'string', pattern: BASE64.source },
);

/** Temporal's `Payloads` in proto JSON. */
export const payloadList = closed({
  payloads: bounded(
    z.array(
      closed({
        metadata: bounded(z.record(z.string(), bytes), MOST_METADATA)
          .default({})
          .describe('Bytes in base64, by name: `encoding` says what the data are.'),
        data: bytes.default(() => Buffer.alloc(0)).describe('Bytes in base64.'),
      }),
    ),
    MOST_PAYLOADS,
  ).describe(`At most ${MOST_PAYLOADS}.`),
}).meta({ id: 'Payloads' });

export const convertedPayloads = z
  .object({
    payloads: z
      .array(z.object({ metadata: z.record(z.string(), z.string()).optional(), data: z.string().optional() }))
      .optional()
      .describe('In the same order.'),
  })
  .meta({ id: 'ConvertedPayloads' });
