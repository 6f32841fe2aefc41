/** The last look before dialling: every rule once more, and the number's line. */
import { type CampaignData, effectiveConstraints } from '../../domain/campaigns/campaign-data';
import { decide, type Decision } from '../../domain/dialling/dial-gates';
import { dialLimits } from '../../domain/dialling/dial-rules';
import { judge, type Judgement, lineIsBusy } from '../../domain/dialling/dial-eligibility';
import { type CampaignToDial } from '../../store/campaigns/campaigns';
import { type JobDocument } from '../../store/mongodb/documents';
import { holdNumber } from '../../store/numbers/numbers';
import { isAnyOut, providersOf } from '../../domain/providers/providers';
import { type ActivityDeps } from '../ports/deps';

// The line is ours until the call's limits have passed; a margin covers the events' way. It is given back sooner, at the end.
const LINE_MARGIN_MS = 60_000;
// A job that meets a paused provider asks again after this; it costs nothing but a look.
const PAUSED_PROVIDER_MS = 5_000;

/**
 * Takes the number's line if every rule allows the dial. Opting out, the limits of attempts and "one call at a time" are
 * decided in the very step that takes the line, so that nothing can come between.
 */
export async function preDialCheck(
  { store, clock, provider }: Pick<ActivityDeps, 'store' | 'clock' | 'provider'>,
  { job, callId, until }: { job: JobDocument; callId: string; until: Date },
  { campaign, isSchedulingEnabled, providers }: CampaignToDial,
  callMs: number,
): Promise<Decision> {
  const nowMs = clock.now();
  const judgement = decide({
    around: {
      campaignState: campaign.State,
      schedulingEnabled: isSchedulingEnabled,
      globalPause: isAnyOut(providers, providersOf(campaign.Data, provider.name)),
    },
    data: campaign.Data,
    job: beforeDial(job),
    // What is known of the number is asked in the step that takes its line.
    number: undefined,
    nowMs,
  });
  if (judgement.kind === 'held' && judgement.reason === 'global_pause')
    return { kind: 'wait', untilMs: nowMs + PAUSED_PROVIDER_MS, reason: 'global_pause' };
  if (judgement.kind !== 'dial') return judgement;
  const now = new Date(nowMs);
  const constraints = effectiveConstraints(campaign.Data.Constraints, job.Overrides);
  const hold = await holdNumber(store, {
    orgId: job.OrgID,
    phoneNumber: job.ContactPhoneNumber,
    callId,
    until: new Date(nowMs + callMs + LINE_MARGIN_MS),
    limits: dialLimits(constraints, job.ContactPhoneNumber, nowMs).map(({ count, periodMs }) => ({
      count,
      since: new Date(nowMs - periodMs),
    })),
    now,
    dialUntil: until,
  });
  switch (hold.kind) {
    case 'held':
      return judgement;
    case 'opted_out':
      return { kind: 'opted_out' };
    case 'on_call':
      return lineIsBusy(nowMs, hold.until.getTime());
    case 'too_many': {
      const dials = { Dials: hold.dials.map((At) => ({ At })) };
      const again = judge(campaign.Data, beforeDial(job), dials, nowMs);
      // Between the two looks the oldest dial may have fallen out of its period.
      return again.kind === 'dial' ? lineIsBusy(nowMs) : again;
    }
  }
}

/** What the rules make of a job at the time to which they let it be dialled, when that time has come too near. */
export const onceClosed = (data: CampaignData, job: JobDocument, atMs: number): Judgement =>
  judge(data, beforeDial(job), undefined, atMs);

/** The dial in question is numbered already. */
const beforeDial = (job: JobDocument): JobDocument => ({ ...job, Attempts: job.Attempts - 1 });
