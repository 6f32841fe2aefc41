/** How long one call may ring, and last. */
import { type CampaignData, effectiveConstraints } from '../../domain/campaigns/campaign-data';
import { leastRingSeconds } from '../../domain/dialling/dial-rules';
import { type JobDocument } from '../../store/mongodb/documents';
import { type CallLimits } from '../ports/deps';

/** A rule set may ask for a longer ring than the job does: hanging up early is a kind of nuisance call. */
export function callLimits(
  defaults: CallLimits,
  { Overrides, ContactPhoneNumber }: Pick<JobDocument, 'Overrides' | 'ContactPhoneNumber'>,
  data: CampaignData,
  nowMs: number,
): { ringSeconds: number; callSeconds: number } {
  const constraints = effectiveConstraints(data.Constraints, Overrides);
  return {
    ringSeconds: Math.max(
      Overrides?.MaxRingSeconds ?? defaults.ringSeconds,
      leastRingSeconds(constraints, ContactPhoneNumber, nowMs),
    ),
    callSeconds: Overrides?.MaxCallSeconds ?? defaults.callSeconds,
  };
}
