/** The port to the provider that carries our calls. One folder per adapter in `activities/providers/`. */
import type { CallEvent, CallProgress } from '../../domain/calls/call';
import type { Turn } from '../../store/mongodb/documents';

export interface Placement {
  /** Idempotency key: a provider places one call per id, however often it is asked. */
  callId: string;
  campaignId: string;
  /** E.164. */
  to: string;
  /** E.164. */
  from: string;
  maxRingSeconds: number;
  maxCallSeconds: number;
  record: boolean;
  botName: string;
  /** The request is void from this time on (Unix ms, our clock): a provider that receives it later must not dial. */
  notAfterMs: number;
}

/** Expected answers are values. */
export type PlacementAnswer =
  | { kind: 'accepted'; providerCallId?: string }
  /** The provider says that this call will never ring. */
  | { kind: 'refused'; reason: 'invalid_number' | 'rejected' | 'failed' }
  /** The provider does not place calls from this caller ID, but would from another: nothing rang. */
  | { kind: 'refused_caller_id'; reason: string }
  /** The provider is out or overloaded, and the call was certainly not placed: the job is not to blame. */
  | { kind: 'away'; reason: string }
  /** The request left and no answer came: the call may ring. Only `lookUp` can say. */
  | { kind: 'ambiguous' };

/**
 * What we know of a call that was, or may have been, placed: enough to find it at a provider that keeps no id of ours.
 */
export interface KnownCall {
  callId: string;
  /** The provider's own id, if we know it. */
  providerCallId?: string | undefined;
  /** E.164. */
  to: string;
  from: string;
  /** When its placement may have left, Unix ms. */
  dialledAtMs: number;
  /** The provider's ids of our other calls to this number. Read only where ids are compared. */
  otherProviderCallIds?: () => Promise<string[]>;
}

/** What was said, reported with a call's end. Personal: the receiver stores it and passes on only the end. */
export interface ToldTranscript {
  /** Absent when none was sent, or when what was sent is no transcript. */
  transcript?: Turn[];
  /** Says for the log what was dropped or cut, without repeating any of it. */
  transcriptFault?: string;
}

export type LookUpAnswer =
  /** Times are on our clock, as far as the provider's clock is known. */
  | ({ kind: 'found'; progress: CallProgress; providerCallId?: string } & ToldTranscript)
  | { kind: 'not_found' }
  /** The provider cannot be reached, or cannot say. */
  | { kind: 'unavailable' };

/** A request as received: `rawBody` before any parsing, `path` with its query as the sender wrote it. */
export interface ProviderRequest {
  headers: Record<string, string | string[] | undefined>;
  path: string;
  rawBody: Buffer;
}

export type ParsedEvent =
  | ({ kind: 'event'; callId: string; event: CallEvent; providerCallId?: string } & ToldTranscript)
  /** Signed and understood, but irrelevant. */
  | { kind: 'ignored'; reason: string }
  /** Signature missing, wrong or too old. */
  | { kind: 'unsigned'; reason: string }
  | { kind: 'malformed'; reason: string };

/** A contact calls one of our numbers. */
export interface InboundCall {
  /** The provider's own id of the call. */
  providerCallId: string;
  /** In its canonical form; undefined when the caller withholds it or has none that may be called. */
  from?: string | undefined;
  /** What is wrong with the number that the caller shows. Never repeats the number. */
  fromFault?: string | undefined;
  /** The called number, in its canonical form. A number of no plan stays as announced, and belongs to no campaign. */
  to: string;
}

export type ParsedInbound =
  | { kind: 'inbound'; call: InboundCall }
  | { kind: 'unsigned'; reason: string }
  | { kind: 'malformed'; reason: string };

/** What to do with an inbound call. */
export type InboundAnswer =
  | { kind: 'accept'; callId: string; botName: string; maxCallSeconds: number; record: boolean }
  | { kind: 'reject'; message: string }
  | { kind: 'busy' };

/** An answer in the provider's own language. */
export interface ProviderReply {
  status: 200;
  contentType: string;
  body: string;
}

/** Every method has its own deadline, so none waits for ever. None throws for an expected answer. */
export interface VoiceProvider {
  readonly name: string;
  /** A plain carrier: the voice agent reports how a conversation went, in an event separate from the carrier's end. */
  readonly reportsConversationSeparately?: boolean;
  place(placement: Placement): Promise<PlacementAnswer>;
  /** Asks for the call to end. `true` also when it has ended already; `false` when the provider could not be told. */
  hangUp(call: KnownCall): Promise<boolean>;
  lookUp(call: KnownCall): Promise<LookUpAnswer>;
  /**
   * True when the provider would take a call now and its clock is near enough to ours. Costs nothing and places
   * nothing.
   */
  probe(): Promise<boolean>;
  /**
   * Why a request is unsigned whatever its body says, so that the API does not read the body; undefined when only the
   * whole request can tell.
   */
  headersProblem?(headers: ProviderRequest['headers']): string | undefined;
  /** The largest event, with all that it may carry. The API reads no more. */
  readonly mostEventBytes: number;
  /** Verifies and parses one event request. */
  parseEvent(request: ProviderRequest): ParsedEvent;
  /** Verifies and parses the announcement of an inbound call. */
  parseInbound(request: ProviderRequest): ParsedInbound;
  /**
   * Why a voice agent's request for its call's context must not be answered; undefined when its signature is right.
   * Absent where agents ask in another provider's name.
   */
  contextProblem?(request: ProviderRequest, callId: string): string | undefined;
  /**
   * The answer to the announcement of `call`. Waits for nothing: the caller hears silence meanwhile.
   * @param onEnd called later for a call that ended before its reports could be requested
   */
  answerInbound(answer: InboundAnswer, call: InboundCall, onEnd?: (end: CallEvent) => void): ProviderReply;
}

/** The provider cannot answer with our configuration: an operator must correct it. Not retried. */
export class ProviderMisconfigured extends Error {
  override readonly name = 'ProviderMisconfigured';
}
