import { type ContactWord } from '../domain/calls/in-call-opt-out';
import { honouring } from './activity-options';
import { checkContactWordInput } from './inputs';
import { type HonouredWord } from '../activities/calls/in-call-opt-outs';

/**
 * Keeps a contact's word about being called again that could not be acted on as it came, because MongoDB was away or the call
 * was not on record as over: an opt-out is not lost, whoever dies meanwhile.
 *
 * Id: contactWordWorkflowId(callId, word). Hears nothing, carries nothing. Ends when the word is honoured, or was none.
 */
export async function contactWordWorkflow(callId: string, word: ContactWord): Promise<HonouredWord> {
  checkContactWordInput(callId, word);
  return honouring.honourContactWord(callId, word);
}
