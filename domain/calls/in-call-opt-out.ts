/** A possible opt-out in a call, as the provider or the voice agent reports it. */
import { type CallEvent } from './call';
import { type Outcome } from './outcome';

/** Plain JSON without personal data: it may go through Temporal. */
export interface InCallOptOut {
  /** The event that reports it: the voice agent's `conversation`, or the `ended` event. */
  told: 'conversation' | 'ended';
  /** `hung_up` (the contact left early) is an opt-out only if the campaign or the job says so. */
  said: 'opted_out' | 'hung_up';
}

const isSaid = (word: unknown): word is InCallOptOut['said'] => word === 'opted_out' || word === 'hung_up';

/** Undefined for an event without one. */
export function inCallOptOutIn(event: CallEvent): InCallOptOut | undefined {
  if (event.kind !== 'conversation' && event.kind !== 'ended') return undefined;
  const said = event.kind === 'conversation' ? event.result : event.reason;
  return isSaid(said) ? { told: event.kind, said } : undefined;
}

/** An operator may start a workflow from the Temporal UI with any input. */
export function isInCallOptOut(value: unknown): value is InCallOptOut {
  if (typeof value !== 'object' || value === null) return false;
  const { told, said } = value as Record<string, unknown>;
  return (told === 'conversation' || told === 'ended') && isSaid(said);
}

/** Outcomes of a call that was settled without knowing that the contact left early. */
const unawares: Record<InCallOptOut['told'], Outcome[]> = {
  // What the carrier took for a machine may have been a person: the agent's report counts.
  conversation: ['completed', 'voicemail', 'unknown'],
  // The first reported end stays: another one is news only where none was known.
  ended: ['unknown'],
};

/** Whether it is news that the contact left early, for a call that was settled with this outcome. */
export const isNewsAfter = (outcome: Outcome, { told }: InCallOptOut): boolean =>
  unawares[told].includes(outcome);
