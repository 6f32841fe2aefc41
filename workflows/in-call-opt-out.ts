import { type InCallOptOut } from '../domain/calls/in-call-opt-out';
import { honourInCallOptOut } from './activity-options';
import { checkInCallOptOutInput } from './inputs';
import { type HonouredWord } from './contract';

/**
 * Carries out an opt-out from a call that could not be carried out when it came, because MongoDB was away or the call's
 * end was not recorded yet. So it is not lost when a process dies.
 *
 * Id: inCallOptOutWorkflowId(callId, word). Handles no messages, carries nothing. Ends when the opt-out is carried out,
 * or when it turns out to be none.
 */
export async function inCallOptOutWorkflow(callId: string, word: InCallOptOut): Promise<HonouredWord> {
  checkInCallOptOutInput(callId, word);
  return honourInCallOptOut(callId, word);
}
