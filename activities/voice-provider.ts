/** The port to whoever carries our calls. One file per adapter in `providers/`. */
import type { CallEvent, CallProgress } from '../domain/call';

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
  /** The request is void from this time on (Unix ms): a provider that gets it later must not dial. */
  notAfterMs: number;
}

/** Expected answers are values. */
export type PlacementAnswer =
  | { kind: 'accepted' }
  /** The provider says that this call will never ring. */
  | { kind: 'refused'; reason: 'invalid_number' | 'rejected' | 'failed' }
  /** The request left and no answer came: it may ring. Only `lookUp` can say. */
  | { kind: 'ambiguous' };

export type LookUpAnswer =
  | { kind: 'found'; progress: CallProgress }
  | { kind: 'not_found' }
  /** The provider cannot be asked, or cannot say. */
  | { kind: 'unavailable' };

export type ParsedEvent =
  | { kind: 'event'; callId: string; event: CallEvent }
  /** Signature missing, wrong or too old. */
  | { kind: 'unsigned'; reason: string }
  | { kind: 'malformed'; reason: string };

/** Every method has its own deadline, so no caller waits for ever. None of them throws for an expected answer. */
export interface VoiceProvider {
  readonly name: string;
  place(placement: Placement): Promise<PlacementAnswer>;
  /** Asks for the call to end; done also when it has ended already. `false` when the provider could not be told. */
  hangUp(callId: string): Promise<boolean>;
  lookUp(callId: string): Promise<LookUpAnswer>;
  /** Verifies and parses one event request. `rawBody` is the body as received, before any parsing. */
  parseEvent(headers: Record<string, string | string[] | undefined>, rawBody: Buffer): ParsedEvent;
}

/** The provider can never answer as we are set up: a person must correct the configuration. Not worth a retry. */
export class ProviderMisconfigured extends Error {
  override readonly name = 'ProviderMisconfigured';
}
