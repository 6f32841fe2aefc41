/** Members that a JSON text gives twice: `JSON.parse` keeps the last one and says nothing, and nothing may be lost silently. */
import { type Fault, MOST_FAULTS } from './fault';
import { jsonTokens } from './json-fault';
import { pointerToken } from './storable';

/** A string, and whether it is the name of a member. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** The places of members that stand in their object already. `value` is what `text` was parsed to, of bounded depth. */
export function findDoubledMembers(text: string, value: unknown): Fault[] {
  let named = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) named += 1;
  return named === membersIn(value) ? [] : doubledMembers(text);
}

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const within: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return within.reduce<number>(
    (sum, member) => sum + membersIn(member),
    Array.isArray(value) ? 0 : within.length,
  );
}

/** An array or object that is open where the reader stands; `place` is that of the value that comes next. */
interface Open {
  at: string;
  place: string;
  /** Of an object. */
  names?: Set<string>;
  /** Of an array. */
  index: number;
}

function doubledMembers(text: string): Fault[] {
  const faults: Fault[] = [];
  const open: Open[] = [];
  let awaitsName = false;
  for (const token of jsonTokens(text)) {
    const innermost = open.at(-1);
    if (token === '{' || token === '[') {
      const at = innermost?.place ?? '';
      awaitsName = token === '{';
      open.push({ at, place: `${at}/0`, index: 0, ...(awaitsName ? { names: new Set<string>() } : {}) });
    } else if (token === '}' || token === ']') {
      open.pop();
      awaitsName = false;
    } else if (innermost && token === ',') {
      awaitsName = innermost.names !== undefined;
      innermost.index += 1;
      if (!awaitsName) innermost.place = `${innermost.at}/${innermost.index}`;
    } else if (innermost?.names && awaitsName) {
      awaitsName = false;
      const name = String(JSON.parse(token));
      innermost.place = `${innermost.at}/${pointerToken(name)}`;
      if (innermost.names.has(name) && faults.length < MOST_FAULTS)
        faults.push({ location: innermost.place, message: 'is given twice in one object; send it once' });
      innermost.names.add(name);
    }
  }
  return faults;
}
