/** Tells Twilio where to report an accepted inbound call: a number's own status callback cannot name our call. */
import { type CallContextUpdateOptions } from 'twilio/lib/rest/api/v2010/account/call';
import { type CallEvent } from '../../../domain/calls/call';
import { type InboundCall } from '../../ports/voice-provider';
import { faultOf, isUnknownCall } from './errors';
import { type ClockedTwilio, lookUpCall } from './lookup';

/**
 * The announced call may not exist for Twilio's API until our answer arrives: try at once, then twice more, each after
 * a pause.
 */
const TRIES = 3;

interface Following {
  callId: string;
  /** Where to report, and how long the call may last. */
  update: CallContextUpdateOptions;
  retryPauseMs: number;
  logger: { warn(details: object, message: string): void };
  /** Called for a call that ended before Twilio could be told to report it: no report will come. */
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
      // A caller who hangs up at once is gone before our update comes: Twilio refuses it (21220), and sends no report.
      const end = isUnknownCall(fault) ? undefined : await endOf(twilio, call, callId);
      if (end) {
        onEnd?.(end);
        return;
      }
      if (tries === TRIES) {
        logger.warn(
          { callId, ...fault },
          'Twilio could not be told where to report on an inbound call: its end is found out by looking it up',
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
  // Found by its sid: numbers and dial time are needed only for calls that we placed.
  const known = await lookUpCall(twilio, { callId, providerCallId, to, from, dialledAtMs: 0 });
  const end = known.kind === 'found' ? known.progress.end : undefined;
  return end && { kind: 'ended', ...end, providerCallId };
}
