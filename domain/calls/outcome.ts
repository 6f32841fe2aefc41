/**
 * How a call ended, as the provider reports it, and the outcome we conclude from it. Both lists are closed. A call that
 * ended for any other reason has ended as well: its reason is `unknown`, never guessed.
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
  'unknown', // it is not known how the call went
] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Outcomes after which there is something to analyse, even if we ended the conversation because it took too long. The
 * conversation of a contact who wants no more calls is not analysed.
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
  /** The voice agent's result of the conversation. */
  conversation?: 'completed' | 'hung_up' | 'opted_out' | 'voicemail' | undefined;
  /** Who answered, as far as a plain carrier can hear. */
  answeredBy?: 'human' | 'machine' | 'unknown' | undefined;
}

/**
 * The outcome of a call that ended for `reason`. The voice agent's result counts most, if there is one; a carrier only
 * guesses whether a machine answered. A call that ended by itself while we were hanging up keeps its own outcome.
 * `hung_up_by_us` without a cause of ours means that another program used our account.
 */
export function outcomeOf(
  reason: EndReason,
  { hangUpCause, conversation, answeredBy }: CallFacts = {},
): Outcome {
  // The contact's wish outweighs every reason.
  if (conversation === 'opted_out') return 'opted_out';
  if (reason === 'completed' || reason === 'voicemail') {
    if (conversation) return outcomeOfEnd[conversation];
    return answeredBy === 'machine' ? 'voicemail' : outcomeOfEnd[reason];
  }
  if (reason === 'unknown') return outcomeUnexplained(hangUpCause, conversation);
  if (reason !== 'hung_up_by_us') return outcomeOfEnd[reason];
  return hangUpCause ? outcomeOfHangUp[hangUpCause] : 'unknown';
}

/** Not `no_answer` for a call that only rang as far as we know: the callee may have answered, so there is no retry. */
function outcomeUnexplained(
  hangUpCause: HangUpCause | undefined,
  conversation: CallFacts['conversation'],
): Outcome {
  if (hangUpCause && hangUpCause !== 'ring_limit') return outcomeOfHangUp[hangUpCause];
  return conversation ? outcomeOfEnd[conversation] : 'unknown';
}
