/** Turns zod's issues into the API's messages: each place as a JSON pointer, what is allowed there, what to change. */
import { type z } from 'zod';
import { type Fault, firstFaults, MOST_DESCRIBED } from '../json/fault';
import { invalid } from '../http/problems';
import { pointerToken } from '../../domain/json/bson-fidelity';

export type Checked<T> = { ok: true; value: T } | { ok: false; faults: Fault[] };

export function check<T>(schema: z.ZodType<T>, input: unknown): Checked<T> {
  const parsed = schema.safeParse(input, { error: describe });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, faults: faultsIn(parsed.error.issues) };
}

/** The value, or a 400 that names every place. */
export function accept<T>(schema: z.ZodType<T>, input: unknown): T {
  const checked = check(schema, input);
  if (!checked.ok) throw invalid(checked.faults);
  return checked.value;
}

/** A body of 1 MiB can have 100,000 wrong places: all are counted, and a few described. */
function faultsIn(issues: z.core.$ZodIssue[]): Fault[] {
  const faults: Fault[] = [];
  let total = 0;
  for (const issue of issues) {
    total += issue.code === 'unrecognized_keys' ? issue.keys.length : 1;
    if (faults.length < MOST_DESCRIBED) faults.push(...faultsOf(issue, []));
  }
  return firstFaults(faults, total);
}

function faultsOf(issue: z.core.$ZodIssue, base: PropertyKey[]): Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    // closed() has described the first of them.
    const messages = issue.message.split('\n');
    return messages.map((message, i) => ({ location: pointer([...path, issue.keys[i] ?? '']), message }));
  }
  // A record's bad key: the key is the place, and its own faults are the reason.
  if (issue.code === 'invalid_key') return issue.issues.flatMap((inner) => faultsOf(inner, path));
  return [{ location: pointer(path), message: issue.message }];
}

const pointer = (path: PropertyKey[]): string =>
  path.map((step) => `/${pointerToken(String(step))}`).join('');

function describe(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing; it must be ${article(issue.expected)}`
        : `must be ${article(issue.expected)}, not ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return sizeMessage(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return sizeMessage(issue.origin, 'at most', issue.maximum);
    default:
      return undefined;
  }
}

const words: Record<string, string> = {
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};
const article = (expected: string): string => words[expected] ?? `a ${expected}`;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a number with a fraction';
  return article(typeof value);
}

function sizeMessage(origin: string, bound: string, size: number | bigint): string {
  if (origin === 'string') return `must have ${bound} ${size} ${size === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `must have ${bound} ${size} ${size === 1 ? 'member' : 'members'}`;
  return `must be ${bound} ${size}`;
}
