/** Exports a campaign in a process whose heap has a bound, and tells its parent how much it had and made. */
import { columnsFor } from '../../api/jobs/export-columns';
import { csvFile, ndjsonFile, xlsxFileOf } from '../../api/jobs/export-file';
import { loadCampaign } from '../../store/campaigns/campaigns';
import { jobsWithCalls } from '../../store/jobs/export';
import { namesOfJobs } from '../../store/jobs/job-names';
import { openStore } from '../../store/mongodb/mongo';

export interface LargeExport {
  mongodbUri: string;
  campaignId: string;
  format: 'csv' | 'ndjson' | 'xlsx';
}

export interface Exported {
  bytes: number;
  /** The most that was held, in the heap and outside of it. */
  peakBytes: number;
}

async function run({ mongodbUri, campaignId, format }: LargeExport): Promise<Exported> {
  const store = openStore(mongodbUri, { somebodyWaits: true });
  const campaign = await loadCampaign(store, campaignId);
  if (!campaign) throw new Error('The campaign is not there');
  const cut = store.openCut();
  const filter = { campaignId };
  const exported = { campaign, batches: jobsWithCalls(store, filter, cut), per: 'job' as const };
  const columns = columnsFor(campaign.Data, await namesOfJobs(store, filter, { cut }));
  const parts =
    format === 'ndjson'
      ? ndjsonFile(exported)
      : { csv: csvFile, xlsx: xlsxFileOf }[format](exported, columns);
  const result = { bytes: 0, peakBytes: 0 };
  for await (const part of parts) {
    result.bytes += part.length;
    result.peakBytes = Math.max(result.peakBytes, process.memoryUsage.rss());
  }
  await cut.end();
  await store.close();
  return result;
}

run(JSON.parse(process.env['LARGE_EXPORT'] ?? '') as LargeExport).then(
  (exported) => process.send?.(exported, () => process.exit(0)),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
