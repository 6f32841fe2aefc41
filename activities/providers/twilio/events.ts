/** Parses Twilio's reports of a call. */
import { type CallEvent } from '../../../domain/calls/call';
import { isInRange } from '../../../domain/time/instants';
import { type ParsedEvent } from '../../ports/voice-provider';
import { isCallSid } from './requests';
import { answererOf, isListed, stageOf } from './statuses';
import { type NoteUnlisted } from '../unlisted';

/**
 * Facts in the address that a report is sent to. The signature covers the address, so no other sender can forge them.
 */
const said = { callId: 'CallID', verdict: 'AnsweringMachineVerdict', hungUp: 'HungUpByUs' } as const;

/** The address where Twilio reports a call, which carries what we put in it. */
export function reportAddress(events: string, callId: string, about?: 'verdict' | 'hungUp'): string {
  const marker = about === undefined ? '' : `&${said[about]}=1`;
  return `${events}?${said.callId}=${encodeURIComponent(callId)}${marker}`;
}

/** A day: no call lasts longer. */
const LONGEST_CALL_SECONDS = 86_400;

type Form = ReadonlyMap<string, string>;

/**
 * Parses a report whose signature is valid. If a word has no row in docs/twilio.md, the rest of the report still
 * counts: Twilio does not send it again.
 */
export function parseReport(
  query: URLSearchParams,
  form: Form,
  clock: { now: () => number; ours: (theirsMs: number) => number },
  noteOf: (callId: string) => NoteUnlisted,
): ParsedEvent {
  const callId = query.get(said.callId);
  // Numbers may have a status callback of their own, and calls that we withdrew also report here.
  if (callId === null || callId === '')
    return { kind: 'ignored', reason: 'the address has no CallID: not a call of ours' };
  const note = noteOf(callId);
  const noteField = (field: string): void => note(field, form.get(field));
  const sid = form.get('CallSid') ?? '';
  const isSid = isCallSid(sid);
  if (!isSid) noteField('CallSid');
  const answerer = answererOf(form.get('AnsweredBy'), () => noteField('AnsweredBy'));
  const event = (event: CallEvent): ParsedEvent => ({
    kind: 'event',
    callId,
    event,
    ...(isSid ? { providerCallId: sid } : {}),
  });

  if (query.has(said.verdict)) {
    if (!form.has('AnsweredBy')) noteField('AnsweredBy');
    // A guess from the first words. The voice agent reports how the conversation went.
    return event({ kind: 'answered', atMs: clock.now(), by: answerer });
  }

  const toldMs = clock.ours(Date.parse(form.get('Timestamp') ?? ''));
  if (form.has('Timestamp') && !isInRange(toldMs)) noteField('Timestamp');
  const atMs = isInRange(toldMs) ? toldMs : clock.now();
  const status = form.get('CallStatus') ?? '';
  if (!isListed(status)) noteField('CallStatus');
  const seconds = secondsIn(form.get('CallDuration'));
  const stage = stageOf(status, {
    // Twilio gives a duration only for a call that has ended.
    isOver: seconds !== undefined,
    answeredBy: answerer,
    sipResponseCode: form.get('SipResponseCode'),
    errorCode: form.get('ErrorCode'),
    isHungUpByUs: query.has(said.hungUp),
  });
  switch (stage.kind) {
    case 'waiting':
      return { kind: 'ignored', reason: `the call is ${status}: nothing has happened to it yet` };
    // Decides nothing, but its sid is kept: the call is looked up when its limit is over.
    case 'unheard_of':
    case 'ringing':
      return event({ kind: 'ringing', atMs });
    case 'answered':
      return event({ kind: 'answered', atMs, by: answerer });
    case 'ended': {
      if (stage.unlisted !== undefined) noteField(stage.unlisted);
      const hasTalked = mayHaveTalked(status);
      if (hasTalked && seconds === undefined) noteField('CallDuration');
      return event({
        kind: 'ended',
        atMs,
        reason: stage.reason,
        conversationSeconds: (hasTalked && seconds) || 0,
      });
    }
  }
}

/** Only an answered call has a duration. For an unknown status, Twilio's duration counts. */
export const mayHaveTalked = (status: unknown): boolean => status === 'completed' || !isListed(status);

/** `undefined` if it is not a duration. */
export function secondsIn(told: unknown): number | undefined {
  const text = typeof told === 'string' || typeof told === 'number' ? String(told) : '';
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return seconds <= LONGEST_CALL_SECONDS ? seconds : undefined;
}
