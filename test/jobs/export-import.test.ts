/** What is exported can be imported again as it is, and the jobs are the same. */
import { type JobInput } from '../../domain/jobs/job';
import { type RunningApi, startApi } from '../support/running-api';
import { CALLER_ID } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const types = { csv: 'text/csv', ndjson: 'application/x-ndjson', xlsx: XLSX } as const;

const JobDataSchema = { properties: { age: { type: 'integer' }, member: { type: 'boolean' } } };

/** What every format brings back. */
const jobs: JobInput[] = [
  { ContactPhoneNumber: '+12025550111' },
  {
    ...{ ContactPhoneNumber: '+12025550112', CallerID: CALLER_ID, ContactName: '=HYPERLINK("http://x","y")' },
    ...{ ContactTimeZone: 'America/New_York', ExternalID: '-4711', TestJob: true },
    Data: {
      age: -5,
      member: true,
      note: "'=1+1",
      lines: 'one\ntwo, "three"',
      full: '＝1',
      phone: '+12025550113',
    },
    Metadata: { branch: '@home', 'a.b': '+1 (202) 555-0111', quote: "'tis", escape: '_x000D_' },
    Overrides: {
      ...{ MaxCallSeconds: 60, HangUpIsOptOut: true },
      Constraints: { MaxAttempts: 2, MinCreationDelay: '2h', NotBefore: '2027-03-11T00:00:00-05:00' },
    },
  },
  {
    ContactPhoneNumber: '+12025550114',
    ContactPostalCode: '10001',
    ContactCountry: 'US',
    ExternalID: '0042',
  },
];
/** What a table has no cells for that an import could read. */
const nested: JobInput = {
  ...{ ContactPhoneNumber: '+12025550115', ExternalID: 'nested', CampaignVariants: ['A', 'B'] },
  Data: { deep: { list: [1, null, ''] }, empty: '', number: 1.5 },
  Overrides: {
    Integrations: { crm: { id: 1 } },
    Constraints: {
      CallWindows: [{ Days: ['Thu'], Start: '13:00', End: '18:00' }],
      BlackoutDates: ['2027-03-12'],
    },
  },
};

const inputsOf = async (campaignId: string): Promise<unknown[]> => {
  const stored = await api.store.jobs.find({ CampaignID: campaignId }).sort({ _id: 1 }).toArray();
  return stored.map((job) => ({
    ...{ ContactPhoneNumber: job.ContactPhoneNumber, CallerID: job.CallerID, ContactName: job.ContactName },
    ...{ ContactTimeZone: job.ContactTimeZone, ContactPostalCode: job.ContactPostalCode },
    ...{
      ContactCountry: job.ContactCountry,
      Data: job.Data,
      Metadata: job.Metadata,
      Overrides: job.Overrides,
    },
    ...{ CampaignVariants: job.CampaignVariants, TestJob: job.TestJob ?? false, ExternalID: job.ExternalID },
  }));
};

async function exported(campaignId: string, query: string): Promise<Uint8Array> {
  const answer = await fetch(`${api.url}/campaigns/${campaignId}/jobs/export?${query}`, {
    headers: { authorization: `Bearer ${api.key}` },
  });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

it.each(['csv', 'ndjson', 'xlsx'] as const)(
  '%s: jobs with calls come back as they were sent',
  async (format) => {
    const [first, second] = [
      await api.storeCampaign({ JobDataSchema }),
      await api.storeCampaign({ JobDataSchema }),
    ];
    const sent = format === 'ndjson' ? [...jobs, nested] : jobs;
    const file = sent.map((job) => `${JSON.stringify(job)}\n`).join('');
    const { body } = await api.importFile(first._id, file, { 'content-type': types.ndjson });
    expect(body).toMatchObject({ Accepted: sent.length, Errors: [] });
    const called = await api.store.jobs.findOneAndUpdate(
      { CampaignID: first._id, ContactPhoneNumber: '+12025550112' },
      { $set: { State: 'completed', Outcome: 'completed', Attempts: 1 } },
    );
    await api.store.calls.insertOne({
      ...{ _id: `call:${called?._id}:1`, OrgID: api.orgId, CampaignID: first._id, JobID: called?._id ?? '' },
      ...{ Attempt: 1, Version: 1, CallerID: CALLER_ID, DialledAt: new Date(), Zones: ['America/New_York'] },
      Analysis: { Status: 'succeeded', Result: { agreed: true } },
    });
    const answer = await api.importFile(second._id, await exported(first._id, `format=${format}`), {
      'content-type': types[format],
    });
    expect(answer.body).toMatchObject({ Accepted: sent.length, Rejected: 0, Errors: [] });
    expect(await inputsOf(second._id)).toEqual(await inputsOf(first._id));
    const states = await api.store.jobs.distinct('State', { CampaignID: second._id });
    expect(states).toEqual(['created']);
  },
);
