/** Inbound calls, and TwiML: what Twilio is told to do with a call. */
import { twiml } from 'twilio';
import { type InboundAnswer, type ParsedInbound, type ProviderReply } from '../../ports/voice-provider';
import { announcedNumbers } from '../announced-numbers';
import { isCallSid, isE164 } from './requests';

/** Joins the call to the voice agent. When the agent closes the stream, the call ends. */
export function conversation(
  streamUrl: string,
  call: { callId: string; botName: string; record?: boolean },
): string {
  const response = new twiml.VoiceResponse();
  if (call.record) response.start().recording();
  const stream = response.connect().stream({ url: streamUrl });
  // Parameters, not a query: Twilio's stream addresses cannot have one.
  stream.parameter({ name: 'CallID', value: call.callId });
  stream.parameter({ name: 'BotName', value: call.botName });
  return response.toString();
}

export function inboundReply(answer: InboundAnswer, streamUrl: string): ProviderReply {
  return { status: 200, contentType: 'text/xml', body: inboundTwiml(answer, streamUrl) };
}

function inboundTwiml(answer: InboundAnswer, streamUrl: string): string {
  const response = new twiml.VoiceResponse();
  switch (answer.kind) {
    case 'accept':
      return conversation(streamUrl, answer);
    case 'reject':
      response.say(answer.message);
      response.hangup();
      return response.toString();
    case 'busy':
      response.reject({ reason: 'busy' });
      return response.toString();
  }
}

/** Parses an announcement whose signature is valid. */
export function parseAnnouncement(form: ReadonlyMap<string, string>): ParsedInbound {
  const sid = form.get('CallSid') ?? '';
  if (!isCallSid(sid)) return { kind: 'malformed', reason: 'CallSid is not CA and 32 hex digits' };
  const to = form.get('To') ?? '';
  if (!isE164(to))
    return { kind: 'malformed', reason: 'To is not an E.164 number: only phone numbers take calls' };
  return {
    kind: 'inbound',
    call: { providerCallId: sid, ...announcedNumbers(form.get('From'), to) },
  };
}
