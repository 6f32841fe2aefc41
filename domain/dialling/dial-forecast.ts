/**
 * When will a waiting job be called, as far as its rules are known now? The answer comes from the same function as the
 * claim's and the pre-dial check's, so it is what will happen.
 */
import { type DialRules, FAR_FUTURE_MS, type WaitingReason } from './dial-rules';
import { type FailureReason } from '../jobs/job';
import { type JobFacts, lineTakenUntil, mayDial, type NumberFacts } from './may-dial';

export type DialForecast =
  | { kind: 'now' }
  | { kind: 'later'; untilMs: number; reason: WaitingReason }
  /** Never under the present version of its campaign. */
  | { kind: 'never'; reason: WaitingReason | FailureReason | 'opted_out' };

/** As if the campaign were started, with room for every call. */
export function dialForecast(
  rules: DialRules,
  job: JobFacts,
  number: NumberFacts | undefined,
  nowMs: number,
): DialForecast {
  const answer = mayDial(rules, { job, number, nowMs });
  switch (answer.kind) {
    case 'dial':
      return { kind: 'now' };
    case 'opted_out':
      return { kind: 'never', reason: 'opted_out' };
    case 'failed':
      return { kind: 'never', reason: answer.reason };
    case 'wait':
      return forecastOfWait(rules, { job, number, nowMs, ...answer });
  }
}

function forecastOfWait(
  rules: DialRules,
  {
    job,
    number,
    untilMs,
    reason,
  }: {
    job: JobFacts;
    number: NumberFacts | undefined;
    nowMs: number;
    untilMs: number;
    reason: WaitingReason;
  },
): DialForecast {
  if (untilMs >= FAR_FUTURE_MS) return { kind: 'never', reason };
  // Some rules apply only when the others allow a call, such as whether there is a caller ID.
  const then = mayDial(rules, { job, number, nowMs: untilMs });
  if (then.kind === 'wait' && then.untilMs >= FAR_FUTURE_MS) return { kind: 'never', reason: then.reason };
  // The dispatcher looks again within minutes; all that is known is when the line is free at the latest.
  return { kind: 'later', untilMs: reason === 'number_busy' ? lineTakenUntil(number) : untilMs, reason };
}
