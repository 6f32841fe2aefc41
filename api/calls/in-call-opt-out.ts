/** What a contact says in a call about being called again: acted on at once, or else left where it is not lost. */
import { honourInCallOptOut } from '../../activities/calls/honour-in-call-opt-out';
import { type InCallOptOut } from '../../domain/calls/in-call-opt-out';
import { type ApiDependencies } from '../http/dependencies';
import { storedInTime } from './stored-in-time';

type Honouring = Pick<ApiDependencies, 'store' | 'clock' | 'gateway' | 'log'>;

/**
 * Acts on the word whatever the call's workflow does: it may be over, and hear nothing. What cannot be done now, a
 * workflow of its own does.
 * @param isHeard whether the call's workflow has it too
 * @returns false when neither can be done
 */
export async function startInCallOptOut(
  { store, clock, gateway, log }: Honouring,
  callId: string,
  word: InCallOptOut,
  isHeard: boolean,
): Promise<boolean> {
  let isDone = false;
  const isStored = await storedInTime({ log }, callId, async () => {
    const heard = await honourInCallOptOut({ store, clock, hangUp: gateway.hangUp }, callId, word);
    if (heard.kind === 'honoured') isDone = heard.isDone;
    // The call's own end decides its outcome, if its workflow has it. A voice agent's word may come as the call is settled.
    else isDone = heard.kind === 'nothing' || (isHeard && word.told === 'ended');
  });
  return (isStored && isDone) || gateway.startInCallOptOut(callId, word);
}
