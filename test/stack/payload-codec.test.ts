import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { createPayloadCodec, type PayloadKey } from '../../stack/config/payload-codec';

const key = (id: string): PayloadKey => ({ id, secret: randomBytes(32) });
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const encodingOf = (payload: Payload | undefined): string =>
  Buffer.from(payload?.metadata?.['encoding'] ?? []).toString();

it('whatever is encrypted comes back as it was', async () => {
  const codec = createPayloadCodec([key('one')]);
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const payload = payloadOf(value);
      const encrypted = await codec.encode([payload]);
      expect(encrypted.map(encodingOf)).toEqual(['binary/encrypted']);
      const [back] = await codec.decode(encrypted);
      expect(defaultPayloadConverter.fromPayload(back as Payload)).toEqual(
        defaultPayloadConverter.fromPayload(payload),
      );
    }),
  );
});

it('the same payload twice is not seen to be the same', async () => {
  const codec = createPayloadCodec([key('one')]);
  const [first, second] = await codec.encode([payloadOf('the same'), payloadOf('the same')]);
  expect(Buffer.from(first?.data ?? []).equals(Buffer.from(second?.data ?? []))).toBe(false);
});

it('a payload of another key is refused by the name of that key, and opened when that key stands behind the first', async () => {
  const [former, present] = [key('former'), key('present')];
  const encrypted = await createPayloadCodec([former]).encode([payloadOf({ State: 'started' })]);
  await expect(createPayloadCodec([present]).decode(encrypted)).rejects.toThrow(
    /"former".*RINGMASTER_PAYLOAD_KEYS/,
  );
  const both = createPayloadCodec([present, former]);
  const [opened] = await both.decode(encrypted);
  expect(defaultPayloadConverter.fromPayload(opened as Payload)).toEqual({ State: 'started' });
  const [again] = await both.encode([payloadOf(1)]);
  expect(Buffer.from(again?.metadata?.['encryption-key-id'] ?? []).toString()).toBe('present');
});

it('a payload that was changed on its way is refused, wherever it was changed', async () => {
  const codec = createPayloadCodec([key('one')]);
  const [encrypted] = await codec.encode([payloadOf({ a: 1 })]);
  const data = Buffer.from(encrypted?.data ?? []);
  for (let at = 0; at < data.length; at += 1) {
    const changed = Buffer.from(data);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(codec.decode([{ ...encrypted, data: changed }])).rejects.toThrow();
  }
  for (const cut of [data.subarray(0, 10), data.subarray(0, -1), Buffer.alloc(0)])
    await expect(codec.decode([{ ...encrypted, data: cut }])).rejects.toThrow();
});

it('what an operator typed in plain JSON is understood', async () => {
  const plain = payloadOf('canceled');
  expect(await createPayloadCodec([key('one')]).decode([plain])).toEqual([plain]);
});
