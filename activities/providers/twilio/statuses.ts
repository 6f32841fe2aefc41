/**
 * Maps Twilio's words for a call to ours. The lists are closed: any other word is logged and counts as unknown, never
 * guessed (docs/twilio.md).
 */
import { type AnsweredBy } from '../../../domain/calls/call';
import { type EndReason } from '../../../domain/calls/outcome';
import { errorCodes } from './errors';

/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values; `initiated` comes only as an event. */
export const stages: ReadonlyMap<string, 'waiting' | 'ringing' | 'answered' | EndReason> = new Map([
  ['queued', 'waiting'],
  ['initiated', 'waiting'],
  ['ringing', 'ringing'],
  ['in-progress', 'answered'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['failed', 'failed'],
  ['canceled', 'hung_up_by_us'],
]);

/**
 * https://www.twilio.com/docs/voice/answering-machine-detection; the record of a call says plain `machine`, and nothing
 * where detection did not run (https://www.twilio.com/docs/voice/api/call-resource).
 */
export const answerers: ReadonlyMap<string, AnsweredBy> = new Map([
  ['human', 'human'],
  ['machine', 'machine'],
  ['machine_start', 'machine'],
  ['machine_end_beep', 'machine'],
  ['machine_end_silence', 'machine'],
  ['machine_end_other', 'machine'],
  // There is no person to talk to.
  ['fax', 'machine'],
  ['unknown', 'unknown'],
  ['', 'unknown'],
]);

const all = (reason: EndReason, codes: string) => codes.split(' ').map((code) => [code, reason] as const);

/**
 * Why a call failed, by the last SIP answer: every code of IANA's registry that ends a call
 * (https://www.iana.org/assignments/sip-parameters, from RFC 3261 section 21; 607 is RFC 8197, 608 is RFC 8688).
 */
export const sipFailures: ReadonlyMap<string, EndReason> = new Map([
  ...all('invalid_number', '404 410 484 604'),
  ...all('rejected', '403 603 607 608'),
  ...all('no_answer', '480'),
  ...all('busy', '486 600'),
  // The callee is not to blame, and another try may reach them.
  ...all('failed', '300 301 302 305 380'),
  ...all('failed', '400 401 402 405 406 407 408 412 413 414 415 416 417 420 421 422 423 424 425 428 429'),
  ...all('failed', '430 433 436 437 438 439 440 469 470 481 482 483 485 487 488 489 491 493 494'),
  ...all('failed', '500 501 502 503 504 505 513 555 580 606'),
]);

/**
 * A newer code means what its hundred means (RFC 3261 section 8.1.3.2). For 6xx we take the meaning after which the
 * callee is not called again: it holds for this callee, wherever they are.
 */
export const sipHundreds: ReadonlyMap<string, EndReason> = new Map([
  ['3', 'failed'],
  ['4', 'failed'],
  ['5', 'failed'],
  ['6', 'rejected'],
]);

export type Stage =
  | { kind: 'waiting' | 'ringing' | 'answered' }
  /**
   * `unlisted`: the field whose value has no row here. The reason is then only what its hundred, or the status, means.
   */
  | { kind: 'ended'; reason: EndReason; unlisted?: string }
  /** We know only that the call exists. */
  | { kind: 'unheard_of' };

export interface StageDetails {
  /** Something other than the status shows that the call is over. */
  isOver?: boolean;
  answeredBy?: AnsweredBy | undefined;
  sipResponseCode?: string | undefined;
  errorCode?: string | undefined;
  /** The report came to the address that we gave when we hung up. */
  isHungUpByUs?: boolean;
}

export const isListed = (status: unknown): boolean => typeof status === 'string' && stages.has(status);

export function stageOf(status: unknown, details: StageDetails): Stage {
  const stage = typeof status === 'string' ? stages.get(status) : undefined;
  if (stage === undefined)
    return details.isOver ? { kind: 'ended', reason: 'unknown' } : { kind: 'unheard_of' };
  if (stage === 'waiting' || stage === 'ringing' || stage === 'answered') return { kind: stage };
  if (stage === 'failed') return { kind: 'ended', ...failure(details) };
  if (stage !== 'completed') return { kind: 'ended', reason: stage };
  if (details.isHungUpByUs) return { kind: 'ended', reason: 'hung_up_by_us' };
  return { kind: 'ended', reason: details.answeredBy === 'machine' ? 'voicemail' : 'completed' };
}

/** The status says that the callee was not reached. The codes say whether another try can reach them. */
function failure({ errorCode, sipResponseCode }: StageDetails): { reason: EndReason; unlisted?: string } {
  const verdict = errorCodes.get(Number(errorCode));
  // The other verdicts are about placements, and say nothing of a call that was placed.
  if (verdict === 'invalid_number' || verdict === 'rejected') return { reason: verdict };
  // No SIP answer came: the call broke off inside Twilio, or on its way out.
  if (!sipResponseCode) return { reason: 'failed' };
  const listed = sipFailures.get(sipResponseCode);
  if (listed) return { reason: listed };
  const unlisted = 'SipResponseCode';
  const ofItsHundred = /^\d{3}$/.test(sipResponseCode) && sipHundreds.get(sipResponseCode.slice(0, 1));
  return { reason: ofItsHundred || 'failed', unlisted };
}

/** What answered; `onUnlisted` is called for a word that is not Twilio's. */
export function answererOf(word: unknown, onUnlisted: () => void): AnsweredBy {
  if (word === undefined || word === null) return 'unknown';
  const answerer = typeof word === 'string' ? answerers.get(word) : undefined;
  if (answerer === undefined) onUnlisted();
  return answerer ?? 'unknown';
}
