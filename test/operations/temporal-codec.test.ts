import { randomBytes } from 'node:crypto';
import { createPayloadCodec } from '../../stack/config/payload-codec';
import { type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ payloadCodec: createPayloadCodec([{ id: 'test', secret: randomBytes(32) }]) });
});
afterAll(() => api.stop());

interface Payload {
  metadata?: Record<string, unknown>;
  data?: unknown;
}
type Answer = ProblemBody & { payloads: Payload[] };
const convert = (direction: 'encode' | 'decode', payloads: unknown[], headers = {}) =>
  api.request<Answer>('POST', `/temporal-codec/${direction}`, { payloads }, headers);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const encoding = base64('json/plain');

describe('the codec server', () => {
  it.each<[string, unknown]>([
    ['an object that says it is long', { data: { length: 900_000_000 } }],
    ['such an object in metadata', { metadata: { encoding: { length: 900_000_000 } } }],
    ['a list of numbers', { data: [1, 2, 3] }],
    ['a number', { data: 3 }],
    ['what is no base64', { data: 'a b' }],
    ['base64 that is cut', { data: 'AAAAA' }],
    ['a field that no payload has', { Data: base64('x') }],
  ])('takes no bytes from %s: 400 with the place', async (_what, payload) => {
    for (const direction of ['encode', 'decode'] as const) {
      const { status, body } = await convert(direction, [{ metadata: { encoding }, data: '' }, payload]);
      expect([status, body.errors]).toEqual([
        400,
        [
          {
            location: expect.stringMatching(/^\/payloads\/1\/./) as string,
            message: expect.stringMatching(/base64|a string|did you mean "data"/) as string,
          },
        ],
      ]);
    }
  });

  it.each([
    ['with padding', 'AP/+/w=='],
    ['without', 'AP/+/w'],
    ['of the other alphabet', 'AP_-_w=='],
    ['none', ''],
  ])('reads base64 as Temporal’s tools may write it: %s', async (_how, data) => {
    const encoded = await convert('encode', [{ metadata: { encoding }, data }]);
    const decoded = await convert('decode', encoded.body.payloads);
    const [{ metadata, data: read = '' } = {}] = decoded.body.payloads;
    expect([metadata, read]).toEqual([{ encoding }, Buffer.from(data, 'base64').toString('base64')]);
  });

  it('takes as many payloads as a body has room for once they are encrypted, and no more', async () => {
    const few = await convert('encode', Array(3_000).fill({}));
    expect([few.status, few.body.payloads.length]).toEqual([200, 3_000]);
    const many = await convert('encode', Array(3_001).fill({}));
    expect([many.status, many.body.detail]).toEqual([400, expect.stringContaining('at most 3000 members')]);
  });

  it('speaks to admins alone: what Temporal stores is of all organisations', async () => {
    for (const role of ['viewer', 'developer'] as const) {
      const headers = { authorization: `Bearer ${await api.keyOf(api.orgId, role)}` };
      for (const direction of ['encode', 'decode'] as const)
        expect((await convert(direction, [], headers)).status).toBe(403);
    }
  });
});
