/**
 * How a call ended, as the provider reports it, and the outcome we conclude from it.
 * Both lists are closed. That a call has ended counts also where the reason is none of these: it is `unknown`, never guessed.
 */
export const endReasons = [
  'completed', // the conversation reached its end
  'voicemail', // a machine answered
  'no_answer',
  'busy',
  'rejected', // the callee or the network declined
  'invalid_number',
  'hung_up', // the callee left before the conversation's end
  'opted_out', // the callee asked not to be called again
  'failed', // the provider could not carry the call
  'hung_up_by_us',
  'unknown', // the provider gave another reason, or none
] as const;
export type EndReason = (typeof endReasons)[number];

export const outcomes = [
  'completed',
  'voicemail',
  'no_answer',
  'busy',
  'rejected',
  'invalid_number',
  'hung_up',
  'opted_out',
  'provider_failed',
  'time_limit', // we hung up because the call reached its talk limit
  'canceled', // we hung up because the job was cancelled or the campaign ended
  'unknown', // nobody can say what became of the call
] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Outcomes after which there is something to analyse: also where we ended the conversation because it took too long. Of
 * somebody who wants no more calls nothing more is to be known.
 */
export const hasConversation = (outcome: Outcome): boolean =>
  outcome === 'completed' || outcome === 'hung_up' || outcome === 'time_limit';

/** Why we asked the provider to hang up, if we did. */
export type HangUpCause = 'ring_limit' | 'talk_limit' | 'canceled' | 'campaign_ended';

const outcomeOfEnd: Record<Exclude<EndReason, 'hung_up_by_us' | 'unknown'>, Outcome> = {
  completed: 'completed',
  voicemail: 'voicemail',
  no_answer: 'no_answer',
  busy: 'busy',
  rejected: 'rejected',
  invalid_number: 'invalid_number',
  hung_up: 'hung_up',
  opted_out: 'opted_out',
  failed: 'provider_failed',
};

const outcomeOfHangUp: Record<HangUpCause, Outcome> = {
  ring_limit: 'no_answer',
  talk_limit: 'time_limit',
  canceled: 'canceled',
  campaign_ended: 'canceled',
};

export interface CallFacts {
  hangUpCause?: HangUpCause | undefined;
  /** The voice agent's word on the conversation. */
  conversation?: 'completed' | 'hung_up' | 'opted_out' | 'voicemail' | undefined;
  /** What a plain carrier heard of whoever answered. */
  answeredBy?: 'human' | 'machine' | 'unknown' | undefined;
}

/**
 * The outcome of a call that ended for `reason`. How a conversation went its voice agent knows best, if it has said so; a
 * carrier only guesses whether a machine answered. A call that came to its own end while we were hanging up keeps its own
 * outcome; `hung_up_by_us` without a cause of ours means that somebody else used our account.
 */
export function outcomeOf(
  reason: EndReason,
  { hangUpCause, conversation, answeredBy }: CallFacts = {},
): Outcome {
  // Whoever ended the call: nothing outweighs the contact's wish.
  if (conversation === 'opted_out') return 'opted_out';
  if (reason === 'completed' || reason === 'voicemail') {
    if (conversation) return outcomeOfEnd[conversation];
    return answeredBy === 'machine' ? 'voicemail' : outcomeOfEnd[reason];
  }
  if (reason === 'unknown') return outcomeUnexplained(hangUpCause, conversation);
  if (reason !== 'hung_up_by_us') return outcomeOfEnd[reason];
  return hangUpCause ? outcomeOfHangUp[hangUpCause] : 'unknown';
}

/** Of a call that was only ringing as far as we know, nobody is called again: they may have answered. */
function outcomeUnexplained(
  hangUpCause: HangUpCause | undefined,
  conversation: CallFacts['conversation'],
): Outcome {
  if (hangUpCause && hangUpCause !== 'ring_limit') return outcomeOfHangUp[hangUpCause];
  return conversation ? outcomeOfEnd[conversation] : 'unknown';
}
