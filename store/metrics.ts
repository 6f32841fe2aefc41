/** Counts and usage for a campaign's page. Every query here reads an index and no document. */
import { type JobState, jobStates } from '../domain/job';
import { type Store } from './mongo';

/** How many jobs the campaign has in each of the nine states. */
export async function countJobsByState(store: Store, campaignId: string): Promise<Record<JobState, number>> {
  const groups = await store.jobs
    .aggregate<{ _id: JobState; count: number }>([
      { $match: { CampaignID: campaignId } },
      { $group: { _id: '$State', count: { $sum: 1 } } },
    ])
    .toArray();
  const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>;
  for (const { _id, count } of groups) counts[_id] = count;
  return counts;
}

/** A page of the stream: large enough that round trips do not count, small enough to keep memory flat. */
const PAGE = 10_000;

/**
 * The conversation seconds of the campaign's answered calls that ended since `since`, in the order in which they ended.
 * A call that nobody answered has none.
 */
export async function* conversationSeconds(
  store: Store,
  campaignId: string,
  since: Date,
): AsyncGenerator<number> {
  const calls = store.calls
    .find({ CampaignID: campaignId, EndedAt: { $gte: since }, ConversationSeconds: { $gte: 0 } })
    .sort({ EndedAt: 1, _id: 1 })
    .project<{ ConversationSeconds: number }>({ _id: 0, ConversationSeconds: 1 })
    .batchSize(PAGE);
  for await (const call of calls) yield call.ConversationSeconds;
}
