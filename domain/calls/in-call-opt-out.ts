/** What a contact says in a call about being called again, as the provider or the voice agent tells it. */
import { type CallEvent } from './call';
import { type Outcome } from './outcome';

/** Plain JSON without anything personal: it may travel through Temporal. */
export interface InCallOptOut {
  /** By whom: the voice agent of the conversation, or whoever tells of the end. */
  told: 'conversation' | 'ended';
  /** That they left early is a wish for no more calls only where the campaign or the job says so. */
  said: 'opted_out' | 'hung_up';
}

const isSaid = (word: unknown): word is InCallOptOut['said'] => word === 'opted_out' || word === 'hung_up';

/** Undefined for an event that says nothing of it. */
export function inCallOptOutIn(event: CallEvent): InCallOptOut | undefined {
  if (event.kind !== 'conversation' && event.kind !== 'ended') return undefined;
  const said = event.kind === 'conversation' ? event.result : event.reason;
  return isSaid(said) ? { told: event.kind, said } : undefined;
}

/** Anybody may start a workflow from the Temporal UI. */
export function isInCallOptOut(value: unknown): value is InCallOptOut {
  if (typeof value !== 'object' || value === null) return false;
  const { told, said } = value as Record<string, unknown>;
  return (told === 'conversation' || told === 'ended') && isSaid(said);
}

/** Outcomes under which a call was settled without its being known that the contact left early. */
const unawares: Record<InCallOptOut['told'], Outcome[]> = {
  // A machine that was heard may have been a person: the agent's word counts.
  conversation: ['completed', 'voicemail', 'unknown'],
  // The first end that is told stays: another one says something only where nobody knew any.
  ended: ['unknown'],
};

/** Whether the word that the contact left early is news of a call that was settled with this outcome. */
export const isNewsAfter = (outcome: Outcome, { told }: InCallOptOut): boolean =>
  unawares[told].includes(outcome);
