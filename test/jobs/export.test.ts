/** What an export has in it: over HTTP, from jobs and calls as they are stored. */
import { parse } from 'csv-parse/sync';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type CallDocument, type JobDocument } from '../../store/mongodb/documents';
import { newId } from '../../store/mongodb/mongo';
import { CALLER_ID, CONTACT, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const at = (time: string): Date => new Date(`2027-03-11T${time}Z`);

async function storeCampaign(data: Partial<CampaignData>, jobs: (Partial<JobDocument> & { _id: string })[]) {
  const campaign = await api.storeCampaign(data);
  if (jobs.length > 0)
    await api.store.jobs.insertMany(
      jobs.map((job) => ({
        ...{ OrgID: api.orgId, CampaignID: campaign._id, State: 'created', Attempts: 0 },
        ...{ ContactPhoneNumber: CONTACT, DueAt: at('14:00:00') },
        ...{ CreatedAt: at('13:00:00'), UpdatedAt: at('13:30:00'), ...job },
      })),
    );
  return campaign;
}

async function storeCall(jobId: string, call: Partial<CallDocument> & { Attempt: number }) {
  const job = await api.store.jobs.findOne({ _id: jobId });
  await api.store.calls.insertOne({
    ...{ _id: `call:${jobId}:${call.Attempt || 'in-0123456789abcdef'}`, OrgID: api.orgId },
    ...{ CampaignID: job?.CampaignID ?? '', JobID: jobId, Version: 1, CallerID: CALLER_ID },
    ...{ DialledAt: at('14:00:00'), ...call },
  });
}

const answerTo = (campaignId: string, query = '', method = 'GET'): Promise<Response> =>
  fetch(`${api.url}/campaigns/${campaignId}/jobs/export${query}`, {
    method,
    headers: { authorization: `Bearer ${api.key}` },
  });

async function linesOf(campaignId: string, query = ''): Promise<Record<string, unknown>[]> {
  const answer = await answerTo(campaignId, `?format=ndjson${query}`);
  const text = await answer.text();
  expect(answer.status).toBe(200);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function tableOf(
  campaignId: string,
  query = '',
): Promise<{ header: string[]; rows: Record<string, string>[] }> {
  const answer = await answerTo(campaignId, query);
  const text = await answer.text();
  expect([answer.status, text.startsWith('\ufeff')]).toEqual([200, false]);
  const [header = [], ...cells]: string[][] = parse(text, { record_delimiter: '\r\n' });
  return {
    header,
    rows: cells.map((row) => Object.fromEntries(row.map((cell, i) => [header[i] ?? '', cell]))),
  };
}

const own = [
  ...['ContactPhoneNumber', 'CallerID', 'ContactName', 'ContactTimeZone', 'ContactPostalCode'],
  ...['ContactCountry', 'ExternalID', 'TestJob'],
];
const happened = [
  ...['Job.ID', 'Job.State', 'Job.Outcome', 'Job.Attempts', 'Job.FailureReason', 'Job.CancelReason'],
  ...['Job.NotBefore', 'Job.CreatedAt', 'Job.UpdatedAt'],
];
const calls = [
  ...['Call.ID', 'Call.Direction', 'Call.Attempt', 'Call.Version', 'Call.CallerID', 'Call.DialledAt'],
  ...['Call.AnsweredAt', 'Call.AnsweredBy', 'Call.EndedAt', 'Call.Outcome', 'Call.ConversationSeconds'],
  ...['Call.DialledAtLocal', 'Call.AnsweredAtLocal', 'Call.EndedAtLocal', 'Call.Zones'],
];
const analysis = ['Analysis.Status', 'Analysis.ObjectiveMet', 'Analysis.Result'];

it('a table of no jobs has the columns that every table has', async () => {
  const { _id } = await storeCampaign({}, []);
  expect(await tableOf(_id)).toEqual({ header: [...own, ...happened, ...calls, ...analysis], rows: [] });
  expect(await linesOf(_id)).toEqual([]);
});

it('a table has a column for each name that occurs, those of the schema first, and values as an import reads them', async () => {
  const id = newId();
  const { _id } = await storeCampaign({ JobDataSchema: { properties: { b: {}, unused: {}, a: {} } } }, [
    {
      ...{ _id: `${id}-0000001`, ContactName: '=HYPERLINK("x")', TestJob: true, ExternalID: '-1' },
      Data: { z: 'of no schema', a: 1.5, b: { in: ['side'] } },
      Metadata: { 'a.b': false, constructor: null },
      Overrides: {
        ...{ MaxCallSeconds: 60, Integrations: { crm: 1 } },
        Constraints: { NotBefore: '2027-03-11T00:00:00-05:00', BlackoutDates: ['2027-03-12'] },
      },
      CampaignVariants: ['A', 'B'],
    },
    { _id: `${id}-0000002`, Data: { y: '' }, Overrides: { Constraints: { MaxAttempts: 2 } } },
  ]);
  const { header, rows } = await tableOf(_id);
  expect(header).toEqual([
    ...own,
    ...['Overrides.MaxCallSeconds', 'Overrides.Constraints.MaxAttempts', 'Overrides.Constraints.NotBefore'],
    ...['Data.b', 'Data.a', 'Data.y', 'Data.z', 'Metadata.a.b', 'Metadata.constructor'],
    ...[...happened, 'Job.Overrides', 'Job.CampaignVariants', ...calls, ...analysis],
  ]);
  expect(rows[0]).toMatchObject({
    ...{ ContactPhoneNumber: CONTACT, ContactName: `'=HYPERLINK("x")`, TestJob: 'true', ExternalID: "'-1" },
    ...{ 'Data.a': '1.5', 'Data.b': '{"in":["side"]}', 'Data.y': '', 'Metadata.a.b': 'false' },
    ...{ 'Metadata.constructor': 'null', 'Overrides.MaxCallSeconds': '60' },
    'Overrides.Constraints.NotBefore': '2027-03-11T00:00:00-05:00',
    'Job.Overrides': '{"Integrations":{"crm":1},"Constraints":{"BlackoutDates":["2027-03-12"]}}',
    ...{ 'Job.CampaignVariants': '["A","B"]', 'Job.State': 'created', 'Job.Attempts': '0' },
    'Job.NotBefore': '2027-03-11T14:00:00.000Z',
  });
  expect(rows[1]).toMatchObject({ 'Job.Overrides': '', 'Metadata.constructor': '', TestJob: 'false' });
});

describe('a job with calls', () => {
  const id = `${newId()}-0000001`;
  let campaignId: string;
  beforeAll(async () => {
    const AnalysisSchema = { properties: { agreed: {}, Status: {} } };
    ({ _id: campaignId } = await storeCampaign({ AnalysisSchema }, [
      { _id: id, State: 'completed', Attempts: 2, Outcome: 'completed' },
      { _id: `${newId()}-0000002` },
    ]));
    await storeCall(id, {
      Attempt: 1,
      DialledAt: at('14:00:00'),
      EndedAt: at('14:00:30'),
      Outcome: 'no_answer',
      Zones: ['America/New_York'],
    });
    // The contact called back in between; such a call has no attempt and stores no zones.
    await storeCall(id, { Attempt: 0, Direction: 'inbound', DialledAt: at('14:01:00') });
    await storeCall(id, {
      ...{ Attempt: 2, Outcome: 'completed', Zones: ['America/New_York', 'America/Chicago'] },
      ...{ DialledAt: at('14:05:00'), AnsweredAt: at('14:05:09'), EndedAt: at('14:06:00') },
      ...{ AnsweredBy: 'human', ConversationSeconds: 50.5 },
      Analysis: { Status: 'succeeded', Result: { agreed: true, Status: 'warm' }, ObjectiveMet: false },
    });
  });

  it('has a line with its last call, and the answers of the analyst by the names of the schema', async () => {
    const { header, rows } = await tableOf(campaignId);
    const answers = ['Analysis.Status', 'Analysis.ObjectiveMet', 'Analysis.agreed', 'Analysis.Result.Status'];
    expect(header).toEqual([...own, ...happened, ...calls, ...answers]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      ...{
        'Call.ID': `call:${id}:2`,
        'Call.Direction': 'outbound',
        'Call.Attempt': '2',
        'Call.Version': '1',
      },
      ...{ 'Call.CallerID': CALLER_ID, 'Call.DialledAt': '2027-03-11T14:05:00.000Z' },
      ...{ 'Call.AnsweredAt': '2027-03-11T14:05:09.000Z', 'Call.EndedAt': '2027-03-11T14:06:00.000Z' },
      ...{ 'Call.AnsweredBy': 'human', 'Call.ConversationSeconds': '50.5', 'Call.Outcome': 'completed' },
      // New York and Chicago show different times.
      ...{ 'Call.Zones': '["America/New_York","America/Chicago"]', 'Call.DialledAtLocal': '' },
      ...{ 'Analysis.Status': 'succeeded', 'Analysis.ObjectiveMet': 'false', 'Analysis.agreed': 'true' },
      'Analysis.Result.Status': 'warm',
    });
    expect(rows[1]).toMatchObject({ 'Call.ID': '', 'Call.Attempt': '', 'Analysis.Status': '' });
  });

  it('has a line for each of its calls, oldest first, per attempt', async () => {
    const { rows } = await tableOf(campaignId, '?per=attempt');
    expect(
      rows.map((row) => [row['Call.Attempt'], row['Call.Direction'], row['Call.DialledAtLocal']]),
    ).toEqual([
      ['1', 'outbound', '2027-03-11T09:00:00.000-05:00'],
      ['0', 'inbound', '2027-03-11T09:01:00.000-05:00'],
      ['2', 'outbound', ''],
      ['', '', ''],
    ]);
    expect(rows[1]?.['Call.Zones']).toBe('["America/New_York"]');
  });

  it('has them all in NDJSON, as the API shows them', async () => {
    const { body } = await api.request<{ Job: { Calls: { ID: string }[] } }>(
      'GET',
      `/campaigns/${campaignId}/jobs/${id}`,
    );
    const [line] = await linesOf(campaignId);
    const shown = (line as { Calls: { ID: string }[] }).Calls;
    expect(shown.map(({ ID }) => ID)).toEqual(
      [1, 'in-0123456789abcdef', 2].map((name) => `call:${id}:${name}`),
    );
    for (const call of body.Job.Calls) expect(shown.find(({ ID }) => ID === call.ID)).toMatchObject(call);
    expect(line).toMatchObject({
      ContactPhoneNumber: CONTACT,
      Job: { ID: id, State: 'completed', Attempts: 2 },
    });
    const attempts = await linesOf(campaignId, '&per=attempt');
    expect(attempts.map(({ Call }) => (Call as { Attempt?: number } | undefined)?.Attempt)).toEqual([
      1,
      0,
      2,
      undefined,
    ]);
  });
});

it('jobs that were called more often than their calls fit together have all of them, in their order', async () => {
  // In steps of both kinds: several of them together, and one that is too many by itself.
  const often = [1_300, 2_300, 0, 900, 1_500];
  const jobs = often.map((Attempts) => ({ _id: newId(), Attempts }));
  const { _id: campaignId } = await storeCampaign({}, jobs);
  await api.store.calls.insertMany(
    jobs.flatMap(({ _id, Attempts }) =>
      Array.from({ length: Attempts }, (_, i) => ({
        ...{ _id: `call:${_id}:${i + 1}`, OrgID: api.orgId, CampaignID: campaignId, JobID: _id },
        ...{
          Attempt: i + 1,
          Version: 1,
          CallerID: CALLER_ID,
          DialledAt: new Date(at('14:00:00').getTime() + i),
        },
      })),
    ),
  );
  const lines = await linesOf(campaignId);
  const found = lines.map(({ Job, Calls }) => [
    (Job as { ID: string }).ID,
    (Calls as { Attempt: number }[]).map(({ Attempt }) => Attempt),
  ]);
  const stored = jobs.map(({ _id, Attempts }) => [_id, Array.from({ length: Attempts }, (_, i) => i + 1)]);
  expect(found).toEqual(stored.sort());
});

it('the filters of the list choose the jobs, and the columns are those that these jobs need', async () => {
  const [first, second, third] = [newId(), newId(), newId()];
  const { _id } = await storeCampaign({}, [
    { _id: first, State: 'failed', Data: { one: 1 }, ExternalID: 'a' },
    { _id: second, State: 'failed', Data: { two: 2 }, TestJob: true, ContactPhoneNumber: '+12025550112' },
    { _id: third, Data: { three: 3 } },
  ]);
  const found = async (query: string) => {
    const { header, rows } = await tableOf(_id, query);
    return [rows.map((row) => row['Job.ID']), header.filter((name) => name.startsWith('Data.'))];
  };
  expect(await found('?State=failed')).toEqual([
    [first, second],
    ['Data.one', 'Data.two'],
  ]);
  expect(await found('?State=failed&TestJob=0')).toEqual([[first], ['Data.one']]);
  expect(await found('?ExternalID=a')).toEqual([[first], ['Data.one']]);
  expect(await found('?ContactPhoneNumber=%2B12025550112')).toEqual([[second], ['Data.two']]);
  expect(await found('?TestJob=1')).toEqual([[second], ['Data.two']]);
});

it('the file has a name without personal data, and the type of its format', async () => {
  const { _id } = await storeCampaign({}, []);
  const day = new Date().toISOString().slice(0, 10);
  for (const [format, type] of [
    ['csv', 'text/csv; charset=utf-8'],
    ['ndjson', 'application/x-ndjson'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ] as const) {
    const { headers, status } = await answerTo(_id, `?format=${format}`, 'HEAD');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="jobs-${_id}-${day}.${format}"`);
  }
});

it('jobs with too many names for a table are refused, with what to do; NDJSON has them', async () => {
  const names = (from: number) =>
    Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`name${from + i}`, '']));
  const { _id } = await storeCampaign({}, [
    { _id: newId(), Data: names(0) },
    { _id: newId(), Data: names(600) },
  ]);
  const answer = await answerTo(_id);
  expect([answer.status, ((await answer.json()) as ProblemBody).detail]).toEqual([
    409,
    expect.stringMatching(/more than 1000 columns.*format=ndjson.*filter/) as string,
  ]);
  expect(await linesOf(_id)).toHaveLength(2);
});

it('more lines than a sheet has room for are refused before it begins, with what to do', async () => {
  const { _id } = await storeCampaign({}, [{ _id: newId(), Attempts: 1_048_575 }, { _id: newId() }]);
  const answer = await answerTo(_id, '?format=xlsx&per=attempt');
  expect([answer.status, ((await answer.json()) as ProblemBody).detail]).toEqual([
    409,
    expect.stringMatching(/room for 1048575 lines.*1048576; ask for format=csv/) as string,
  ]);
  expect((await answerTo(_id, '?format=xlsx')).status).toBe(200);
});

it('a viewer may, and a campaign of another organisation is not there', async () => {
  const { _id } = await storeCampaign({}, []);
  const viewer = await api.keyOf(api.orgId, 'viewer');
  const other = await api.keyOf('another');
  const status = async (key: string) =>
    (await fetch(`${api.url}/campaigns/${_id}/jobs/export`, { headers: { auth: key } })).status;
  expect([await status(viewer), await status(other)]).toEqual([200, 404]);
});
