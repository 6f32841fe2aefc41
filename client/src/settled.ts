import { type CampaignWithMetrics, type JobStateCounts } from './generated/api.ts';
import { type RequestOptions } from './requests.ts';
import { pause } from './send.ts';

export interface SettledOptions {
  /** Ends the waiting. A campaign that is paused, or waits for the morning, is not settled for long: give a bound. */
  signal?: AbortSignal | undefined;
  /** How long to wait between two looks, in milliseconds. Default 2,000: each asks the campaign's workflow. */
  everyMs?: number | undefined;
  /** Called after each look with the number of jobs in each state. */
  onProgress?: ((counts: JobStateCounts) => void) | undefined;
}

/** Each look asks the campaign's workflow, which has calls to take care of; and calls take longer than that. */
const EVERY_MS = 2_000;

/** @returns the counts, when no job is created, scheduled, calling or analyzing */
export const waitUntilSettled =
  (get: (campaignID: string, options: RequestOptions) => Promise<CampaignWithMetrics>) =>
  async (
    campaignID: string,
    { signal, everyMs = EVERY_MS, onProgress }: SettledOptions = {},
  ): Promise<JobStateCounts> => {
    const never = new AbortController().signal;
    for (;;) {
      const { Metrics } = await get(campaignID, { signal });
      const counts = Metrics.JobStateCounts;
      if (counts === undefined) throw new Error('The answer has no JobStateCounts.');
      onProgress?.(counts);
      if (counts.created + counts.scheduled + counts.calling + counts.analyzing === 0) return counts;
      await pause(everyMs, signal ?? never);
    }
  };
