/** A provider's value that we do not know. It counts as unknown, and is logged so that a developer can add it. */

export interface Unlisted {
  callId: string;
  field: string;
  /** A code or a word, or else only its type: anything else could contain a person's number or name. */
  value: string;
}

export type NoteUnlisted = (field: string, value: unknown) => void;

interface UnlistedLogger {
  warn(details: object, message: string): void;
}

export const logUnlisted =
  (logger: UnlistedLogger | undefined, callId: string): NoteUnlisted =>
  (field, value) => {
    const unlisted: Unlisted = { callId, field, value: shown(value) };
    logger?.warn(unlisted, 'the provider told what we have no word for: it counts as unknown');
  };

/**
 * SIP's codes have three digits and Twilio's up to six; the words of every protocol that we know are short and
 * lower-case.
 */
const CODE = /^\d{1,6}$/;
const WORD = /^[a-z]{1,20}([_-][a-z]{1,20}){0,4}$/;

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (value === '') return 'empty';
  if (typeof value !== 'string' && typeof value !== 'number') return `a ${typeof value}`;
  const text = String(value);
  return CODE.test(text) || WORD.test(text) ? text : `not a code (${typeof value})`;
}
