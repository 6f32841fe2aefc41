/** Describes what is wrong at one place of a request. Bounded, so that an answer stays readable, whatever was sent. */

import { type Fault, MOST_FAULTS } from '../../domain/json/bson-fidelity';

/** Its `location` is a JSON pointer into the body, or names a header, a column or a query parameter. */
export { type Fault, MOST_FAULTS };

/**
 * Faults that need a message: one more than `MOST_FAULTS`, shown instead of a line that would count only that one.
 */
export const MOST_DESCRIBED = MOST_FAULTS + 1;
/** Our own names have at most 30 characters; this much identifies a foreign one. */
export const MOST_NAME_CHARACTERS = 100;
/** Our longest message, which lists all the names allowed at a place, has some 350. */
export const MOST_MESSAGE_CHARACTERS = 500;

/** The first of `faults`, and how many more there are of `total`. A list that was already cut is not cut again. */
export function firstFaults(faults: Fault[], total = faults.length): Fault[] {
  if (total <= MOST_DESCRIBED) return faults.map(readable);
  const more = `and ${total - MOST_FAULTS} more places are not valid; correct these first`;
  return [...faults.slice(0, MOST_FAULTS).map(readable), { location: '', message: more }];
}

const readable = ({ location, message }: Fault): Fault => ({
  location: location
    .split('/')
    .map((name) => shortened(name, MOST_NAME_CHARACTERS))
    .join('/'),
  message: shortened(message, MOST_MESSAGE_CHARACTERS),
});

/** At most `most` characters. A copy: a slice of a long text would keep all of it in memory. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${Buffer.from(text.slice(0, most - 1)).toString()}…`;
