import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type Store } from '../../store/mongodb/mongo';
import { type Bench } from '../bench';
import { asWritten, contactsCsv } from '../contacts';
import { copyInto, emptyTwin, jobsOf } from '../job-copy';
import { type Measured } from '../measured';
import { type PairTimes, timed } from '../pairs';
import { everyRule } from '../rules';
import { median } from '../statistics';

/**
 * A file through HTTP, every row checked, against writing the same documents: without rules, with rules in the callee's
 * zones, and with every rule on; and the same list with its numbers as people write them.
 */
export async function jobImport(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { importRows, importRounds } = bench.sizes;
  const { Constraints, ...others } = everyRule();
  const imports = {
    plain: await prepareImport(bench, {}),
    zoned: await prepareImport(bench, { Constraints }),
    all: await prepareImport(bench, { Constraints, ...others }),
    written: await prepareImport(bench, {}, { written: asWritten, query: '?region=US' }),
  };
  for (let round = 1; round <= importRounds; round++) {
    setDetail(`round ${round} of ${importRounds}`);
    // One after another in each round, and in the next one the other way round, so that drift affects all alike.
    const inOrder = Object.values(imports);
    for (const measure of round % 2 === 0 ? inOrder.reverse() : inOrder) await measure.once();
  }
  const [plain, zoned, all] = [imports.plain.rates(), imports.zoned.rates(), imports.all.rates()];
  const written = imports.written.rates();
  const work = `import of ${importRows.toLocaleString('en')} jobs by HTTP`;
  const note =
    'CSV with an Idempotency-Key. Raw: insertMany of the same documents, same indexes, same batches of 2,000 by 2 writers.';
  const againstRaw = ({ ours, raw }: Rates, atLeast: number) => ({
    ours: inWords(ours),
    raw: inWords(raw),
    value: ours / raw,
    unit: 'ratio' as const,
    bar: { atLeast },
  });
  return [
    { work, ...againstRaw(plain, 0.5), note },
    {
      work: `${work}, every rule on`,
      ...againstRaw(all, 0.45),
      note: `${note} With schemas of Metadata and Data, windows in the callee’s zones and rule sets.`,
    },
    {
      work: `${work}, rules in the callee’s zones on`,
      ours: inWords(zoned.ours),
      raw: inWords(plain.ours),
      value: zoned.ours / plain.ours,
      unit: 'ratio',
      bar: { atLeast: 0.9 },
      note: 'Windows, days without calls and every rule set that can apply. Raw: our own import of the same file without rules.',
    },
    {
      work: `${work}, numbers as people write them`,
      ours: inWords(written.ours),
      raw: inWords(plain.ours),
      value: written.ours / plain.ours,
      unit: 'ratio',
      bar: { atLeast: 0.85 },
      note: 'International and national numbers with brackets, blanks, dots and hyphens, region=US. Raw: our own import of the same numbers in E.164.',
    },
  ];
}

/** Jobs per second. */
interface Rates {
  ours: number;
  raw: number;
}
const inWords = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en')} jobs/s`;

/** What MongoDB still has to write of earlier work would be done at the cost of what is measured next. */
const settle = (store: Store): Promise<unknown> => store.client.db('admin').command({ fsync: 1 });

interface MeasuredImport {
  once(): Promise<void>;
  rates(): Rates;
}

async function prepareImport(
  bench: Bench,
  changes: Partial<CampaignData>,
  { written, query = '' }: { written?: typeof asWritten; query?: string } = {},
): Promise<MeasuredImport> {
  const { importRows } = bench.sizes;
  const { api, store } = await bench.ringmaster();
  const csv = contactsCsv(importRows, 0, written);
  const times: PairTimes = { ours: [], raw: [] };
  // First a tenth of the file: the process compiles its code.
  await api.importCsv(await api.create(1, changes), contactsCsv(importRows / 10, 0, written), query);

  return {
    async once() {
      const campaignId = await api.create(1, changes);
      let accepted = 0;
      await settle(store);
      times.ours.push(await timed(async () => (accepted = await api.importCsv(campaignId, csv, query))));
      const jobs = await jobsOf(store, campaignId);
      if (accepted !== importRows || jobs.length !== importRows)
        throw new Error(`Of ${importRows} rows ${accepted} were accepted and ${jobs.length} stored.`);
      const twin = await emptyTwin(store);
      await settle(store);
      times.raw.push(await timed(() => copyInto(twin, jobs)));
      await twin.drop();
      // The twin is empty each time; so is the collection for the next import.
      await store.jobs.deleteMany({ CampaignID: campaignId });
    },
    rates() {
      const perSecond = (ms: number): number => importRows / (ms / 1_000);
      return { ours: perSecond(median(times.ours)), raw: perSecond(median(times.raw)) };
    },
  };
}
