/**
 * Checks a JSON text before `JSON.parse` reads it. `JSON.parse` cannot be split into steps, and of two members with one
 * name it silently keeps the last. Nothing may be lost silently, and no sender may keep the process busy.
 */
import { type Fault, MOST_FAULTS } from './fault';
import { brokenAt, type Container, type Expected, skip, step, tokenAt } from './json-fault';
import { MAX_DEPTH, pointerToken, TOO_DEEP } from '../../domain/json/bson-fidelity';

/**
 * Values and names of members. More than a job or a JSON schema can hold within its 64 KiB (32,768). `JSON.parse` takes
 * 5 to 20 ms for this many, depending on their kind, and the later steps are faster than that.
 */
const MOST_PARTS = 40_000;
const TOO_MANY = `has more than ${MOST_PARTS} values and names of members in all; send less at once`;

/** Less than 0.2 ms; reading the clock after each token would take as long as the token. */
const TOKENS_PER_STEP = 200;

/** An array or object that is open at the current token; `place` is where the next value belongs. */
interface Open extends Container {
  readonly at: string;
  place: string;
  /** Of an object. */
  readonly names?: Set<string>;
  /** Of an array. */
  index: number;
}

/** Finds where `text` breaks the grammar or a bound, or else the members that are given twice. */
export function* scanJson(text: string): Generator<void, Fault[]> {
  const doubled: Fault[] = [];
  const open: Open[] = [];
  let expected: Expected = 'value';
  let parts = 0;
  let offset = skip(text, 0);
  for (let tokens = 1; expected !== 'end' || offset < text.length; tokens += 1) {
    if (tokens % TOKENS_PER_STEP === 0) yield;
    const token = tokenAt(text, offset);
    const next: Expected | undefined = token === undefined ? undefined : step(expected, token, open);
    if (token === undefined || next === undefined)
      return [{ location: '', message: brokenAt(text, offset, expected) }];
    const innermost = open.at(-1);
    if (token === ',') {
      if (innermost?.kind === '[') innermost.place = `${innermost.at}/${(innermost.index += 1)}`;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token !== ':') {
      parts += 1;
      if (parts > MOST_PARTS) return [{ location: '', message: TOO_MANY }];
      if (innermost && (expected === 'name' || expected === 'name or }')) {
        const fault = nameFault(innermost, String(JSON.parse(token)));
        if (fault && doubled.length < MOST_FAULTS) doubled.push(fault);
      } else if (token === '{' || token === '[') {
        const at = innermost?.place ?? '';
        if (open.length >= MAX_DEPTH) return [{ location: at, message: TOO_DEEP }];
        const names = token === '{' ? { names: new Set<string>() } : {};
        open.push({ kind: token, at, place: `${at}/0`, index: 0, ...names });
      }
    }
    expected = next;
    offset = skip(text, offset + token.length);
  }
  return doubled;
}

/** Moves on to the member of this name. */
function nameFault(object: Open, name: string): Fault | undefined {
  object.place = `${object.at}/${pointerToken(name)}`;
  if (object.names?.has(name))
    return { location: object.place, message: 'is given twice in one object; send it once' };
  object.names?.add(name);
  return undefined;
}
