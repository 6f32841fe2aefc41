import { type Bench } from '../bench';
import { contactsCsv } from '../contacts';
import { copyInto, emptyTwin, jobsOf } from '../job-copy';
import { type Measured } from '../measured';
import { type PairTimes, timed } from '../pairs';
import { median } from '../statistics';

/** A file through HTTP, every row checked, against writing the documents that came of it. */
export async function jobImport(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { importRows, importRounds } = bench.sizes;
  const { api, store } = await bench.ringmaster();
  // A file of a tenth first: the process compiles its code.
  await api.importCsv(await api.create(1), contactsCsv(importRows / 10));
  const csv = contactsCsv(importRows);
  const times: PairTimes = { ours: [], raw: [] };
  for (let round = 1; round <= importRounds; round++) {
    setDetail(`round ${round} of ${importRounds}`);
    const campaignId = await api.create(1);
    let accepted = 0;
    times.ours.push(await timed(async () => (accepted = await api.importCsv(campaignId, csv))));
    const jobs = await jobsOf(store, campaignId);
    if (accepted !== importRows || jobs.length !== importRows)
      throw new Error(`Of ${importRows} rows ${accepted} were accepted and ${jobs.length} stored.`);
    const twin = await emptyTwin(store);
    times.raw.push(await timed(() => copyInto(twin, jobs)));
    await twin.drop();
  }
  const perSecond = (ms: number): number => importRows / (ms / 1_000);
  const [ours, raw] = [perSecond(median(times.ours)), perSecond(median(times.raw))];
  return [
    {
      work: `import of ${importRows.toLocaleString('en')} jobs by HTTP`,
      ours: `${Math.round(ours).toLocaleString('en')} jobs/s`,
      raw: `${Math.round(raw).toLocaleString('en')} jobs/s`,
      value: ours / raw,
      unit: 'ratio',
      bar: { atLeast: 0.4 },
      note: 'CSV with an Idempotency-Key. Raw: insertMany of the same documents, same indexes, same batches of 2,000 by 2 writers.',
    },
  ];
}
