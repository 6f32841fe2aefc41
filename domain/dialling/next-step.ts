/** What happens to a job once an attempt has its outcome. */
import {
  type CampaignData,
  type Constraints,
  type JobOverrides,
  type RetryableOutcome,
} from '../campaigns/campaign-data';
import { isExpired, maxAttempts } from './dial-rules';
import { type FailureReason } from '../jobs/job';
import { type Outcome } from '../calls/outcome';
import { isRetriedAfter, retryFromMs } from './retry';

export type NextStep =
  | { kind: 'completed' }
  | { kind: 'failed'; reason: FailureReason }
  | { kind: 'canceled' }
  | { kind: 'retry'; notBeforeMs: number };

export interface AttemptFacts {
  outcome: Outcome;
  /** The attempt that ended, numbered from 1. */
  attempt: number;
  /** The job's effective constraints. */
  constraints: Constraints;
  hangUpIsOptOut: boolean;
  /** The campaign has a CampaignObjectivePrompt: the job is completed only if the analyst finds it met. */
  wantsObjective?: boolean;
  /** The analyst's answer; undefined: it was not asked, or could not say. */
  objectiveMet?: boolean | undefined;
  nowMs: number;
}

export function nextStep(facts: AttemptFacts): NextStep {
  switch (facts.outcome) {
    case 'completed':
      return afterConversation(facts);
    case 'hung_up':
      // The callee was reached and talked. Only the campaign's owner can say that leaving early is a refusal.
      return isOptOut(facts.outcome, facts.hangUpIsOptOut)
        ? { kind: 'failed', reason: 'opted_out' }
        : afterConversation(facts);
    case 'opted_out':
      return { kind: 'failed', reason: 'opted_out' };
    case 'no_answer':
    case 'busy':
    case 'voicemail':
    case 'provider_failed':
      return afterRetryable(facts.outcome, facts);
    case 'rejected':
    case 'invalid_number':
    case 'time_limit':
    case 'unknown': // The callee may have answered and talked, so the job is not dialled again.
      return { kind: 'failed', reason: 'outcome' };
    case 'canceled':
      return { kind: 'canceled' };
  }
}

/** Does the contact want no more calls? They said so, or left early where the campaign counts that as an opt-out. */
export const isOptOut = (outcome: Outcome, hangUpIsOptOut: boolean): boolean =>
  outcome === 'opted_out' || (outcome === 'hung_up' && hangUpIsOptOut);

/**
 * Whether a contact who leaves a call early has opted out: as the job says, or else the version that the call was
 * placed under. This is about outbound calls only: the caller of an inbound call who hangs up has not opted out.
 */
export const hangUpIsOptOut = (
  job: { Overrides?: JobOverrides | undefined },
  data: Pick<CampaignData, 'HangUpIsOptOut'>,
  isInbound: boolean,
): boolean => !isInbound && (job.Overrides?.HangUpIsOptOut ?? data.HangUpIsOptOut ?? false);

function afterConversation({ wantsObjective = false, objectiveMet }: AttemptFacts): NextStep {
  if (objectiveMet === false) return { kind: 'failed', reason: 'objective_not_met' };
  // Without an answer the job is not silently a success, and its contact is not called again for that.
  if (wantsObjective && objectiveMet === undefined) return { kind: 'failed', reason: 'objective_unknown' };
  return { kind: 'completed' };
}

function afterRetryable(outcome: RetryableOutcome, { attempt, constraints, nowMs }: AttemptFacts): NextStep {
  if (!isRetriedAfter(outcome, constraints)) return { kind: 'failed', reason: 'outcome' };
  if (attempt >= maxAttempts(constraints)) return { kind: 'failed', reason: 'max_attempts' };
  const notBeforeMs = retryFromMs({ endedAtMs: nowMs, attempts: attempt }, constraints);
  if (isExpired(notBeforeMs, constraints)) return { kind: 'failed', reason: 'expired' };
  return { kind: 'retry', notBeforeMs };
}
