/**
 * Checks of JSON from outside, in workflow code. Plain functions, because a library's schemas would be in memory once
 * per cached workflow. A wrong value fails the workflow at once; the error says where it is and what is allowed.
 */
import { isInRange, RANGE } from '../domain/time/instants';
import { invalidInput } from './contract';

export type Check = (value: unknown, place: string) => void;
/** The compiler requires a check of every field. */
type Fields<T> = { [Name in keyof Required<T>]: Check };

// Our ids have some thirty characters; Temporal accepts ids of a thousand, and several are joined into one.
const MOST_CHARACTERS = 200;
// Many times what a run hands over; a payload of Temporal has at most two megabytes.
const MOST_CARRIED = 2_000;

export const refuse = (place: string, value: unknown, allowed: string): never => {
  throw invalidInput(`${place} is ${kindOf(value)}; it must be ${allowed}`);
};

/** The kind of a value, without its content, which may be personal. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string')
    return value === '' ? 'an empty text' : `a text of ${value.length} characters`;
  return `of type ${typeof value}`;
}

export const that =
  (isAllowed: (value: unknown) => boolean, allowed: string): Check =>
  (value, place) => {
    if (!isAllowed(value)) refuse(place, value, allowed);
  };

export const object =
  <T>(fields: Fields<T>): Check =>
  (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      refuse(place, value, `one JSON object with ${Object.keys(fields).join(', ')}`);
    for (const [name, check] of Object.entries<Check>(fields))
      check((value as Record<string, unknown>)[name], `${place}.${name}`);
  };

export const optional =
  (check: Check): Check =>
  (value, place) => {
    if (value !== undefined) check(value, place);
  };

export const listOf =
  (check: Check): Check =>
  (value, place) => {
    if (!Array.isArray(value) || value.length > MOST_CARRIED)
      return refuse(place, value, `a list of at most ${MOST_CARRIED}`);
    value.forEach((member, i) => check(member, `${place}[${i}]`));
  };

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MOST_CHARACTERS;
export const id = that(
  (value) => isShort(value) && !value.includes(':'),
  `an id: a text of 1 to ${MOST_CHARACTERS} characters without a colon`,
);
export const words = that((value) => typeof value === 'string', 'a text');
/** It is shown as a date, and not every number is one. */
export const time = that(
  (value) => typeof value === 'number' && isInRange(value),
  `the milliseconds of a time ${RANGE}`,
);
export const whole = (least: number): Check =>
  that(
    (value) => Number.isSafeInteger(value) && Number(value) >= least,
    `a whole number, ${least} at the least`,
  );
export const oneOf = (values: readonly unknown[]): Check =>
  that((value) => values.includes(value), `one of ${values.join(', ')}`);
