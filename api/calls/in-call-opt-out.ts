/** What a contact says in a call about being called again: acted on at once, or else left where it is not lost. */
import { type InCallOptOut } from '../../domain/calls/in-call-opt-out';
import { honourInCallOptOut } from '../../store/calls/in-call-opt-outs';
import { type ApiDependencies } from '../http/dependencies';
import { hangUpAll } from '../numbers/stop-calls';
import { storedInTime } from './stored-in-time';

type Honouring = Pick<ApiDependencies, 'store' | 'clock' | 'gateway' | 'log'>;

/**
 * Acts on the word whatever the call's workflow does: it may be over, and hear nothing. What cannot be done now, a workflow of its
 * own does. There is no wait for placements that are on their way: the provider may be waiting for our answer before it says
 * that it has placed that very call.
 * @param isHeard whether the call's workflow has it too
 * @returns false when neither can be done
 */
export async function startInCallOptOut(
  deps: Honouring,
  callId: string,
  word: InCallOptOut,
  isHeard: boolean,
): Promise<boolean> {
  let isDone = false;
  const isStored = await storedInTime(deps, callId, async () => {
    const heard = await honourInCallOptOut(deps.store, callId, word, deps.clock.date());
    if (heard.kind === 'honoured') isDone = await hangUpAll(deps, heard.callsToHangUp);
    // The call's own end decides its outcome, if its workflow has it. A voice agent's word may come as the call is settled.
    else isDone = heard.kind === 'nothing' || (isHeard && word.told === 'ended');
  });
  return (isStored && isDone) || deps.gateway.startInCallOptOut(callId, word);
}
