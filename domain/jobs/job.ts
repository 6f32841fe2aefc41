/** A job is the campaign carried out for one contact. */
import type { JobOverrides, JsonObject } from '../campaigns/campaign-data';

/** All nine states. `created` has never been dialled; `scheduled` waits for a later attempt. */
export const jobStates = [
  'created',
  'scheduled',
  'calling',
  'analyzing',
  'completed',
  'failed',
  'canceled',
  'deleting',
  'deleted',
] as const;
export type JobState = (typeof jobStates)[number];

/** States of a job that may still be dialled or is being worked on. */
export const incompleteStates = [
  'created',
  'scheduled',
  'calling',
  'analyzing',
] as const satisfies JobState[];
/** States of a job that waits for the dispatcher. */
export const waitingStates = ['created', 'scheduled'] as const satisfies JobState[];

export const isIncomplete = (state: JobState): boolean => incompleteStates.some((s) => s === state);

/** What a client gives of a job. */
export interface JobInput {
  /** E.164. */
  ContactPhoneNumber: string;
  /** E.164; used if the campaign has it enabled, else see `callerIdsOf`. */
  CallerID?: string | undefined;
  ContactName?: string | undefined;
  /** Where the contact is, as the client knows it: an IANA zone. It narrows the zones of the number. */
  ContactTimeZone?: string | undefined;
  /** The same by a postal code of `ContactCountry`. */
  ContactPostalCode?: string | undefined;
  /** ISO 3166-1, two letters. */
  ContactCountry?: string | undefined;
  /** No personal data: survives the deletion of personal data. */
  Metadata?: JsonObject | null | undefined;
  /** May be personal: deleted with the personal data. */
  Data?: JsonObject | null | undefined;
  Overrides?: JobOverrides | undefined;
  CampaignVariants?: string[] | undefined;
  TestJob?: boolean | undefined;
  /** The client's own id for the job, unique within a campaign. */
  ExternalID?: string | undefined;
}

/** Why a job failed without (or in spite of) a call's outcome. */
export const failureReasons = [
  'outcome',
  'max_attempts',
  'expired',
  'campaign_ended',
  'opted_out', // the contact wants no more calls
  'objective_not_met', // the conversation did not reach what CampaignObjectivePrompt asks for
  'objective_unknown', // it is not known whether it did
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Why a job was canceled other than on request. */
export const cancelReasons = [
  'opted_out',
  'import_undone', // the import that brought it was undone before it was called
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** Names one attempt: one dial of one job, one call workflow. */
export interface CallRef {
  CampaignID: string;
  JobID: string;
  /** Numbered from 1; 0 for an inbound call. */
  Attempt: number;
  /** Names an inbound call, in place of an attempt: `in-…` (see `inboundName`). */
  Inbound?: string | undefined;
}

export const isInboundName = (value: unknown): boolean =>
  typeof value === 'string' && /^in-[0-9a-f]{16}$/.test(value);

export const CALL_ID_PREFIX = 'call:';

/** The id of a call everywhere: workflow id, provider's idempotency key, key of its record. */
export const callId = (ref: Pick<CallRef, 'JobID' | 'Attempt' | 'Inbound'>): string =>
  `${CALL_ID_PREFIX}${ref.JobID}:${ref.Inbound ?? ref.Attempt}`;

/** The job that a call's id names; undefined for any other id. Ids have no colons. */
export const callOwnerId = (id: string): string | undefined => /^call:([^:]+):[^:]+$/.exec(id)?.[1];
