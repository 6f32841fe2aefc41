import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { jobFaults, schemaFaults, schemasOf } from '../../api/campaigns/campaign-schemas';
import {
  completeData,
  CONTACT,
  contact,
  type ProblemBody,
  type RunningApi,
  startApi,
} from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const schemas = {
  JobMetadataSchema: {
    type: ['object', 'null'],
    required: ['segment'],
    properties: { segment: { enum: ['a', 'b'] } },
  },
  JobDataSchema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      age: { type: 'integer', minimum: 18 },
      share: { type: ['number', 'null'] },
      vip: { type: 'boolean' },
      zip: { type: 'string' },
      code: { $ref: '#/$defs/code' },
      day: { type: 'string', format: 'date' },
    },
    additionalProperties: false,
    $defs: { code: { type: ['integer', 'string'] } },
  },
} satisfies Partial<CampaignData>;

const locations = (body: ProblemBody): string[] =>
  (body.errors ?? []).map(({ location }) => location).toSorted();
const jobsOf = (CampaignID: string) => api.store.jobs.find({ CampaignID }).sort({ _id: 1 }).toArray();
const withData = (changes: Partial<CampaignData>) => ({ Name: 'x', Data: { ...completeData(), ...changes } });

describe('publishing a campaign', () => {
  it('whose schemas cannot be used is refused with every place, and stores nothing', async () => {
    const before = await api.store.campaigns.countDocuments();
    const { status, body } = await api.request<ProblemBody>(
      'POST',
      '/campaigns',
      withData({
        AnalysisSchema: { type: 'object', properties: { mood: { typ: 'string' } } },
        JobMetadataSchema: { type: 'string' },
        JobDataSchema: { properties: { a: { pattern: '(?!x)' }, b: { type: 'strnig' } } },
      }),
    );
    expect([status, body.type]).toEqual([400, 'urn:ringmaster:problem:invalid-request']);
    expect(locations(body)).toEqual([
      '/Data/AnalysisSchema/properties/mood/typ',
      '/Data/JobDataSchema/properties/a/pattern',
      '/Data/JobDataSchema/properties/b/type',
      '/Data/JobMetadataSchema/type',
    ]);
    expect(await api.store.campaigns.countDocuments()).toBe(before);
  });

  it('accepts schemas that are empty, and roots that allow null or name no type', async () => {
    for (const schema of [
      {},
      { type: 'object' },
      { type: ['object', 'null'] },
      { properties: { a: true } },
    ]) {
      const data = {
        ...completeData(),
        AnalysisSchema: schema,
        JobMetadataSchema: schema,
        JobDataSchema: schema,
      };
      expect(await schemaFaults(data)).toEqual([]);
    }
    for (const type of ['array', 'null', ['object', 'string']]) {
      expect(await schemaFaults({ ...completeData(), AnalysisSchema: { type } })).toMatchObject([
        { location: '/Data/AnalysisSchema/type' },
      ]);
    }
  });
});

it('while three schemas are compiled others have their turn in between', async () => {
  let turns = 0;
  let isOver = false;
  const takeTurns = (): void => {
    turns += 1;
    if (!isOver) setImmediate(takeTurns);
  };
  setImmediate(takeTurns);
  await schemaFaults({ ...completeData(), ...schemas, AnalysisSchema: schemas.JobDataSchema });
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(3);
});

describe('a format', () => {
  const of = (format: string) =>
    schemaFaults({ ...completeData(), JobDataSchema: { properties: { a: { type: 'string', format } } } });

  it.each(['idn-email', 'idn-hostname', 'iri', 'iri-reference', 'telephone'])(
    'that nothing checks is refused by name: %s',
    async (format) => {
      expect(await of(format)).toEqual([
        {
          location: '/Data/JobDataSchema/properties/a/format',
          message: expect.stringContaining(`"${format}" is not checked here`) as string,
        },
      ]);
    },
  );

  it.each(['email', 'hostname', 'uri', 'uri-reference', 'date-time', 'duration', 'uuid', 'ipv6'])(
    'of both drafts that is checked is taken: %s',
    async (format) => {
      expect(await of(format)).toEqual([]);
    },
  );
});

describe('a job', () => {
  const create = (campaignId: string, job: object) =>
    api.request<ProblemBody>('POST', `/campaigns/${campaignId}/jobs`, {
      ContactPhoneNumber: CONTACT,
      ...job,
    });

  it('that does not fit is refused with 422 and every place, and is not stored', async () => {
    const { _id } = await api.storeCampaign(schemas);
    const { status, body } = await create(_id, {
      Metadata: { segment: 'c' },
      Data: { age: 17, share: '1', typo: 'secret', day: '2030-02-30' },
    });
    expect([status, body.type]).toEqual([422, 'urn:ringmaster:problem:schema-mismatch']);
    expect(locations(body)).toEqual([
      '/Data/age',
      '/Data/day',
      '/Data/share',
      '/Data/typo',
      '/Metadata/segment',
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(await jobsOf(_id)).toEqual([]);
  });

  it('that fits is stored, and metadata or data that are not there fit', async () => {
    const { _id } = await api.storeCampaign(schemas);
    expect((await create(_id, { Metadata: { segment: 'a' }, Data: { age: 18, share: null } })).status).toBe(
      201,
    );
    expect((await create(_id, {})).status).toBe(201);
    expect((await create(_id, { Metadata: {} })).status).toBe(422);
    expect(await jobsOf(_id)).toHaveLength(2);
  });

  it('whose metadata or data are null fits where the root allows it, or nothing is asked', async () => {
    const campaigns = await Promise.all([
      api.storeCampaign({ JobDataSchema: { type: ['object', 'null'], required: ['a'] } }),
      api.storeCampaign(),
      api.storeCampaign({ JobDataSchema: { type: 'object' } }),
    ]);
    const answers = await Promise.all(
      campaigns.map(({ _id }) => create(_id, { Data: null, Metadata: null })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 422]);
    expect(answers[2]?.body.errors).toEqual([{ location: '/Data', message: 'must be object' }]);
    // As it was sent.
    expect(await jobsOf(campaigns[0]?._id ?? '')).toMatchObject([{ Data: null, Metadata: null }]);
    const row = JSON.stringify({ ContactPhoneNumber: CONTACT, Data: null });
    const imported = await Promise.all(
      campaigns.map(({ _id }) => api.importFile(_id, row, { 'content-type': 'application/x-ndjson' })),
    );
    expect(imported.map(({ body }) => body.Accepted)).toEqual([1, 1, 0]);
    expect((await create(campaigns[1]?._id ?? '', { Data: [] })).status).toBe(400);
  });

  it('is checked against the version that is published, each compiled once', async () => {
    const campaign = await api.storeCampaign(schemas);
    expect(await schemasOf(campaign)).toBe(await schemasOf({ ...campaign }));
    const next = {
      ...campaign,
      Version: 2,
      Data: { ...campaign.Data, JobDataSchema: { required: ['age'] } },
    };
    const job = { ContactPhoneNumber: CONTACT, Data: {} };
    expect(await jobFaults(await schemasOf(campaign), job)).toEqual([]);
    expect(await jobFaults(await schemasOf(next), job)).toEqual([
      { location: '/Data/age', message: 'is missing' },
    ]);
    expect(await jobFaults(await schemasOf(campaign), job)).toEqual([]);
    for (let i = 0; i < 250; i++) await schemasOf({ ...campaign, _id: `other-${i}` });
    expect(await jobFaults(await schemasOf(next), job)).toHaveLength(1);
  });

  it('of a campaign whose stored schema cannot be used is refused, and the message says what to do', async () => {
    const { _id } = await api.storeCampaign({ JobDataSchema: { type: 'strnig' } });
    const { status, body } = await create(_id, { Data: { a: 1 } });
    expect([status, locations(body)]).toEqual([422, ['/Data']]);
    expect(body.detail).toContain('publish the campaign');
  });
});

describe('an import', () => {
  it('rejects each row that does not fit with its line and column, and takes the others', async () => {
    const { _id } = await api.storeCampaign(schemas);
    const rows = [
      { Data: { age: 20, vip: true } },
      { Data: { age: 17, typo: 1 } },
      { Metadata: { segment: 'c' } },
      { Data: { age: '20' } },
      {},
    ].map((row, i) => JSON.stringify({ ContactPhoneNumber: contact(i), ...row }));
    const { body } = await api.importFile(_id, rows.join('\n'), { 'content-type': 'application/x-ndjson' });
    expect([body.Accepted, body.Rejected]).toEqual([2, 3]);
    expect(body.Errors.map(({ Line, Field }) => [Line, Field])).toEqual([
      [2, 'Data.typo'],
      [2, 'Data.age'],
      [3, 'Metadata.segment'],
      [4, 'Data.age'],
    ]);
    expect((await jobsOf(_id)).map((job) => job.ContactPhoneNumber)).toEqual([contact(0), contact(4)]);
  });

  it('of CSV reads a cell as the type that the schema declares, only when it is exactly of it', async () => {
    const { _id } = await api.storeCampaign(schemas);
    const file = [
      'ContactPhoneNumber,Data.age,Data.share,Data.vip,Data.zip,Data.code,Metadata.segment',
      `${contact(1)},44,-12.50,TRUE,00123,007,a`,
      `${contact(2)},18,null,false,12,12,b`,
      `${contact(3)},44.5,,,,,`,
      `${contact(4)},044,,,,,`,
      `${contact(5)},,1e3,yes,,,`,
      `${contact(6)},,0.12345678901234567,,,,`,
    ].join('\n');
    const { body } = await api.importFile(_id, file);
    expect(body.Errors.map(({ Line, Field }) => [Line, Field])).toEqual([
      [4, 'Data.age'],
      [5, 'Data.age'],
      [6, 'Data.share'],
      [6, 'Data.vip'],
      [7, 'Data.share'],
    ]);
    expect((await jobsOf(_id)).map(({ Data }) => Data)).toEqual([
      { age: 44, share: -12.5, vip: true, zip: '00123', code: '007' },
      { age: 18, share: null, vip: false, zip: '12', code: '12' },
    ]);
  });

  it('of rows that are all too costly to check leaves other requests their turn', async () => {
    const $defs: Record<string, unknown> = { a0: { type: 'number' } };
    for (let i = 1; i <= 30; i++) {
      $defs[`a${i}`] = { allOf: [{ $ref: `#/$defs/a${i - 1}` }, { $ref: `#/$defs/a${i - 1}` }] };
    }
    const { _id } = await api.storeCampaign({
      JobDataSchema: { properties: { x: { $ref: '#/$defs/a30' } }, $defs },
    });
    let answered = false;
    const rows = Array.from({ length: 100 }, (_, i) => `${contact(i)},x`);
    const importing = api
      .importFile(_id, `ContactPhoneNumber,Data.x\n${rows.join('\n')}\n`)
      .then((answer) => {
        answered = true;
        return answer;
      });
    const between: boolean[] = [];
    while (!answered) {
      expect((await api.request('GET', '/campaigns?limit=1')).status).toBe(200);
      between.push(answered);
    }
    expect((await importing).body.Rejected).toBe(100);
    // At most one of them came after the import.
    expect(between.length).toBeGreaterThan(3);
  });
});
