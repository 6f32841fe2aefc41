import { type CallDocument, type JobDocument } from '../../store/mongodb/documents';
import { newId, type Store } from '../../store/mongodb/mongo';
import { type Bench } from '../bench';
import { ownNumber } from '../contacts';
import { type Measured } from '../measured';
import { timed } from '../pairs';
import { median } from '../statistics';

/** What a person waits for: a campaign of a million contacts within a minute. */
const LEAST_PER_SECOND = 20_000;

const exports = [
  { format: 'csv', per: 'job' },
  { format: 'csv', per: 'attempt' },
  { format: 'ndjson', per: 'job' },
  { format: 'xlsx', per: 'job' },
] as const;

/** The jobs of a campaign as a file through HTTP, each with ten fields of data and one call. */
export async function jobExport(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { exportRows, exportRounds } = bench.sizes;
  const { api, store } = await bench.ringmaster();
  const campaignId = await api.create(1, {
    AnalysisSchema: { type: 'object', properties: { agreed: { type: 'boolean' }, day: { type: 'string' } } },
  });
  await storeCalledJobs(store, campaignId, exportRows);
  const measured: Measured[] = [];
  for (const { format, per } of exports) {
    const times: number[] = [];
    // The first round is not counted: the process compiles its code.
    for (let round = 0; round <= exportRounds; round += 1) {
      setDetail(`${format}, round ${round} of ${exportRounds}`);
      let lines = 0;
      const ms = await timed(async () => (lines = await api.exportJobs(campaignId, { format, per })));
      const expected = format === 'csv' ? exportRows + 1 : exportRows;
      if (format !== 'xlsx' && lines !== expected)
        throw new Error(`Of ${expected} lines ${lines} came as ${format}.`);
      if (round > 0) times.push(ms);
    }
    const perSecond = exportRows / (median(times) / 1_000);
    measured.push({
      work: `export of ${exportRows.toLocaleString('en')} jobs by HTTP, ${format} per ${per}`,
      ours: `${Math.round(perSecond).toLocaleString('en')} lines/s`,
      raw: '',
      value: perSecond,
      unit: 'lines/s',
      bar: { atLeast: LEAST_PER_SECOND },
      note: 'Each job has ten fields of Data and one analysed call. From the request to the last byte.',
    });
  }
  await store.calls.deleteMany({ CampaignID: campaignId });
  await store.jobs.deleteMany({ CampaignID: campaignId });
  return measured;
}

const TOGETHER = 2_000;

export async function storeCalledJobs(store: Store, campaignId: string, count: number): Promise<void> {
  const prefix = newId();
  for (let from = 0; from < count; from += TOGETHER) {
    const length = Math.min(TOGETHER, count - from);
    const pairs = Array.from({ length }, (_, i) => calledJob(campaignId, prefix, from + i));
    await store.jobs.insertMany(pairs.map(({ job }) => job));
    await store.calls.insertMany(pairs.map(({ call }) => call));
  }
}

function calledJob(campaignId: string, prefix: string, n: number): { job: JobDocument; call: CallDocument } {
  const id = `${prefix}-${n.toString(36).padStart(7, '0')}`;
  const at = new Date(Date.UTC(2027, 2, 9) + n * 1_000);
  const owner = { OrgID: 'org', CampaignID: campaignId };
  const fields = Array.from({ length: 10 }, (_, i) => [`field${i}`, `value ${i} of ${n}`] as const);
  return {
    job: {
      ...{ _id: id, ...owner, State: 'completed', Outcome: 'completed', Attempts: 1, DueAt: at },
      ...{ ContactPhoneNumber: ownNumber(n), ContactName: `Ada Abel ${n}`, ExternalID: `contact-${n}` },
      ...{ Data: Object.fromEntries(fields), CreatedAt: at, UpdatedAt: at },
    },
    call: {
      ...{ _id: `call:${id}:1`, ...owner, JobID: id, Attempt: 1, Version: 1, CallerID: '+12025550100' },
      ...{
        Zones: ['Europe/London'],
        ZonesFrom: 'number',
        DialledAt: at,
        AnsweredAt: at,
        AnsweredBy: 'human',
      },
      ...{ EndedAt: at, EndReason: 'completed', Outcome: 'completed', ConversationSeconds: 61.5 },
      Analysis: { Status: 'succeeded', Result: { agreed: n % 2 === 0, day: 'Monday' } },
    },
  };
}
