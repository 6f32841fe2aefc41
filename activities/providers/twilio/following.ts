/** A call to us that was accepted: Twilio is told where to report on it, since a number's own status callback cannot name our call. */
import { type CallContextUpdateOptions } from 'twilio/lib/rest/api/v2010/account/call';
import { type CallEvent } from '../../../domain/calls/call';
import { type InboundCall } from '../../ports/voice-provider';
import { faultOf, isUnknownCall } from './errors';
import { type ClockedTwilio, lookUpCall } from './lookup';

/** The announced call may not exist for Twilio's API until our answer is there: at once, then after a pause, twice. */
const TRIES = 3;

interface Following {
  callId: string;
  /** Where to report, and until when the call may last. */
  update: CallContextUpdateOptions;
  retryPauseMs: number;
  logger: { warn(details: object, message: string): void };
  /** Told of a call that is over before Twilio could be told to report on it: nobody else would say so. */
  onEnd?: ((end: CallEvent) => void) | undefined;
}

/** Never rejects. */
export async function followCall(
  twilio: ClockedTwilio,
  call: InboundCall,
  { callId, update, retryPauseMs, logger, onEnd }: Following,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await twilio.client.calls(call.providerCallId).update(update);
      return;
    } catch (error) {
      const fault = faultOf(error);
      // Who hangs up at once is gone before our update comes: Twilio refuses it (21220), and reports to nobody.
      const end = isUnknownCall(fault) ? undefined : await endOf(twilio, call, callId);
      if (end) {
        onEnd?.(end);
        return;
      }
      if (tries === TRIES) {
        logger.warn(
          { callId, ...fault },
          'Twilio could not be told where to report on a call to us: its end is found out by looking it up',
        );
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, retryPauseMs).unref());
    }
  }
}

async function endOf(
  twilio: ClockedTwilio,
  { providerCallId, from = '', to }: InboundCall,
  callId: string,
): Promise<CallEvent | undefined> {
  // Found by its sid: the numbers and the time of a dial are for calls of ours.
  const known = await lookUpCall(twilio, { callId, providerCallId, to, from, dialledAtMs: 0 });
  const end = known.kind === 'found' ? known.progress.end : undefined;
  return end && { kind: 'ended', ...end, providerCallId };
}
