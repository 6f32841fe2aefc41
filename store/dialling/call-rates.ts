/** The time at which a campaign with a limit of calls per second may place its next call. */
import { type Pace as CampaignPace, callIntervalMs } from '../../domain/dialling/call-rate';
import { type CampaignDocument, type PaceDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** Moments are taken at most this far ahead: the call that takes one waits for it. */
const TAKEN_AHEAD_MS = 3_000;

interface Pace {
  /** The shortest time from one placement to the next. */
  intervalMs: number;
  /** The version of the campaign that sets it. */
  version: number;
  now: Date;
}

/**
 * The next free moment. It is at most TAKEN_AHEAD_MS and one interval away. A later one was stored when the campaign
 * was slower; then the pace starts again from now. A process that knows only an earlier version starts nothing again:
 * the pace that it finds too slow is the one in force.
 */
function nextMoment(stored: PaceDocument | null, { intervalMs, version, now }: Pace): Date {
  const ms = now.getTime();
  if (!stored) return now;
  const nextMs = stored.NextAt.getTime();
  if (stored.Version < version && nextMs > ms + TAKEN_AHEAD_MS + intervalMs) return new Date(ms + intervalMs);
  return new Date(Math.max(nextMs, ms));
}

/** When the next call may be placed. */
export async function nextPlacementAt(store: Store, campaignId: string, pace: Pace): Promise<Date> {
  return nextMoment(await store.paces.findOne({ _id: campaignId }), pace);
}

/** The pace of a campaign and its next free moment; undefined: the campaign does not limit its calls per second. */
export async function paceOf(
  store: Store,
  { _id, Data, Version }: Pick<CampaignDocument, '_id' | 'Data' | 'Version'>,
  now: Date,
): Promise<CampaignPace | undefined> {
  const paceMs = callIntervalMs(Data.Constraints);
  if (paceMs === undefined) return undefined;
  const next = await nextPlacementAt(store, _id, { intervalMs: paceMs, version: Version, now });
  return { paceMs, nextAtMs: next.getTime() };
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
  const { intervalMs, version, now } = pace;
  const latest = new Date(now.getTime() + TAKEN_AHEAD_MS);
  const stored = { $ifNull: ['$NextAt', now] };
  // The same as `nextMoment`, in one atomic step of MongoDB.
  const moment = {
    $cond: [
      {
        $and: [{ $lt: ['$Version', version] }, { $gt: [stored, new Date(latest.getTime() + intervalMs)] }],
      },
      new Date(now.getTime() + intervalMs),
      { $max: [stored, now] },
    ],
  };
  const before = await store.paces.findOneAndUpdate(
    { _id: campaignId },
    [
      { $set: { NextAt: moment, Version: { $max: ['$Version', version] } } },
      {
        $set: {
          NextAt: { $cond: [{ $lte: ['$NextAt', latest] }, { $add: ['$NextAt', intervalMs] }, '$NextAt'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'before' },
  );
  const at = nextMoment(before, pace);
  return { kind: at <= latest ? 'at' : 'later', at };
}
