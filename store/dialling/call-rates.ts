/** The time at which a campaign with a limit of calls per second may place its next call. */
import { type Pace as CampaignPace, callIntervalMs } from '../../domain/dialling/call-rate';
import { type CampaignDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** Moments are taken at most this far ahead: the call that takes one waits for it. */
const TAKEN_AHEAD_MS = 3_000;

interface Pace {
  /** The shortest time from one placement to the next. */
  intervalMs: number;
  now: Date;
}

/**
 * The next free moment. It is at most TAKEN_AHEAD_MS and one interval away. A later one was stored when the campaign
 * was slower; then the pace starts again from now.
 */
function nextMoment(nextAt: Date | undefined, { intervalMs, now }: Pace): Date {
  const ms = now.getTime();
  if (nextAt && nextAt.getTime() > ms + TAKEN_AHEAD_MS + intervalMs) return new Date(ms + intervalMs);
  return new Date(Math.max(nextAt?.getTime() ?? ms, ms));
}

/** When the next call may be placed. */
export async function nextPlacementAt(store: Store, campaignId: string, pace: Pace): Promise<Date> {
  return nextMoment((await store.paces.findOne({ _id: campaignId }))?.NextAt, pace);
}

/** The pace of a campaign and its next free moment; undefined: the campaign does not limit its calls per second. */
export async function paceOf(
  store: Store,
  { _id, Data }: Pick<CampaignDocument, '_id' | 'Data'>,
  now: Date,
): Promise<CampaignPace | undefined> {
  const paceMs = callIntervalMs(Data.Constraints);
  if (paceMs === undefined) return undefined;
  return { paceMs, nextAtMs: (await nextPlacementAt(store, _id, { intervalMs: paceMs, now })).getTime() };
}

/**
 * Takes the campaign's next free moment for one placement, if it is near enough to wait for. Moments are `intervalMs`
 * apart over all workers.
 */
export async function takePlacementTime(
  store: Store,
  campaignId: string,
  pace: Pace,
): Promise<{ kind: 'at' | 'later'; at: Date }> {
  const { intervalMs, now } = pace;
  const latest = new Date(now.getTime() + TAKEN_AHEAD_MS);
  const stored = { $ifNull: ['$NextAt', now] };
  // The same as `nextMoment`, in one atomic step of MongoDB.
  const moment = {
    $cond: [
      { $gt: [stored, new Date(latest.getTime() + intervalMs)] },
      new Date(now.getTime() + intervalMs),
      { $max: [stored, now] },
    ],
  };
  const before = await store.paces.findOneAndUpdate(
    { _id: campaignId },
    [
      { $set: { NextAt: moment } },
      {
        $set: {
          NextAt: { $cond: [{ $lte: ['$NextAt', latest] }, { $add: ['$NextAt', intervalMs] }, '$NextAt'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'before' },
  );
  const at = nextMoment(before?.NextAt, pace);
  return { kind: at <= latest ? 'at' : 'later', at };
}
