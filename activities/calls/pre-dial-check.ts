/** The pre-dial check: every rule once more, and the number's line. */
import { dialLimits, type DialRules, quietAfterConversationMs } from '../../domain/dialling/dial-rules';
import { type DialAnswer, lineIsBusy, mayDial, type OwnAnswer } from '../../domain/dialling/may-dial';
import { type CampaignToDial } from '../../store/campaigns/campaigns';
import { type JobDocument } from '../../store/mongodb/documents';
import { holdNumber } from '../../store/numbers/numbers';
import { isAnyOut, providersOf } from '../../domain/providers/providers';
import { type ActivityDeps } from '../ports/deps';

// The line is taken until the call's limits have passed; this margin covers the delay of events. It is freed sooner, at
// the call's end.
const LINE_MARGIN_MS = 60_000;
// A job whose provider is paused tries again after this; a try is cheap.
const PAUSED_PROVIDER_MS = 5_000;

/**
 * Takes the number's line if every rule allows the dial. The step that takes the line also decides on opt-outs, attempt
 * limits, the quiet after a conversation and "one call at a time", so that nothing can come between.
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
    // The step that takes the line reads the number's record.
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
    quietMs: quietAfterConversationMs(constraints, job.ContactPhoneNumber, nowMs),
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
    case 'too_soon': {
      const { dials, conversationAt } = hold;
      const number = {
        Dials: dials.map((At) => ({ At })),
        ...(conversationAt ? { ConversationAt: conversationAt } : {}),
      };
      const again = mayDial(rules, { job: beforeDial(job), number, nowMs });
      // Between the two checks a period may have ended.
      return again.kind === 'dial' ? lineIsBusy(nowMs) : again;
    }
  }
}

/** What the rules say of a job at the end of its permitted time, when that is too near. */
export const onceClosed = (rules: DialRules, job: JobDocument, atMs: number): OwnAnswer =>
  mayDial(rules, { job: beforeDial(job), nowMs: atMs });

/** The job before this dial, which already counts as an attempt. */
const beforeDial = (job: JobDocument): JobDocument => ({ ...job, Attempts: job.Attempts - 1 });
