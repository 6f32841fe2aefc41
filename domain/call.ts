/**
 * What the provider tells us of one call, and the pure reducer that folds it.
 *
 *   placed ──► ringing ──► answered ──► ended
 *
 * Events may be lost, doubled, late or out of order. A call only moves forward, and `ended` is final:
 * the first end wins and nothing after it changes anything.
 */
import { endReasons, type EndReason } from './outcome';

export const answeredBy = ['human', 'machine', 'unknown'] as const;
export type AnsweredBy = (typeof answeredBy)[number];

export type CallEvent =
  | { kind: 'ringing'; atMs: number }
  | { kind: 'answered'; atMs: number; by: AnsweredBy }
  | { kind: 'ended'; atMs: number; reason: EndReason; conversationSeconds: number };

/** Plain JSON: it is workflow state. */
export interface CallProgress {
  answeredAtMs?: number;
  answeredBy?: AnsweredBy;
  end?: { atMs: number; reason: EndReason; conversationSeconds: number };
}

/** Folds one event into what is known of a call. An event that adds nothing returns the same object. */
export function foldCallEvent(progress: CallProgress, event: CallEvent): CallProgress {
  if (progress.end) return progress;
  switch (event.kind) {
    case 'ringing':
      return progress;
    case 'answered':
      if (progress.answeredAtMs !== undefined) return progress;
      return { ...progress, answeredAtMs: event.atMs, answeredBy: event.by };
    case 'ended':
      return {
        ...progress,
        end: { atMs: event.atMs, reason: event.reason, conversationSeconds: event.conversationSeconds },
      };
  }
}

/** Anybody may signal a workflow from the Temporal UI: what is not an event is recognised, without a schema library. */
export function isCallEvent(value: unknown): value is CallEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Record<string, unknown>;
  if (!Number.isFinite(event.atMs)) return false;
  switch (event.kind) {
    case 'ringing':
      return true;
    case 'answered':
      return answeredBy.some((by) => by === event.by);
    case 'ended':
      return (
        endReasons.some((reason) => reason === event.reason) && Number.isFinite(event.conversationSeconds)
      );
    default:
      return false;
  }
}
