/** Reads a JSON text that can be stored exactly as it was sent, or says why it cannot. */
import { hasDuplicateKeys } from '../../domain/json/duplicate-keys';
import { findUnstorable } from '../../domain/json/bson-fidelity';
import { inOneGo, inTurns, nextTurn } from '../../store/mongodb/one-by-one';
import { type Fault } from './fault';
import { scanJson } from './json-scan';

export type JsonText = { kind: 'value'; value: unknown } | { kind: 'bad'; faults: Fault[] };

/** Up to this length a text is parsed without a scan: it takes at most 2 ms. Most bodies and rows are shorter. */
const SHORT_CHARACTERS = 4 * 1024;

/** A short text is read at once, a long one in steps. */
export const readJsonText = (text: string): JsonText | Promise<JsonText> =>
  text.length <= SHORT_CHARACTERS ? readShort(text) : readLong(text);

/** In steps of some milliseconds, so that other requests have their turns in between. */
async function readLong(text: string): Promise<JsonText> {
  const faults = await inTurns(scanJson(text));
  if (faults.length > 0) return { kind: 'bad', faults };
  await nextTurn();
  const value: unknown = JSON.parse(text);
  await nextTurn();
  const read = storable(value);
  await nextTurn();
  return read;
}

function readShort(text: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'bad', faults: inOneGo(scanJson(text)) };
  }
  const read = storable(value);
  if (read.kind === 'bad' || !hasDuplicateKeys(text, value)) return read;
  return { kind: 'bad', faults: inOneGo(scanJson(text)) };
}

function storable(value: unknown): JsonText {
  const faults = findUnstorable(value);
  return faults.length > 0 ? { kind: 'bad', faults } : { kind: 'value', value };
}
