/**
 * Documents as MongoDB sent them, decoded when they are used. What is read ahead of its use is then a few buffers
 * and not ten thousand small objects, which the garbage collector would copy again and again.
 */
import { type AbstractCursor, BSON } from 'mongodb';
import { nextBatchOf } from './one-by-one';

declare const decodesTo: unique symbol;
export type RawDocument<Of> = Buffer & { readonly [decodesTo]?: Of };

/**
 * What one answer of the database brought; empty at the end.
 * @param cursor opened with `raw`
 */
export const nextRawBatchOf = <Of>(cursor: AbstractCursor<Of>): Promise<RawDocument<Of>[]> =>
  nextBatchOf(cursor as AbstractCursor<unknown> as AbstractCursor<RawDocument<Of>>);

export const decoded = <Of>(raw: RawDocument<Of>): Of => BSON.deserialize(raw) as Of;

/** Where the text of `_id` has its length: after that of the document (4 bytes), the type (1), and `_id` with its 0. */
const ID_LENGTH_AT = 9;

/** MongoDB puts `_id` first, so that it is read without the rest. */
export function idIn(raw: RawDocument<{ _id: string }>): string {
  const from = ID_LENGTH_AT + 4;
  return raw.toString('utf8', from, from + raw.readInt32LE(ID_LENGTH_AT) - 1);
}
