/** The closed list of failures that no retry can mend. Everything else an activity throws is retried. */
import { ApplicationFailure } from '@temporalio/common';

export const failureTypes = ['CampaignNotFound'] as const;
export type FailureType = (typeof failureTypes)[number];

export const permanentFailure = (type: FailureType, message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, type);
