import { type InCallOptOut } from '../domain/calls/in-call-opt-out';
import { honourInCallOptOut } from './activity-options';
import { checkInCallOptOutInput } from './inputs';
import { type HonouredWord } from './contract';

/**
 * Keeps a contact's word about being called again that could not be acted on as it came, because MongoDB was away or the call
 * was not on record as over: an opt-out is not lost, whoever dies meanwhile.
 *
 * Id: inCallOptOutWorkflowId(callId, word). Hears nothing, carries nothing. Ends when the word is honoured, or was none.
 */
export async function inCallOptOutWorkflow(callId: string, word: InCallOptOut): Promise<HonouredWord> {
  checkInCallOptOutInput(callId, word);
  return honourInCallOptOut(callId, word);
}
