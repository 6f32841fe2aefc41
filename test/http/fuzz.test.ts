import fc from 'fast-check';
import { type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
  campaignId = (await api.storeCampaign())._id;
});
afterAll(() => api.stop());

/** Each run is a request to real servers; this many finds what one more would not. */
const runs = { numRuns: 100 };

/** JSON that looks like what the API expects, with anything at any place. */
const anything = fc.anything({
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', '$ref', '$id', 'a.b', '_bsontype', 'constructor')),
  values: [
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt().map(Number),
  ],
  maxDepth: 4,
});
const job = fc.record(
  {
    ContactPhoneNumber: fc.oneof(fc.constant('+12025550111'), anything),
    ContactName: anything,
    ContactTimeZone: anything,
    ContactPostalCode: anything,
    ContactCountry: anything,
    Metadata: anything,
    Data: fc.oneof(fc.dictionary(fc.string(), anything), anything),
    Overrides: fc.oneof(
      fc.record({ Constraints: anything, MaxCallSeconds: anything }, { requiredKeys: [] }),
      anything,
    ),
    CampaignVariants: anything,
    TestJob: anything,
    ExternalID: anything,
  },
  { requiredKeys: ['ContactPhoneNumber'] },
);
const textOf = (value: unknown): string => JSON.stringify(value) ?? '';

async function statusOf(path: string, body: string | Uint8Array, type: string): Promise<number> {
  const response = await fetch(`${api.url}/campaigns${path}`, {
    method: 'POST',
    headers: { auth: api.key, 'content-type': type },
    body: body as string,
  });
  const text = await response.text();
  // Every answer is JSON, whatever came in.
  JSON.parse(text);
  return response.status;
}

describe('whatever is sent, the answer is never a 5xx', () => {
  it.each(['', '/jobs'])('as the bytes of a JSON body to /campaigns%s', async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await statusOf(path && `/${campaignId}${path}`, bytes, 'application/json')).toBe(400);
      }),
      runs,
    );
  });

  it('as a job', async () => {
    await fc.assert(
      fc.asyncProperty(job, async (value) => {
        expect([201, 400, 409]).toContain(
          await statusOf(`/${campaignId}/jobs`, textOf(value), 'application/json'),
        );
      }),
      runs,
    );
  });

  it('as a campaign', async () => {
    const campaign = fc.record({
      Name: anything,
      Data: fc.oneof(fc.dictionary(fc.string(), anything), anything),
    });
    await fc.assert(
      fc.asyncProperty(campaign, async (value) => {
        expect([201, 400]).toContain(await statusOf('', textOf(value), 'application/json'));
      }),
      runs,
    );
  });

  it('as a CSV file', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.oneof(fc.constant('+12025550111'), fc.string()), { maxLength: 4 })
        .map((cells) => cells.join(',')),
    );
    const file = fc.tuple(
      fc.constantFrom('ContactPhoneNumber,Data.x,ExternalID\n', 'ContactPhoneNumber\n', ''),
      fc.array(line).map((lines) => lines.join('\n')),
    );
    await fc.assert(
      fc.asyncProperty(file, async (parts) => {
        expect([200, 400]).toContain(
          await statusOf(`/${campaignId}/jobs/import`, parts.join(''), 'text/csv'),
        );
      }),
      runs,
    );
  });

  it('as an NDJSON file', async () => {
    const lines = fc.array(fc.oneof(job.map(textOf), fc.string({ unit: 'binary' }), anything.map(textOf)));
    await fc.assert(
      fc.asyncProperty(lines, async (all) => {
        const status = await statusOf(`/${campaignId}/jobs/import`, all.join('\n'), 'application/x-ndjson');
        expect(status).toBe(200);
      }),
      runs,
    );
  });

  it('as bytes of a file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, csv) => {
        const type = csv ? 'text/csv' : 'application/x-ndjson';
        expect([200, 400]).toContain(await statusOf(`/${campaignId}/jobs/import`, bytes, type));
      }),
      runs,
    );
  });
});
