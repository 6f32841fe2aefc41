/** Carries out a contact's in-call opt-out at once, or else leaves it to a workflow, so that it is not lost. */
import { type InCallOptOut } from '../../domain/calls/in-call-opt-out';
import { honourInCallOptOut } from '../../store/calls/in-call-opt-outs';
import { type ApiDependencies } from '../http/dependencies';
import { hangUpAll } from '../numbers/stop-calls';
import { storedInTime } from './stored-in-time';

type Honouring = Pick<ApiDependencies, 'store' | 'clock' | 'gateway' | 'log'>;

/**
 * Acts on the opt-out independently of the call's workflow, which may be over. What cannot be done now is done by a
 * separate workflow. Does not wait for placements in flight: the provider may wait for our answer before it reports
 * that it has placed this same call.
 * @param isHeard whether the call's workflow has received it too
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
    // The call's own end decides its outcome, if its workflow has received it. A voice agent's report may come as the
    // call is settled.
    else isDone = heard.kind === 'nothing' || (isHeard && word.told === 'ended');
  });
  return (isStored && isDone) || deps.gateway.startInCallOptOut(callId, word);
}
