/**
 * Reads the fields of a provider's message one by one. A field that cannot be read is noted and counts as missing; the
 * other fields still count.
 */
import { z } from 'zod';
import { isInRange } from '../../../domain/time/instants';
import { type NoteUnlisted } from '../unlisted';

const instant = z.iso.datetime({ offset: true });
/** Our ids are under 100 characters; a provider's own may have as many as the protocol allows. */
export const id = z.string().min(1).max(200);
/** A day: no call lasts longer, and a wrong unit (milliseconds) is caught before it is billed. */
const MOST_SECONDS = 86_400;

type Message = Record<string, unknown>;

/** The length of a conversation, where only the two times are known. */
export const secondsBetween = (startMs: number, endMs: number): number =>
  Math.min(Math.max(endMs - startMs, 0) / 1_000, MOST_SECONDS);

export const isMessage = (json: unknown): json is Message =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** The call that the message is about; without it the message means nothing. */
export const callIdIn = ({ CallID }: Message): string | undefined => id.safeParse(CallID).data;

const isIn = <T extends string>(words: readonly T[], value: unknown): value is T =>
  words.some((word) => word === value);

export type Fields = ReturnType<typeof fieldsOf>;

/** @param ours converts their time to our clock */
export function fieldsOf(message: Message, ours: (theirsMs: number) => number, note: NoteUnlisted) {
  /** Notes a field that cannot be read; a missing one only if it is expected. */
  function noted(field: string, isExpected: boolean): undefined {
    const value = message[field];
    if (isExpected || (value !== undefined && value !== null)) note(field, value);
    return undefined;
  }

  function timeIn(field: string): number | undefined {
    const { data } = instant.safeParse(message[field]);
    const ms = data === undefined ? NaN : ours(Date.parse(data));
    return isInRange(ms) ? ms : undefined;
  }

  return {
    /** Whether the field is one of these words. Notes nothing. */
    has: (field: string, words: readonly string[]): boolean => isIn(words, message[field]),
    hasTime: (field: string): boolean => timeIn(field) !== undefined,

    word<T extends string>(field: string, words: readonly T[], { isExpected = true } = {}): T | undefined {
      const value = message[field];
      return isIn(words, value) ? value : noted(field, isExpected);
    },

    time(field: string, { isExpected = true } = {}): number | undefined {
      return timeIn(field) ?? noted(field, isExpected);
    },

    seconds(field: string): number | undefined {
      const value = message[field];
      const text = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
      const isLength = typeof text === 'number' && text >= 0 && text <= MOST_SECONDS;
      return isLength ? text : noted(field, true);
    },

    id(field: string): string | undefined {
      return id.safeParse(message[field]).data ?? noted(field, false);
    },
  };
}
