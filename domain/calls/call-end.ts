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
