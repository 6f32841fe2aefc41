/** The port to whoever carries our calls. One file per adapter in `providers/`. */
import type { CallEvent, CallProgress } from '../../domain/calls/call';
import type { Turn } from '../../store/mongodb/documents';

export interface Placement {
  /** Idempotency key: a provider places one call for one id, however often it is asked. */
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
  /** The request is void from this time on (Unix ms, our clock): a provider that gets it later must not dial. */
  notAfterMs: number;
}

/** Expected answers are values. */
export type PlacementAnswer =
  | { kind: 'accepted'; providerCallId?: string }
  /** The provider says that this call will never ring. */
  | { kind: 'refused'; reason: 'invalid_number' | 'rejected' | 'failed' }
  /** The provider does not place calls from this caller ID, and would from another: nothing rang. */
  | { kind: 'refused_caller_id'; reason: string }
  /** The provider is out or overloaded, and the call was certainly not placed: the job is not to blame. */
  | { kind: 'away'; reason: string }
  /** The request left and no answer came: it may ring. Only `lookUp` can say. */
  | { kind: 'ambiguous' };

/** What we know of a call that was, or may have been, placed: enough for a provider without ids of ours to find it. */
export interface KnownCall {
  callId: string;
  /** The provider's own id, if we ever heard it. */
  providerCallId?: string | undefined;
  /** E.164. */
  to: string;
  from: string;
  /** When its placement may have left, Unix ms. */
  dialledAtMs: number;
  /** The provider's ids of other calls of ours to this number: none of them is this one. Asked for only where ids are compared. */
  otherProviderCallIds?: () => Promise<string[]>;
}

/** What was said, beside a call's end. Personal: whoever gets it stores it, and passes on only the end. */
export interface ToldTranscript {
  /** Absent when none was told, or when what was told is no transcript. */
  transcript?: Turn[];
  /** What of it was dropped or cut, for the log: without a word of it. */
  transcriptFault?: string;
}

export type LookUpAnswer =
  /** Times in it are by our clock, as far as the provider's is known. */
  | ({ kind: 'found'; progress: CallProgress; providerCallId?: string } & ToldTranscript)
  | { kind: 'not_found' }
  /** The provider cannot be asked, or cannot say. */
  | { kind: 'unavailable' };

/** A request as received: `rawBody` before any parsing, `path` with its query as the outside world wrote it. */
export interface ProviderRequest {
  headers: Record<string, string | string[] | undefined>;
  path: string;
  rawBody: Buffer;
}

export type ParsedEvent =
  | ({ kind: 'event'; callId: string; event: CallEvent; providerCallId?: string } & ToldTranscript)
  /** Signed and understood, and of no consequence. */
  | { kind: 'ignored'; reason: string }
  /** Signature missing, wrong or too old. */
  | { kind: 'unsigned'; reason: string }
  | { kind: 'malformed'; reason: string };

/** A contact calls one of our numbers. */
export interface InboundCall {
  /** The provider's own id of the call. */
  providerCallId: string;
  /** In its canonical form, or undefined when the caller withholds it, or has none that may be called. */
  from?: string | undefined;
  /** What is wrong with a number that the caller does show. It never repeats the number. */
  fromFault?: string | undefined;
  /** The called number, in its canonical form; a number of no plan is as it was announced, and belongs to no campaign. */
  to: string;
}

export type ParsedInbound =
  | { kind: 'inbound'; call: InboundCall }
  | { kind: 'unsigned'; reason: string }
  | { kind: 'malformed'; reason: string };

/** What becomes of an inbound call. */
export type InboundAnswer =
  | { kind: 'accept'; callId: string; botName: string; maxCallSeconds: number; record: boolean }
  | { kind: 'reject'; message: string }
  | { kind: 'busy' };

/** An answer in the provider's own language. */
export interface ProviderReply {
  status: number;
  contentType: string;
  body: string;
}

/** Every method has its own deadline, so no caller waits for ever. None of them throws for an expected answer. */
export interface VoiceProvider {
  readonly name: string;
  /** A plain carrier: how a conversation went is told by the voice agent, in an event of its own beside the carrier's end. */
  readonly reportsConversationSeparately?: boolean;
  place(placement: Placement): Promise<PlacementAnswer>;
  /** Asks for the call to end; done also when it has ended already. `false` when the provider could not be told. */
  hangUp(call: KnownCall): Promise<boolean>;
  lookUp(call: KnownCall): Promise<LookUpAnswer>;
  /** True when the provider would take a call now, and its clock is near enough to ours. Costs nothing and places nothing. */
  probe(): Promise<boolean>;
  /**
   * Why a request is unsigned whatever its body says, so that nobody takes that in; undefined when only the whole request can
   * tell.
   */
  headersProblem?(headers: ProviderRequest['headers']): string | undefined;
  /** Of an event, with all that it may carry: nobody takes in more. */
  readonly mostEventBytes: number;
  /** Verifies and parses one event request. */
  parseEvent(request: ProviderRequest): ParsedEvent;
  /** Verifies and parses the announcement of a call to us. */
  parseInbound(request: ProviderRequest): ParsedInbound;
  /**
   * Why a request for what a call's voice agent needs is not to be answered; undefined when it is signed as it must be. Absent
   * where agents ask in another provider's name.
   */
  contextProblem?(request: ProviderRequest, callId: string): string | undefined;
  /**
   * What to answer to the announcement of `call`. Waits for nothing: the caller hears silence meanwhile.
   * @param onEnd told later of a call that was over before its reports could be asked for
   */
  answerInbound(answer: InboundAnswer, call: InboundCall, onEnd?: (end: CallEvent) => void): ProviderReply;
}

/** The provider can never answer as we are set up: a person must correct the configuration. Not worth a retry. */
export class ProviderMisconfigured extends Error {
  override readonly name = 'ProviderMisconfigured';
}
