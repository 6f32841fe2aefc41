/**
 * The documents as stored. Field names are the API's, so that the same word is used everywhere. Internal fields
 * (`Epoch`, `Slot`, …) are explained here.
 */
import { type AnsweredBy } from '../../domain/calls/call';
import { type CampaignState } from '../../domain/campaigns/campaign';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type JobBefore } from '../../domain/jobs/inbound';
import { type ImportState } from '../../domain/jobs/import-state';
import { type CancelReason, type FailureReason, type JobInput, type JobState } from '../../domain/jobs/job';
import { type ZonesFrom } from '../../domain/dialling/callee-zones';
import { type WaitingReason } from '../../domain/dialling/dial-rules';
import { type EndReason, type HangUpCause, type Outcome } from '../../domain/calls/outcome';

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
  /** While false, started campaigns do not dial. */
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
  /** When `State` last became started: the ramp begins then. */
  StartedAt?: Date;
  /** The caller IDs of `Data`, as an index needs them: the numbers that a contact may call back. */
  Numbers: string[];
  /** Who published `Version`, and when; see `versionOf`. */
  Published: { ID: string; At: Date; By: string };
  /** The version under which waiting jobs were last re-evaluated: see `reevaluateDeferredJobs`. */
  ReevaluatedVersion: number;
  /** How many jobs failed because the campaign ended. */
  FailedJobs?: number;
  /** How often work was announced: see `announceWork`. */
  Announced?: number;
  /** Set while the campaign is started and has no dispatcher, because nothing can be called. */
  Idle?: Idle;
  CreatedAt: Date;
  UpdatedAt: Date;
}

/** See `store/campaigns/idle.ts`. */
export interface Idle {
  /** It has due jobs, but its organisation or a provider is held: their return announces work. */
  OnHold?: true;
  /** Work was announced since. */
  Woken?: true;
  /** When a process took on to tell its workflow. */
  ToldAt?: Date;
}

/**
 * The right to have one active call. A job in `calling` has exactly one. The cap is the number of slot numbers there
 * are, so there is no counter that could drift.
 *
 *   claimed ──► dialling ──► placed
 *
 * claimed: a call workflow is to be started; no placement was sent.
 * dialling: the run `DialledBy` may send one placement until `DialUntil`; a pause waits for it.
 * placed: the provider has the call.
 */
export interface Slot {
  /**
   * From 0 to below the campaign's cap (inbound: above every cap); a unique index lets only one job of a campaign take
   * it.
   */
  Number: number;
  /** The claim that took it: all slots that one dispatcher took in one step have the same. */
  ClaimID: string;
  CallID: string;
  Stage: 'claimed' | 'dialling' | 'placed';
  ClaimedAt: Date;
  /** The version under whose cap it was claimed. Absent for inbound calls. */
  ClaimedVersion?: number;
  /** After this the audit checks the slot: its call's workflow is dead or stuck. */
  LeaseUntil: Date;
  LeaseRenewals: number;
  /**
   * Set if the lease was ended early, because the workflow may be gone: until then the call may go on and is only
   * looked up.
   */
  HangUpFrom?: Date;
  /** The workflow run that may dial; a second run of the same call may not. */
  DialledBy?: string;
  DialUntil?: Date;
  /** The version that the call was placed under. */
  Version?: number;
  /** Of an inbound call: what the job was before, and is again unless the call completes it. */
  Inbound?: { CallID: string; Before: JobBefore };
}

/** A published version of a campaign: a call keeps the one that it was placed under. */
export interface CampaignVersionDocument {
  /** `<campaignID>:<version>` */
  _id: string;
  OrgID: string;
  CampaignID: string;
  Version: number;
  Name: string;
  Data: CampaignData;
  PublishedAt: Date;
  /** Id of the API key that published it. */
  PublishedBy: string;
  /** The request that published it: a repetition of the request finds its own version. */
  PublicationID: string;
}

export const optOutSources = ['api', 'import', 'call'] as const;
export type OptOutSource = (typeof optOutSources)[number];

/**
 * What an organisation knows of one phone number, in one document, so that opting out, the limit of attempts and "one
 * call at a time" are decided in one atomic step, whichever campaign dials.
 */
export interface NumberDocument {
  /** `<orgID>:<E.164>` */
  _id: string;
  OrgID: string;
  PhoneNumber: string;
  OptOut?: { At: Date; Source: OptOutSource };
  /** The outbound call that has this number's line; void after `Until` once the call no longer has its job's slot. */
  OnCall?: { CallID: string; Until: Date; DialUntil?: Date };
  /**
   * The contact's inbound calls, the latest last; one may begin while an outbound call is on its way. Void likewise.
   */
  InboundCalls?: { CallID: string; Until: Date }[];
  /** The latest dials, oldest first, each with the latest time at which its placement may have left. */
  Dials?: { CallID: string; At: Date }[];
  /** When the latest conversation ended, or a call that may have been one. Inbound conversations count too. */
  ConversationAt?: Date;
  /** Jobs wait for the line. The value changes whenever another job begins to wait. */
  Awaited?: string;
}

/** A migration of stored data that has been carried out. */
export interface MendingDocument {
  /** The migration's name and the version of its rules. */
  _id: string;
  DoneAt: Date;
}

/** A voice provider or the analyst, as its circuit workflow last stored it. Absent: healthy. */
export interface ProviderDocument {
  /** The provider's name. */
  _id: string;
  /** While true no campaign that uses it starts a call. */
  GlobalPause: boolean;
  /** For operators: what failed, or who paused it. */
  Reason: string;
  /** An operator has paused it, and only an operator can resume it. */
  ByOperator?: boolean;
  /** When `GlobalPause` last changed. After a resumption calls grow from here, gradually. */
  Since: Date;
  /** When `GlobalPause` last became true. Absent: never, or not since this field exists. */
  PausedAt?: Date;
  /** Number of the change: a late write never undoes a newer one. */
  Epoch: number;
}

/** The pace of a campaign with `MaxCallsPerSecond`. */
export interface PaceDocument {
  /** The campaign's id. */
  _id: string;
  /** No call is placed before this. */
  NextAt: Date;
  /** The latest version of the campaign by which a call took its time. */
  Version: number;
}

/** A campaign that had jobs to claim while other campaigns had as well. */
export interface CallTurnDocument {
  /** The campaign's id. */
  _id: string;
  OrgID: string;
  /** How many jobs it would claim at once. */
  Wants: number;
  /** It waits for a turn until then; each announcement extends this. */
  WaitsUntil: Date;
  LastTurnAt: Date;
}

/** One thing said in a conversation. */
export interface Turn {
  Role: 'agent' | 'contact';
  Text: string;
}

/** What was said in a call. Personal: it is deleted with the job's personal data, and never goes into Temporal. */
export interface TranscriptDocument {
  /** The call's id. */
  _id: string;
  OrgID: string;
  CampaignID: string;
  JobID: string;
  Turns: Turn[];
  CreatedAt: Date;
}

/** `Result` is any JSON that the campaign's schema allows; it is there also when only the other question failed. */
export type AnalysisResult =
  | { Status: 'succeeded'; Result?: unknown; ObjectiveMet?: boolean }
  /** The call's outcome stays; only an answer is missing. */
  | { Status: 'failed'; Errors: string[]; Result?: unknown; ObjectiveMet?: boolean };

/** The analyst's answers while the analysis goes on: they are paid for, so they are not asked for again. */
export interface AnalysisSoFar {
  /** Whether the objective was met, or why that is unknown; stored where another question follows. */
  Objective?: { Met: boolean } | { Errors: string[] };
  /** Answers to the present question that did not fit, oldest first. */
  Misfits?: { Answer: string; Errors: string[] }[];
  /** Times in a row that an answer to it may have been given but did not arrive. */
  Lost?: number;
}

export interface JobDocument extends JobInput {
  _id: string;
  OrgID: string;
  CampaignID: string;
  State: JobState;
  /** Not dialled before this time. */
  DueAt: Date;
  /** Why the rules deferred the job to `DueAt`, by their last evaluation. Absent: they did not. */
  DeferredBy?: WaitingReason;
  /** The latest attempt that counts, if a retry was to follow: its wait begins at `EndedAt`. */
  LastAttempt?: {
    Outcome: Outcome;
    EndedAt: Date;
    /** If the provider goes out by then, the attempt does not count. Absent: it counts. */
    DoubtedUntil?: Date;
  };
  /** Its own `NotAfter`, as an index needs it. Absent: it has none, and its campaign's applies. */
  ExpiresAt?: Date;
  /** Dials made or being made. */
  Attempts: number;
  /**
   * Times in a row that the provider was away when this job was to be dialled; up to a limit they do not count as
   * attempts.
   */
  ProviderAway?: number;
  /** How many of its attempts do not count, because the provider was out, or about to be. */
  UncountedAttempts?: number;
  /** The caller ID that the provider refused, under the version that was published then. */
  RefusedCallerID?: string;
  /** Created by an inbound call: it is never dialled. */
  InboundOnly?: boolean;
  Slot?: Slot;
  /** The call whose conversation is being analysed, while `analyzing`. */
  AnalyzedCallID?: string;
  /** When the reconciler last saw its analysis running, if it takes long. */
  AnalysisSeenAt?: Date;
  /** `Slot.Inbound` of that call. */
  AnalyzedInbound?: Slot['Inbound'];
  /** When the job's cancellation was requested while it was in a call or being analysed. */
  CancelRequestedAt?: Date;
  /** Of the latest attempt. */
  Outcome?: Outcome;
  FailureReason?: FailureReason;
  /** Why the job was canceled. Absent: on request. */
  CancelReason?: CancelReason;
  /** The ExternalID of a job whose import was undone: another job may have it now. */
  UndoneExternalID?: string;
  CreatedAt: Date;
  UpdatedAt: Date;
}

export interface CallDocument {
  /** `call:<jobID>:<attempt>` */
  _id: string;
  OrgID: string;
  CampaignID: string;
  JobID: string;
  /** 0 for an inbound call. */
  Attempt: number;
  Direction?: 'outbound' | 'inbound';
  /** The provider's own id of the call, where it has one. */
  ProviderCallID?: string;
  /** Campaign version whose rules the call was placed under. */
  Version: number;
  CallerID: string;
  /** The zones that had to allow the dial, and what they follow from. Absent for an inbound call. */
  Zones?: readonly string[];
  ZonesFrom?: ZonesFrom;
  DialledAt: Date;
  AnsweredAt?: Date;
  AnsweredBy?: AnsweredBy;
  /** When we were told of the answer, by our clock. Absent where its workflow was told instead. */
  AnswerHeardAt?: Date;
  EndedAt?: Date;
  EndReason?: EndReason;
  HangUpCause?: HangUpCause;
  Outcome?: Outcome;
  ConversationSeconds?: number;
  Analysis?: AnalysisResult;
  /** Only until `Analysis` is stored. */
  AnalysisSoFar?: AnalysisSoFar;
}

/** One answered write request, so that the same key gets the same answer. */
export interface IdempotencyDocument {
  /** `<orgID>:<key>` */
  _id: string;
  OrgID: string;
  /** SHA-256 over method, path and body: the API refuses the same key for another request. */
  RequestHash: string;
  /** Id that the request gives to what it creates, chosen beforehand. */
  ResourceID: string;
  /**
   * Tries that may have done something. At 0 the key is free for another request. Absent: from a version that did not
   * count.
   */
  Tries?: number;
  Answer?: { Status: number; Body?: unknown };
  CreatedAt: Date;
}

/** How far an import is. */
export interface ImportCounts {
  BytesRead: number;
  /** Read, whatever became of them. */
  Rows: number;
  Accepted: number;
  Rejected: number;
  Duplicates: number;
  /** Rejected rows that are kept. */
  RejectedKept: number;
}

/** One import of a file of jobs. A file that is sent again with its Idempotency-Key is the same import. */
export interface ImportDocument extends ImportCounts {
  /** Prefix of the ids of its jobs; with a key the id that the key's request has. */
  _id: string;
  OrgID: string;
  CampaignID: string;
  IdempotencyKey?: string;
  Format: ImportFormat;
  State: ImportState;
  /**
   * Number of its latest run: how often its file was begun. An earlier run that still goes on, of a twin, no longer
   * writes how far it is.
   */
  Run: number;
  /** How the rejected rows are read again. */
  Form?: ImportForm;
  /** Why it broke off. */
  Why?: string;
  Result?: unknown;
  /** SHA-256 of the whole file, once it was read to its end. */
  FileHash?: string;
  CreatedAt: Date;
  /** When its latest run began. */
  StartedAt: Date;
  /** When its latest run was last heard of. */
  UpdatedAt: Date;
  EndedAt?: Date;
  UndoneAt?: Date;
  /** It is deleted then, and its rejected rows with it. */
  ExpiresAt: Date;
}

export const importFormats = ['csv', 'xlsx', 'ndjson'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** How a row that is kept as it was received is read again: see `FileForm` of the API. */
export type ImportForm =
  | { kind: 'csv'; delimiter: string; header: string[] }
  | { kind: 'xlsx'; header: string[] }
  | { kind: 'ndjson' };

/** A row that an import did not take, kept to be mended and sent again. */
export interface RejectedRowDocument {
  /** `<importID>:<line>`, padded: in the order of the file, and each line once. */
  _id: string;
  Line: number;
  /** As it was received. */
  Row: string;
  Reason: string;
  ExpiresAt: Date;
}

/** A batch that an import has read: a file that is sent again must have the same rows. */
export interface ImportBatchDocument {
  /** `<importID>:<number>` */
  _id: string;
  /** SHA-256 of the rows of this batch. */
  Hash: string;
  CreatedAt: Date;
}
