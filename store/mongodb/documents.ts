/**
 * The documents as stored. Field names are the API's, so that one word serves the whole way;
 * what only we need (`Epoch`, `Slot`, …) is explained here.
 */
import { type AnsweredBy } from '../../domain/calls/call';
import { type CampaignState } from '../../domain/campaigns/campaign';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { type JobBefore } from '../../domain/jobs/inbound';
import { type CancelReason, type FailureReason, type JobInput, type JobState } from '../../domain/jobs/job';
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
  /** The caller IDs of `Data`, as an index needs them: where a contact may call back. */
  Numbers: string[];
  /** How `Version` came about; see `versionOf`. */
  Published: { ID: string; At: Date; By: string };
  /** The version under which waiting jobs were last judged anew: see `reevaluateDeferredJobs`. */
  JudgedVersion: number;
  /** Of an ended campaign: how many jobs failed because it ended. */
  FailedJobs?: number;
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
  /** The version under whose cap it was claimed. Absent of calls to us. */
  ClaimedVersion?: number;
  /** After this the slot is looked into: whoever held it is dead or stuck. */
  LeaseUntil: Date;
  LeaseRenewals: number;
  /** Its lease was ended early, for its workflow may be gone. Until then the call may go on, and is looked up only. */
  HangUpFrom?: Date;
  /** The workflow run that may dial: a second run of the same call is told that it may not. */
  DialledBy?: string;
  DialUntil?: Date;
  /** The version that the call was placed under. */
  Version?: number;
  /** The contact called us: what the job was before, and is again unless the call completes it. */
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
  /** Names the request that published it: the same request again finds its own work. */
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
  /** Our call that is on this number's line; void after `Until` once its job's slot is not this call's any more. */
  OnCall?: { CallID: string; Until: Date; DialUntil?: Date };
  /** The calls on which the contact has called us, the latest last; one may begin while ours is on the way. Void likewise. */
  InboundCalls?: { CallID: string; Until: Date }[];
  /** The latest dials, oldest first, each with the latest time at which its placement may have left. */
  Dials?: { CallID: string; At: Date }[];
  /** Jobs wait for the line: named anew whenever another one begins to. */
  Awaited?: string;
}

/** A change of what is stored that has been carried out. */
export interface MendingDocument {
  /** What it was, and the version of its rules. */
  _id: string;
  DoneAt: Date;
}

/** A voice provider or the analyst, as its circuit workflow last said. Absent: healthy. */
export interface ProviderDocument {
  /** The provider's name. */
  _id: string;
  /** While true no campaign that uses it starts a call. */
  GlobalPause: boolean;
  /** For people: what failed, or who paused it. */
  Reason: string;
  /** An operator has paused it, and only an operator lets it go. */
  ByOperator?: boolean;
  /** When `GlobalPause` last changed. After a resumption calls grow from here, gradually. */
  Since: Date;
  /** When `GlobalPause` last became true. Absent: it never did, or not since this is kept. */
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
}

/** A campaign that has, or had, jobs to claim while others had too. */
export interface CallTurnDocument {
  /** The campaign's id. */
  _id: string;
  OrgID: string;
  /** Jobs that it would claim at once. */
  Wants: number;
  /** It waits for a turn until then, or until it says so again. */
  WaitsUntil: Date;
  LastTurnAt: Date;
}

/** One thing said in a conversation. */
export interface Turn {
  Role: 'agent' | 'contact';
  Text: string;
}

/** What was said in a call. Personal: it goes with the job's personal data, and never into Temporal. */
export interface TranscriptDocument {
  /** The call's id. */
  _id: string;
  OrgID: string;
  CampaignID: string;
  JobID: string;
  Turns: Turn[];
  CreatedAt: Date;
}

/** `Result` is whatever JSON the campaign's schema allows, also when only the other question failed. */
export type AnalysisResult =
  | { Status: 'succeeded'; Result?: unknown; ObjectiveMet?: boolean }
  /** The call is not lost: it ended as it did, only an answer is missing. */
  | { Status: 'failed'; Errors: string[]; Result?: unknown; ObjectiveMet?: boolean };

/** What the analyst has said while the analysis goes on: it is paid for, so it is not asked for again. */
export interface AnalysisSoFar {
  /** Whether the objective was met, or why nobody can say; stored where another question follows. */
  Objective?: { Met: boolean } | { Errors: string[] };
  /** Answers to the question that is being asked, which did not fit: oldest first. */
  Misfits?: { Answer: string; Errors: string[] }[];
  /** Times in a row that an answer to it may have been made, and did not arrive. */
  Lost?: number;
}

export interface JobDocument extends JobInput {
  _id: string;
  OrgID: string;
  CampaignID: string;
  State: JobState;
  /** Not dialled before this time. */
  DueAt: Date;
  /** Why `DueAt` is not now, as the rules said when they were last asked. Absent: it is. */
  DeferredBy?: WaitingReason;
  /** The latest attempt that counts, if the job was to be dialled again after it: its wait is counted from here. */
  LastAttempt?: {
    Outcome: Outcome;
    EndedAt: Date;
    /** If the provider goes out by then, it is to blame, and the attempt does not count. Absent: it counts. */
    DoubtedUntil?: Date;
  };
  /** Its own `NotAfter`, as an index needs it. Absent: it has none, and its campaign's counts. */
  ExpiresAt?: Date;
  /** Dials made or being made. */
  Attempts: number;
  /** Times in a row that the provider was away when this job was to be dialled: it is not the job's fault, within bounds. */
  ProviderAway?: number;
  /** Of its attempts, those that do not count: the provider was out, or about to be. */
  UncountedAttempts?: number;
  /** What the provider would not show, under the version that was published then. */
  RefusedCallerID?: string;
  /** Created by a call to us: it is never dialled. */
  InboundOnly?: boolean;
  Slot?: Slot;
  /** The call whose conversation is being analysed, while `analyzing`. */
  AnalyzedCallID?: string;
  /** When its analysis was last seen to be carried out, if it takes long. */
  AnalysisSeenAt?: Date;
  /** `Slot.Inbound` of that call. */
  AnalyzedInbound?: Slot['Inbound'];
  /** Set while a call of a job that is to be cancelled is being hung up. */
  CancelRequestedAt?: Date;
  /** Of the latest attempt. */
  Outcome?: Outcome;
  FailureReason?: FailureReason;
  /** Why the job was canceled. Absent: on request. */
  CancelReason?: CancelReason;
  CreatedAt: Date;
  UpdatedAt: Date;
}

export interface CallDocument {
  /** `call:<jobID>:<attempt>` */
  _id: string;
  OrgID: string;
  CampaignID: string;
  JobID: string;
  /** 0 for a call to us. */
  Attempt: number;
  Direction?: 'outbound' | 'inbound';
  /** The provider's own id of the call, where it has one. */
  ProviderCallID?: string;
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
  Analysis?: AnalysisResult;
  /** Until `Analysis` is there. */
  AnalysisSoFar?: AnalysisSoFar;
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
  /** Tries that may have done something. At 0 the key is free for another request. Absent: of a version that did not count. */
  Tries?: number;
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
