/** The adapter for Twilio Programmable Voice. What Twilio cannot do, and what we do instead: docs/twilio.md. */
import { type CallInstance } from 'twilio/lib/rest/api/v2010/account/call';
import {
  type KnownCall,
  type Placement,
  type PlacementAnswer,
  ProviderMisconfigured,
  type VoiceProvider,
} from '../../ports/voice-provider';
import { createProviderClock } from '../provider-clock';
import { createTwilioAccount } from './account';
import { createTwilioClient } from './client';
import { failedPlacement, faultOf } from './errors';
import { parseReport, reportAddress } from './events';
import { followCall } from './following';
import { findCall, lookUpCall } from './lookup';
import { headersProblem, readTwilioRequest } from './requests';
import { conversation, inboundReply, parseAnnouncement } from './twiml';
import { logUnlisted } from '../unlisted';

export interface TwilioProviderOptions {
  accountSid: string;
  authToken: string;
  /** The voice agent's WebSocket server: wss://… */
  streamUrl: string;
  /** Our API as Twilio reaches it. */
  publicUrl: string;
  /** Stands in for https://api.twilio.com. */
  apiBase?: string | undefined;
  logger: { warn(details: object, message: string): void };
  requestTimeoutMs?: number;
  /** Pause between tries to tell Twilio where to report an inbound call. */
  retryPauseMs?: number;
  now?: () => number;
}

/** Under the 5 s within which a pause must be acknowledged: a placement in flight never makes it wait longer. */
const DEFAULT_TIMEOUT_MS = 4_000;
/** A report is a form of some two dozen short fields. */
const MOST_EVENT_BYTES = 64 * 1024;
/** Twilio's longest `Timeout`. */
const LONGEST_RING_SECONDS = 600;
/**
 * Twilio's own limit is for when we are away. A call that it cuts looks like one that ended by itself, so our hang-up,
 * with its grace of 5 s and its retries, comes first.
 */
const TIME_LIMIT_MARGIN_SECONDS = 30;
/**
 * Twilio's longest `TimeLimit` unless the account has the 24-hour maximum turned on. A longer one is an error, and
 * Twilio cuts a call off after four hours anyway.
 */
const LONGEST_CALL_SECONDS = 14_400;
const timeLimitOf = (maxCallSeconds: number): number =>
  Math.min(maxCallSeconds + TIME_LIMIT_MARGIN_SECONDS, LONGEST_CALL_SECONDS);
/** The caller says a word or two meanwhile. */
const DEFAULT_RETRY_PAUSE_MS = 2_000;

export function createTwilioProvider(options: TwilioProviderOptions): VoiceProvider {
  const { accountSid, authToken, streamUrl, logger, now = Date.now } = options;
  const { requestTimeoutMs = DEFAULT_TIMEOUT_MS, retryPauseMs = DEFAULT_RETRY_PAUSE_MS } = options;
  if (!/^wss:\/\/[^/?#]+[^?#]*$/.test(streamUrl))
    throw new ProviderMisconfigured(
      `TWILIO_STREAM_URL is "${streamUrl}": set the voice agent's wss:// address, without a query.`,
    );
  const clock = createProviderClock({ now, logger });
  const client = createTwilioClient({ ...options, requestTimeoutMs, clock, now });
  const noteOf = (callId: string) => logUnlisted(logger, callId);
  const twilio = { client, clock, now, noteOf };
  const account = createTwilioAccount(client, accountSid);
  const ours = `${options.publicUrl.replace(/\/+$/, '')}/providers/twilio`;
  const events = `${ours}/events`;
  const inbound = `${ours}/inbound`;

  async function place(placement: Placement): Promise<PlacementAnswer> {
    // Could we find our call among those that Twilio lists? Checked before it is one of them.
    const refused = await clock.refusal(account.ask);
    if (refused) return refused;
    if (now() >= placement.notAfterMs) return { kind: 'away', reason: 'its time ran out before it left' };
    let call: CallInstance;
    try {
      call = await client.calls.create(creation(placement));
    } catch (error) {
      const fault = faultOf(error);
      return failedPlacement(fault, () =>
        logger.warn(
          { callId: placement.callId, ...fault },
          'Twilio refused a call for a reason that docs/twilio.md does not list',
        ),
      );
    }
    // A success without a call comes from a proxy in between.
    if (!call.sid) return { kind: 'ambiguous' };
    // An invalid time is no reason to withdraw a call that Twilio has taken.
    const queuedMs = Number(call.queueTime ?? 0) || 0;
    if (now() + queuedMs <= placement.notAfterMs) return { kind: 'accepted', providerCallId: call.sid };
    if (!(await withdraw(call.sid, placement.callId))) return { kind: 'ambiguous' };
    const queue = `Twilio's queue of calls is ${Math.ceil(queuedMs / 1_000)} s long`;
    return { kind: 'away', reason: queuedMs > 0 ? queue : 'Twilio took the call after its time had run out' };
  }

  const creation = ({ callId, botName, to, from, maxRingSeconds, maxCallSeconds, record }: Placement) => ({
    to,
    from,
    twiml: conversation(streamUrl, { callId, botName }),
    timeout: Math.min(maxRingSeconds, LONGEST_RING_SECONDS),
    timeLimit: timeLimitOf(maxCallSeconds),
    record,
    statusCallback: reportAddress(events, callId),
    statusCallbackMethod: 'POST',
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    machineDetection: 'Enable',
    // Runs during the conversation: a person does not wait in silence for the verdict.
    asyncAmd: 'true',
    asyncAmdStatusCallback: reportAddress(events, callId, 'verdict'),
    asyncAmdStatusCallbackMethod: 'POST',
  });

  /** Withdraws a call that is too late. @returns whether it certainly was not, and will not be, answered. */
  async function withdraw(sid: string, callId: string): Promise<boolean> {
    try {
      // Its end must not reach the job, which may be on another call by then.
      const call = await client.calls(sid).update({ status: 'canceled', statusCallback: events });
      if (call.status === 'canceled') return true;
    } catch (error) {
      if (faultOf(error).status === undefined) return false;
    }
    // The callee has answered already, and must not be called again as if they had not: the end is that of this call.
    await endCall(sid, callId).catch(() => undefined);
    return false;
  }

  /** Twilio says `completed` whichever side hung up: the report's address says that it was us. */
  const endCall = (sid: string, callId: string) =>
    client.calls(sid).update({
      status: 'completed',
      statusCallback: reportAddress(events, callId, 'hungUp'),
      statusCallbackMethod: 'POST',
    });

  /** A call that Twilio does not list is `false` too: its placement may still be in flight. */
  async function hangUp(call: KnownCall): Promise<boolean> {
    const sid = call.providerCallId ?? (await sidOf(call));
    if (sid === undefined) return false;
    try {
      await endCall(sid, call.callId);
      return true;
    } catch (error) {
      // Twilio answers with an error: most likely the call has ended, and cannot be ended again.
      if (faultOf(error).status === undefined) return false;
      const known = await lookUpCall(twilio, { ...call, providerCallId: sid });
      return known.kind === 'found' && known.progress.end !== undefined;
    }
  }

  async function sidOf(call: KnownCall): Promise<string | undefined> {
    const found = await findCall(twilio, call);
    return found.kind === 'found' ? found.record.sid : undefined;
  }

  return {
    name: 'twilio',
    reportsConversationSeparately: true,
    place,
    hangUp,
    lookUp: async (call) => lookUpCall(twilio, call),

    probe: async () => (await account.isActive()) && clock.isWithinBound(),

    headersProblem,

    mostEventBytes: MOST_EVENT_BYTES,

    parseEvent(request) {
      const read = readTwilioRequest(request, events, authToken);
      if (read.kind === 'unsigned') return read;
      return parseReport(read.query, read.form, { now, ours: clock.ours }, noteOf);
    },

    parseInbound(request) {
      const read = readTwilioRequest(request, inbound, authToken);
      return read.kind === 'unsigned' ? read : parseAnnouncement(read.form);
    },

    answerInbound(answer, call, onEnd) {
      // Not awaited: Twilio, and the caller, wait for the answer. It never rejects.
      if (answer.kind === 'accept')
        void followCall(twilio, call, {
          callId: answer.callId,
          update: {
            statusCallback: reportAddress(events, answer.callId),
            statusCallbackMethod: 'POST',
            timeLimit: timeLimitOf(answer.maxCallSeconds),
          },
          retryPauseMs,
          logger,
          onEnd,
        });
      return inboundReply(answer, streamUrl);
    },
  };
}
