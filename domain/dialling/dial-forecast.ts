/**
 * When will a waiting job be called, as far as its rules are known now? Asked of the same function as the claim and the
 * last look before dialling, so that what is said is what will be done.
 */
import { type CampaignData } from '../campaigns/campaign-data';
import { FAR_FUTURE_MS, type WaitingReason } from './dial-rules';
import { type FailureReason } from '../jobs/job';
import { judge, type JudgedJob, type JudgedNumber, lineTakenUntil } from './dial-eligibility';

export type DialForecast =
  | { kind: 'now' }
  | { kind: 'later'; untilMs: number; reason: WaitingReason }
  /** Not under the present version of its campaign. */
  | { kind: 'never'; reason: WaitingReason | FailureReason | 'opted_out' };

export function dialForecast(
  data: CampaignData,
  job: JudgedJob,
  number: JudgedNumber | undefined,
  nowMs: number,
): DialForecast {
  const judgement = judge(data, job, number, nowMs);
  if (judgement.kind === 'opted_out') return { kind: 'never', reason: 'opted_out' };
  if (judgement.kind === 'failed') return { kind: 'never', reason: judgement.reason };
  if (judgement.kind === 'dial') return { kind: 'now' };
  const { untilMs, reason } = judgement;
  if (untilMs >= FAR_FUTURE_MS) return { kind: 'never', reason };
  // A rule that is only asked when the others allow a call, such as whether there is a caller ID.
  const then = judge(data, job, number, untilMs);
  if (then.kind === 'wait' && then.untilMs >= FAR_FUTURE_MS) return { kind: 'never', reason: then.reason };
  // The dispatcher looks again every few seconds; all that is known is when the line is free at the latest.
  return { kind: 'later', untilMs: reason === 'number_busy' ? lineTakenUntil(number) : untilMs, reason };
}
