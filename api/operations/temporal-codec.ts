/**
 * Lets operators read what Temporal stores encrypted: this is the codec server for Temporal's tools (`temporal …
 * --codec-endpoint
 * <API>/temporal-codec --codec-auth "Bearer <key>"`). Bodies are Temporal's `Payloads` in proto JSON.
 */
import { type RequestHandler } from 'express';
import { temporal } from '@temporalio/proto';
import { type ApiDependencies } from '../http/dependencies';
import { absent, invalid, type Problem } from '../http/problems';
import { readJson } from '../http/request-body';
import { check } from '../schemas/faults';
import { payloadList } from './payloads';

const { Payloads } = temporal.api.common.v1;

export const convert =
  (direction: 'encode' | 'decode') =>
  ({ payloadCodec }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    if (!payloadCodec)
      throw absent(
        'Payloads are stored as they are: RINGMASTER_PAYLOAD_KEYS is not set, so there is no codec',
      );
    const payloads = payloadsIn(await readJson(req));
    let converted;
    try {
      converted = await payloadCodec[direction](payloads);
    } catch (error) {
      throw refused(error instanceof Error ? error.message : 'it cannot be decrypted');
    }
    res.json(Payloads.create({ payloads: converted }).toJSON());
  };

function payloadsIn(body: unknown): temporal.api.common.v1.IPayload[] {
  const checked = check(payloadList, body);
  if (checked.ok) return checked.value.payloads;
  const [{ location, message } = { location: '', message: '' }] = checked.faults;
  throw refused(
    `it must be a list of payloads in proto JSON, with base64 in metadata and data: ${location} ${message}`,
  );
}

const refused = (message: string): Problem => invalid([{ location: '/payloads', message }]);
