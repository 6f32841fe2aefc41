/** The time at which a campaign with a limit of calls per second may place its next call. */
import { type Pace as CampaignPace, callIntervalMs } from '../../domain/dialling/call-rate';
import { type CampaignDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** Moments are taken this far ahead at most: whoever takes one waits for it. */
const TAKEN_AHEAD_MS = 3_000;

interface Pace {
  /** The least time from one placement to the next. */
  intervalMs: number;
  now: Date;
}

/**
 * The next free moment. No moment is ever set further off than what may be taken ahead and one interval; one that is was set
 * when the campaign was slower, and the pace begins anew from now.
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

/** The pace of a campaign, and where it stands; undefined: the campaign has no limit of calls per second. */
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
 * Takes the campaign's next free moment for one placement, if it is near enough to be waited for. Moments are `intervalMs`
 * apart, whichever worker takes them.
 */
export async function takePlacementTime(
  store: Store,
  campaignId: string,
  pace: Pace,
): Promise<{ kind: 'at' | 'later'; at: Date }> {
  const { intervalMs, now } = pace;
  const latest = new Date(now.getTime() + TAKEN_AHEAD_MS);
  const stored = { $ifNull: ['$NextAt', now] };
  // `nextMoment`, where nobody can come between reading and taking.
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
