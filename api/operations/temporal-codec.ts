/**
 * Lets operators read what Temporal stores encrypted: this is the codec server for Temporal's tools (`temporal …
 * --codec-endpoint
 * <API>/temporal-codec --codec-auth "Bearer <key>"`). Bodies are Temporal's `Payloads` in proto JSON.
 */
import { type z } from 'zod';
import { temporal } from '@temporalio/proto';
import { answer, endpoint, json } from '../endpoints/endpoint';
import { absent, invalid, type Problem } from '../http/problems';
import { convertedPayloads, payloadList } from './payloads';

const { Payloads } = temporal.api.common.v1;

const convert = (direction: 'encode' | 'decode') =>
  endpoint({
    id: `${direction}Payloads`,
    summary: direction === 'encode' ? 'Encrypt payloads of Temporal' : 'Decrypt payloads of Temporal',
    description:
      'The codec server of Temporal\'s tools: `temporal … --codec-endpoint <API>/temporal-codec --codec-auth "Bearer <key>"`. ' +
      'A plain payload is answered as it is. 400 for anything that cannot be decrypted with the keys that are set; 404 when none is set. For admins only, since Temporal stores all organisations together.',
    tag: 'Operations',
    access: 'admin',
    problems: ['not-found'],
    body: json(payloadList),
    answers: { 200: answer(convertedPayloads, "Temporal's `Payloads` in proto JSON.") },
    handler:
      ({ payloadCodec }) =>
      async ({ body: { payloads } }) => {
        if (!payloadCodec)
          throw absent(
            'Payloads are stored as they are: RINGMASTER_PAYLOAD_KEYS is not set, so there is no codec',
          );
        let converted;
        try {
          converted = await payloadCodec[direction](payloads);
        } catch (error) {
          throw refused(error instanceof Error ? error.message : 'it cannot be decrypted');
        }
        const body = Payloads.create({ payloads: converted }).toJSON() as z.output<typeof convertedPayloads>;
        return { status: 200, body };
      },
  });

export const encode = convert('encode');
export const decode = convert('decode');

const refused = (message: string): Problem => invalid([{ location: '/payloads', message }]);
