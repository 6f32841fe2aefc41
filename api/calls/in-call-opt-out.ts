/** Carries out a contact's in-call opt-out at once, or else leaves it to a workflow, so that it is not lost. */
import { honourInCallOptOut } from '../../activities/calls/honour-in-call-opt-out';
import { type InCallOptOut } from '../../domain/calls/in-call-opt-out';
import { type ApiDependencies } from '../http/dependencies';
import { storedInTime } from './stored-in-time';

type Honouring = Pick<ApiDependencies, 'store' | 'clock' | 'gateway' | 'log'>;

/**
 * Acts on the word whatever the call's workflow does: it may be over, and hear nothing. What cannot be done now, a
 * workflow of its own does.
 * @param isHeard whether the call's workflow has received it too
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
    // The call's own end decides its outcome, if its workflow has received it. A voice agent's report may come as the
    // call is settled.
    else isDone = heard.kind === 'nothing' || (isHeard && word.told === 'ended');
  });
  return (isStored && isDone) || gateway.startInCallOptOut(callId, word);
}
