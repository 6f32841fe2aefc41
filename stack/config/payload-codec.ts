/**
 * Encrypts our payloads in Temporal, as a second defence: only ids, states and call events enter Temporal at all.
 * AES-256-GCM, in the form of Temporal's own samples, so that its tools recognise it.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Payload, type PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

export interface PayloadKey {
  /** Stored beside each payload in plain text: it says which key opens it. */
  id: string;
  /** 32 bytes. */
  secret: Buffer;
}

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
// NIST SP 800-38D recommends this length for a random nonce, and the whole tag.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const { Payload: PayloadMessage } = temporal.api.common.v1;
const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

/** The first key encrypts; all of them decrypt, so that a key can be replaced while workflows live for months. */
export function createPayloadCodec(keys: [PayloadKey, ...PayloadKey[]]): PayloadCodec {
  const [current] = keys;
  const secretOf = new Map(keys.map(({ id, secret }) => [id, secret]));

  const encrypt = (payload: Payload): Payload => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, current.secret, nonce, { authTagLength: TAG_BYTES });
    const plain = PayloadMessage.encode(payload).finish();
    return {
      metadata: {
        encoding: Buffer.from(ENCODING),
        'encryption-cipher': Buffer.from(CIPHER),
        'encryption-key-id': Buffer.from(current.id),
      },
      data: Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
    };
  };

  const decrypt = (payload: Payload): Payload => {
    // An operator typed it in the Temporal UI, or it was stored before there was a key.
    if (textOf(payload.metadata?.['encoding']) !== ENCODING) return payload;
    const id = textOf(payload.metadata?.['encryption-key-id']);
    const secret = secretOf.get(id);
    if (!secret)
      throw new Error(
        `A payload is encrypted with the key "${id}", which RINGMASTER_PAYLOAD_KEYS does not have: add it behind the first`,
      );
    const data = Buffer.from(payload.data ?? []);
    if (data.length < NONCE_BYTES + TAG_BYTES) throw new Error('An encrypted payload is cut short');
    const decipher = createDecipheriv(CIPHER, secret, data.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(data.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return PayloadMessage.decode(plain);
  };

  return {
    encode: (payloads) => Promise.resolve(payloads.map(encrypt)),
    // In a promise: a payload that cannot be decrypted rejects.
    decode: async (payloads) => payloads.map(decrypt),
  };
}
