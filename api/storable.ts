/** What JSON allows but MongoDB or JavaScript would change on the way: it is refused, so nothing is ever altered silently. */
import { type Fault, MOST_FAULTS } from './fault';

/** Real data is a few levels deep; a bound keeps every walk over it (ours, the driver's, the template's) shallow. */
const MAX_DEPTH = 20;

/** NUL ends a key in MongoDB's format, and half of a surrogate pair has no UTF-8. */
const BAD_TEXT = /[\0\p{Surrogate}]/u;
/** JavaScript's prototype and the driver's own marker: as keys they would change what the object is. */
const BAD_KEYS = new Set(['__proto__', '_bsontype']);

/** The places of `value` that cannot be kept exactly as sent. */
export function findUnstorable(value: unknown, at = ''): Fault[] {
  const faults: Fault[] = [];
  walk(value, at, 0, faults);
  return faults;
}

function walk(value: unknown, at: string, depth: number, faults: Fault[]): void {
  if (faults.length >= MOST_FAULTS) return;
  if (typeof value === 'string') {
    if (BAD_TEXT.test(value)) faults.push({ location: at, message: badText });
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      faults.push({
        location: at,
        message: `must be between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}: larger numbers cannot all be kept exactly; where a text is allowed, send it as one`,
      });
    }
  } else if (typeof value === 'object' && value !== null) {
    walkInto(value, at, depth, faults);
  }
}

function walkInto(container: object, at: string, depth: number, faults: Fault[]): void {
  if (depth >= MAX_DEPTH) {
    faults.push({ location: at, message: `nested more than ${MAX_DEPTH} levels deep; flatten it` });
    return;
  }
  if (Array.isArray(container)) {
    container.forEach((member, index) => walk(member, `${at}/${index}`, depth + 1, faults));
    return;
  }
  // The driver reads an object of this form as a reference to another document.
  if ('$ref' in container && '$id' in container) {
    faults.push({
      location: at,
      message: 'an object with both "$ref" and "$id" cannot be kept as it is; leave one out',
    });
  }
  for (const [key, member] of Object.entries(container)) {
    const place = `${at}/${pointerToken(key)}`;
    if (BAD_KEYS.has(key))
      faults.push({ location: place, message: `the name "${key}" is reserved; use another` });
    else if (BAD_TEXT.test(key)) faults.push({ location: place, message: badText });
    else walk(member, place, depth + 1, faults);
  }
}

const badText = 'the text has a NUL or half of a surrogate pair, which cannot be stored; remove it';

/** One step of a JSON pointer (RFC 6901). */
export const pointerToken = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
