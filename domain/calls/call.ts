/**
 * The provider's events of one call, and the pure reducer that folds them.
 *
 *   placed ──► ringing ──► answered ──► ended
 *
 * Events may be lost, doubled, late or out of order. A call only moves forward, and `ended` is final: the first end
 * wins. After it only two events still add something: who answered, and the voice agent's result of the conversation.
 */
import { isInRange } from '../time/instants';
import { endReasons, type EndReason } from './outcome';

export const answeredBy = ['human', 'machine', 'unknown'] as const;
export type AnsweredBy = (typeof answeredBy)[number];

/** The result of a conversation, as its voice agent reports it. A subset of the ends of calls. */
export const conversationResults = ['completed', 'hung_up', 'opted_out', 'voicemail'] as const;
export type ConversationResult = (typeof conversationResults)[number];

/** With the provider's own id of the call, if the event has one; it is not personal data. */
export type CallEvent = Told & { providerCallId?: string };

type Told =
  | { kind: 'ringing'; atMs: number }
  | { kind: 'answered'; atMs: number; by: AnsweredBy }
  /**
   * From a voice agent beside a plain carrier: the carrier only knows that a call ended, not how the conversation went.
   */
  | { kind: 'conversation'; atMs: number; result: ConversationResult }
  | { kind: 'ended'; atMs: number; reason: EndReason; conversationSeconds: number };

/** Plain JSON: it is workflow state. */
export interface CallProgress {
  /** The first one that was reported. */
  providerCallId?: string;
  answeredAtMs?: number;
  answeredBy?: AnsweredBy;
  conversation?: { atMs: number; result: ConversationResult };
  end?: { atMs: number; reason: EndReason; conversationSeconds: number };
}

/** Folds one event into what is known of a call. An event that adds nothing returns the same object. */
export function foldCallEvent(progress: CallProgress, event: CallEvent): CallProgress {
  const folded = fold(progress, event);
  const { providerCallId } = event;
  return providerCallId === undefined || folded.providerCallId !== undefined
    ? folded
    : { ...folded, providerCallId };
}

function fold(progress: CallProgress, event: CallEvent): CallProgress {
  switch (event.kind) {
    case 'ringing':
      return progress;
    case 'answered':
      // A carrier that listens during the call knows only later who answered, and may report it late.
      if (progress.answeredAtMs !== undefined && progress.answeredBy === 'unknown' && event.by !== 'unknown')
        return { ...progress, answeredBy: event.by };
      if (progress.end || progress.answeredAtMs !== undefined) return progress;
      return { ...progress, answeredAtMs: event.atMs, answeredBy: event.by };
    case 'conversation':
      // The carrier may report the end before the agent reports the conversation.
      // The contact's own wish for no more calls outweighs every other report.
      if (
        progress.conversation &&
        (event.result !== 'opted_out' || progress.conversation.result === 'opted_out')
      )
        return progress;
      return { ...progress, conversation: { atMs: event.atMs, result: event.result } };
    case 'ended':
      if (progress.end) return progress;
      return {
        ...progress,
        end: { atMs: event.atMs, reason: event.reason, conversationSeconds: event.conversationSeconds },
      };
  }
}

/** An answer that was stored when it was reported: the call's workflow was not told. */
export interface StoredAnswer {
  atMs: number;
  by: AnsweredBy;
}

/** Adds it to what is known otherwise. It came before the end, also when the end is known already. */
export function withAnswer(progress: CallProgress, answer: StoredAnswer | undefined): CallProgress {
  if (!answer) return progress;
  const { end, ...before } = progress;
  const answered = foldCallEvent(before, { kind: 'answered', ...answer });
  return end ? { ...answered, end } : answered;
}

/** The voice agent says that it talked with the contact, and not with a machine. */
export const isConversation = (event: CallEvent): boolean =>
  event.kind === 'conversation' && event.result !== 'voicemail';

/** As long as docs/provider-protocol.md allows; carriers' ids are far shorter. */
export const isProviderCallId = (value: unknown): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= 200;

/**
 * An operator may signal a workflow from the Temporal UI, so the shape of an event is checked, without a schema
 * library.
 */
export function isCallEvent(value: unknown): value is CallEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Record<string, unknown>;
  if (typeof event.atMs !== 'number' || !isInRange(event.atMs)) return false;
  const { providerCallId } = event;
  if (providerCallId !== undefined && !isProviderCallId(providerCallId)) return false;
  switch (event.kind) {
    case 'ringing':
      return true;
    case 'answered':
      return answeredBy.some((by) => by === event.by);
    case 'conversation':
      return conversationResults.some((result) => result === event.result);
    case 'ended':
      return endReasons.some((reason) => reason === event.reason) && isLength(event.conversationSeconds);
    default:
      return false;
  }
}

/** A day: no call lasts that long. */
const MOST_SECONDS = 86_400;
const isLength = (seconds: unknown): boolean =>
  typeof seconds === 'number' && seconds >= 0 && seconds <= MOST_SECONDS;
