/** What Twilio reports of a call. */
import { type CallEvent } from '../../domain/call';
import { type ParsedEvent } from '../voice-provider';
import { isCallSid } from './twilio-requests';
import { answererOf, stageOf } from './twilio-statuses';

/** Said by the address that a report is sent to. The signature covers the address, so nobody else can say it. */
const said = { callId: 'CallID', verdict: 'AnsweringMachineVerdict', hungUp: 'HungUpByUs' } as const;

/** Where Twilio reports on a call, and what it thereby tells us. */
export function reportAddress(events: string, callId: string, about?: 'verdict' | 'hungUp'): string {
  const marker = about === undefined ? '' : `&${said[about]}=1`;
  return `${events}?${said.callId}=${encodeURIComponent(callId)}${marker}`;
}

/** A day: no call lasts longer. */
const LONGEST_CALL_SECONDS = 86_400;

type Form = ReadonlyMap<string, string>;
const malformed = (reason: string): ParsedEvent => ({ kind: 'malformed', reason });
/** Bounded: it goes into an answer and a log. */
const shown = (text: string | undefined): string => `"${(text ?? '').slice(0, 40)}"`;

/** A value that docs/twilio.md has no row for, and whose call was understood on the safe side. */
export interface Unlisted {
  callId: string;
  field: string;
  /** A code, or that it is none: anything else could hold a number of somebody's. */
  code: string;
}

/** Parses a report whose signature holds. */
export function parseReport(
  query: URLSearchParams,
  form: Form,
  clock: { now: () => number; ours: (theirsMs: number) => number },
  onUnlisted: (unlisted: Unlisted) => void,
): ParsedEvent {
  const callId = query.get(said.callId);
  // Numbers may have a status callback of their own, and calls that we withdrew report here.
  if (callId === null || callId === '')
    return { kind: 'ignored', reason: 'the address has no CallID: not a call of ours' };
  const sid = form.get('CallSid') ?? '';
  if (!isCallSid(sid)) return malformed('CallSid is not CA and 32 hex digits');
  const answerer = answererOf(form.get('AnsweredBy') ?? 'unknown');
  if (!answerer)
    return malformed(`AnsweredBy is ${shown(form.get('AnsweredBy'))}, which docs/twilio.md has no row for`);
  const event = (event: CallEvent): ParsedEvent => ({ kind: 'event', callId, event, providerCallId: sid });

  if (query.has(said.verdict)) {
    if (!form.has('AnsweredBy')) return malformed('AnsweredBy is missing');
    // A guess from the first words. How the conversation went is the voice agent's to say.
    return event({ kind: 'answered', atMs: clock.now(), by: answerer });
  }

  const timestamp = form.get('Timestamp');
  const atMs = timestamp === undefined ? clock.now() : clock.ours(Date.parse(timestamp));
  if (Number.isNaN(atMs)) return malformed('Timestamp is not an RFC 2822 time');
  const status = form.get('CallStatus') ?? '';
  const stage = stageOf(status, {
    answeredBy: answerer,
    sipResponseCode: form.get('SipResponseCode'),
    errorCode: form.get('ErrorCode'),
    isHungUpByUs: query.has(said.hungUp),
  });
  switch (stage.kind) {
    case 'unheard_of':
      return malformed(`CallStatus is ${shown(status)}, which docs/twilio.md has no row for`);
    case 'waiting':
      return { kind: 'ignored', reason: `the call is ${status}: nothing has happened to it yet` };
    case 'ringing':
      return event({ kind: 'ringing', atMs });
    case 'answered':
      return event({ kind: 'answered', atMs, by: answerer });
    case 'ended': {
      // Only a call that was answered has a duration.
      const seconds = status === 'completed' ? secondsIn(form.get('CallDuration')) : 0;
      if (seconds === undefined)
        return malformed(`CallDuration is ${shown(form.get('CallDuration'))}, not whole seconds up to a day`);
      if (stage.unlisted !== undefined)
        onUnlisted({ callId, field: stage.unlisted, code: codeIn(form.get(stage.unlisted)) });
      return event({ kind: 'ended', atMs, reason: stage.reason, conversationSeconds: seconds });
    }
  }
}

/** Twilio's codes have up to six digits, SIP's three. */
const codeIn = (text: string | undefined): string =>
  /^\d{1,6}$/.test(text ?? '') ? (text ?? '') : 'not a code';

/** `undefined` for what is not a duration. */
export function secondsIn(text: string | undefined): number | undefined {
  const seconds = /^\d{1,6}$/.test(text ?? '') ? Number(text) : NaN;
  return seconds <= LONGEST_CALL_SECONDS ? seconds : undefined;
}
