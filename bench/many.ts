/** Many campaigns at once. */
import { randomUUID } from 'node:crypto';
import { type CampaignData } from '../domain/campaigns/campaign-data';
import { eventually } from '../test/support/eventually';
import { type CampaignsClient } from './campaigns-client';
import { queueJobs } from './contacts';
import { type Ringmaster } from './ringmaster';

/** As many requests as a few busy clients have open. More of them would only wait for each other inside the API. */
export const CLIENTS = 16;

/** At most `width` at once, begun in their order. @returns the results in the same order. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item, place: number) => Promise<Result>,
  width = CLIENTS,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const client = async (): Promise<void> => {
    for (const [place, item] of left) results[place] = await work(item, place);
  };
  await Promise.all(Array.from({ length: width }, client));
  return results;
}

export const createCampaigns = (
  api: CampaignsClient,
  count: number,
  { cap, ...changes }: { cap: number } & Partial<CampaignData>,
): Promise<string[]> => sideBySide(Array.from({ length: count }), () => api.create(cap, changes));

/** Sends a command again that was not answered in time: so many campaigns can keep both cores busy. */
export const commandAll = (
  api: CampaignsClient,
  campaignIds: string[],
  command: 'start' | 'pause',
): Promise<void[]> =>
  sideBySide(campaignIds, (id) => {
    const key = randomUUID();
    return eventually(() => api.command(id, command, key));
  });

// A campaign is made, filled and started in 60 ms on two cores, and in three times that on a busy machine. Then all of
// them come to rest before their jobs are due.
const START_MS = 200;
const REST_MS = 5_000;

/**
 * Starts campaigns of `jobs` jobs each, all of which fall due at one moment, when every campaign runs and rests. No two
 * jobs have the same number, or they would wait for each other's line.
 */
export async function startDueTogether(
  { api, store }: Ringmaster,
  count: number,
  { cap, jobs }: { cap: number; jobs: number },
): Promise<{ ids: string[]; due: Date }> {
  const due = new Date(Date.now() + REST_MS + count * START_MS);
  const ids = await createCampaigns(api, count, {
    cap,
    Constraints: { DisableJitter: true, RuleSets: [], NotBefore: due.toISOString() },
  });
  for (const [place, id] of ids.entries()) await queueJobs(store, id, jobs, { numbersFrom: place * jobs });
  await commandAll(api, ids, 'start');
  if (Date.now() >= due.getTime())
    throw new Error(`${count} campaigns were not started within ${REST_MS + count * START_MS} ms.`);
  return { ids, due };
}
