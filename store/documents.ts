/**
 * The documents as stored. Field names are the API's, so that one word serves the whole way;
 * what only we need (`Epoch`, `Slot`, …) is explained here.
 */
import { type AnsweredBy } from '../domain/call';
import { type CampaignState } from '../domain/campaign';
import { type CampaignData } from '../domain/campaign-data';
import { type FailureReason, type JobInput, type JobState } from '../domain/job';
import { type EndReason, type HangUpCause, type Outcome } from '../domain/outcome';

export const roles = ['viewer', 'developer', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface OrganisationDocument {
  _id: string;
  Name: string;
  DefaultRole: Role;
  IncludedCredits: number;
  IncludedConversationSeconds: number;
  /** Day of month 1–31 on which a billing interval starts; 0 while not set. */
  BillingDoMStart: number;
  BillingMode: string;
  /** While false a started campaign dials nobody. */
  SchedulingEnabled: boolean;
  CreatedAt: Date;
  UpdatedAt: Date;
}

export interface ApiKeyDocument {
  _id: string;
  OrgID: string;
  Role: Role;
  /** SHA-256 of the secret, hex. The secret has 256 random bits, so a slow hash would add nothing. */
  SecretHash: string;
  CreatedAt: Date;
}

export interface CampaignDocument {
  _id: string;
  OrgID: string;
  Name: string;
  State: CampaignState;
  Version: number;
  Data: CampaignData;
  /** Number of the transition that wrote `State`. A dispatcher with another epoch claims nothing. */
  Epoch: number;
  /** When `State` last became started: the ramp is counted from here. */
  StartedAt?: Date;
  CreatedAt: Date;
  UpdatedAt: Date;
}

/**
 * The right to have one active call. A job in `calling` holds exactly one; the cap is the number of numbers there are,
 * so there is no counter that could drift.
 *
 *   claimed ──► dialling ──► placed
 *
 * claimed: a call workflow is to be started; nothing has left for the provider.
 * dialling: the run `DialledBy` may send one placement until `DialUntil`; a pause waits for it.
 * placed: the provider has the call.
 */
export interface Slot {
  /** From 0 to below the campaign's cap; a unique index lets one job of a campaign hold it. */
  Number: number;
  /** The claim that took it: names what one dispatcher took in one step. */
  ClaimID: string;
  CallID: string;
  Stage: 'claimed' | 'dialling' | 'placed';
  ClaimedAt: Date;
  /** After this the slot is looked into: whoever held it is dead or stuck. */
  LeaseUntil: Date;
  LeaseRenewals: number;
  /** The workflow run that may dial: a second run of the same call is told that it may not. */
  DialledBy?: string;
  DialUntil?: Date;
}

export interface JobDocument extends JobInput {
  _id: string;
  OrgID: string;
  CampaignID: string;
  State: JobState;
  /** Not dialled before this time. */
  DueAt: Date;
  /** Dials made or being made. */
  Attempts: number;
  Slot?: Slot;
  /** Set while a call of a job that is to be cancelled is being hung up. */
  CancelRequestedAt?: Date;
  /** Of the latest attempt. */
  Outcome?: Outcome;
  FailureReason?: FailureReason;
  CreatedAt: Date;
  UpdatedAt: Date;
}

export interface CallDocument {
  /** `call:<jobID>:<attempt>` */
  _id: string;
  OrgID: string;
  CampaignID: string;
  JobID: string;
  Attempt: number;
  /** Campaign version whose rules the call was placed under. */
  Version: number;
  CallerID: string;
  DialledAt: Date;
  AnsweredAt?: Date;
  AnsweredBy?: AnsweredBy;
  EndedAt?: Date;
  EndReason?: EndReason;
  HangUpCause?: HangUpCause;
  Outcome?: Outcome;
  ConversationSeconds?: number;
}

/** One answered write request, so that the same key gets the same answer. */
export interface IdempotencyDocument {
  /** `<orgID>:<key>` */
  _id: string;
  OrgID: string;
  /** SHA-256 over method, path and body: the same key for another request is refused. */
  RequestHash: string;
  /** Id that the request gives to what it creates, chosen before it is created. */
  ResourceID: string;
  Answer?: { Status: number; Body?: unknown };
  CreatedAt: Date;
}

/** One import file, found again by its Idempotency-Key. */
export interface ImportDocument {
  /** Prefix of the ids of its jobs. */
  _id: string;
  OrgID: string;
  CampaignID: string;
  /** `<orgID>:<campaignID>:<key>`, absent without a key. */
  Key?: string;
  Result?: unknown;
  /** SHA-256 of the whole file, once it was read to its end. */
  FileHash?: string;
  CreatedAt: Date;
}

/** What an import had read when it stored a batch: a file sent again must agree up to there. */
export interface ImportBatchDocument {
  /** `<importID>:<number>` */
  _id: string;
  /** SHA-256 of the rows of this batch. */
  Hash: string;
  CreatedAt: Date;
}
