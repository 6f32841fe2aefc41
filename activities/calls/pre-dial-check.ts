/** The pre-dial check: every rule once more, and the number's line. */
import { dialLimits, type DialRules } from '../../domain/dialling/dial-rules';
import { type DialAnswer, lineIsBusy, mayDial, type OwnAnswer } from '../../domain/dialling/may-dial';
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
  {
    store,
    clock,
    provider,
    publishedRules,
  }: Pick<ActivityDeps, 'store' | 'clock' | 'provider' | 'publishedRules'>,
  { job, callId, until }: { job: JobDocument; callId: string; until: Date },
  { campaign, isSchedulingEnabled, providers }: CampaignToDial,
  callMs: number,
): Promise<DialAnswer> {
  const nowMs = clock.now();
  const rules = publishedRules.of(campaign);
  const answer = mayDial(rules, {
    conditions: {
      campaignState: campaign.State,
      schedulingEnabled: isSchedulingEnabled,
      globalPause: isAnyOut(providers, providersOf(campaign.Data, provider.name)),
    },
    job: beforeDial(job),
    // What is known of the number is asked in the step that takes its line.
    number: undefined,
    nowMs,
  });
  if (answer.kind === 'held_back' && answer.reason === 'global_pause')
    return { kind: 'wait', untilMs: nowMs + PAUSED_PROVIDER_MS, reason: 'global_pause' };
  if (answer.kind !== 'dial') return answer;
  const now = new Date(nowMs);
  const constraints = rules.constraintsFor(job);
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
      return answer;
    case 'opted_out':
      return { kind: 'opted_out' };
    case 'on_call':
      return lineIsBusy(nowMs, hold.until.getTime());
    case 'too_many': {
      const number = { Dials: hold.dials.map((At) => ({ At })) };
      const again = mayDial(rules, { job: beforeDial(job), number, nowMs });
      // Between the two looks the oldest dial may have fallen out of its period.
      return again.kind === 'dial' ? lineIsBusy(nowMs) : again;
    }
  }
}

/** What the rules make of a job at the time to which they let it be dialled, when that time has come too near. */
export const onceClosed = (rules: DialRules, job: JobDocument, atMs: number): OwnAnswer =>
  mayDial(rules, { job: beforeDial(job), nowMs: atMs });

/** The dial in question is numbered already. */
const beforeDial = (job: JobDocument): JobDocument => ({ ...job, Attempts: job.Attempts - 1 });
