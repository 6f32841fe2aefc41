/** What is put on record of a call's end. */
import { type AnsweredBy, type CallProgress } from './call';
import { type EndReason, type HangUpCause, type Outcome } from './outcome';

export interface CallEnd {
  endedAt: Date;
  outcome: Outcome;
  endReason?: EndReason;
  hangUpCause?: HangUpCause;
  answeredAt?: Date;
  answeredBy?: AnsweredBy;
  conversationSeconds?: number;
}

export function callEndOf(
  { progress, hangUpCause }: { progress: CallProgress; hangUpCause?: HangUpCause | undefined },
  outcome: Outcome,
  now: Date,
): CallEnd {
  const { end, answeredAtMs, answeredBy } = progress;
  return {
    // A provider's clock is not ours: what it reports has already happened, whatever time it gives.
    endedAt: new Date(Math.min(end?.atMs ?? Infinity, now.getTime())),
    outcome,
    ...(end ? { endReason: end.reason } : {}),
    ...(hangUpCause === undefined ? {} : { hangUpCause }),
    ...(answeredAtMs === undefined ? {} : { answeredAt: new Date(Math.min(answeredAtMs, now.getTime())) }),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    // An unanswered call has no conversation, rather than one of zero seconds.
    ...(end && (answeredAtMs !== undefined || end.conversationSeconds > 0)
      ? { conversationSeconds: end.conversationSeconds }
      : {}),
  };
}

/**
 * Whether the contact may have talked with us. In doubt they have, since a law may forbid the next call; a machine does
 * not talk.
 */
export function mayHaveTalked(
  outcome: Outcome,
  { answeredAtMs, answeredBy, end }: CallProgress,
  { isInbound }: { isInbound: boolean },
): boolean {
  switch (outcome) {
    case 'completed':
    case 'hung_up':
    case 'opted_out':
    case 'time_limit':
    case 'unknown': // It may have been answered.
      return true;
    case 'voicemail':
      return false;
    case 'canceled': // Perhaps in the middle of a conversation.
    case 'provider_failed': // Perhaps after the answer.
    case 'no_answer':
    case 'busy':
    case 'rejected':
    case 'invalid_number':
      // A caller has answered. An end without a reason may be any end.
      return (
        answeredBy !== 'machine' &&
        (isInbound ||
          answeredAtMs !== undefined ||
          end?.reason === 'unknown' ||
          (end?.conversationSeconds ?? 0) > 0)
      );
  }
}
