/** How long one call may ring, and last. */
import { type DialRules, leastRingSeconds } from '../../domain/dialling/dial-rules';
import { type JobDocument } from '../../store/mongodb/documents';
import { type CallLimits } from '../ports/deps';

/** A rule set may require a longer ring than the job: hanging up early counts as a nuisance call. */
export function callLimits(
  defaults: CallLimits,
  job: Pick<JobDocument, 'Overrides' | 'ContactPhoneNumber'>,
  rules: DialRules,
  nowMs: number,
): { ringSeconds: number; callSeconds: number } {
  const { Overrides, ContactPhoneNumber } = job;
  return {
    ringSeconds: Math.max(
      Overrides?.MaxRingSeconds ?? defaults.ringSeconds,
      leastRingSeconds(rules.constraintsFor(job), ContactPhoneNumber, nowMs),
    ),
    callSeconds: Overrides?.MaxCallSeconds ?? defaults.callSeconds,
  };
}
