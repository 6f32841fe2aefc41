/**
 * A schema is written by strangers, and so is what it checks: together they must never keep the process busy. What can
 * be seen in the schema is refused when it is published; what only shows with a value is counted in steps while it is
 * checked. A step is some 20 to 60 ns.
 */

/** The schema as JSON. A job's data and metadata have as much together: its description needs no more. */
export const MOST_SCHEMA_CHARACTERS = 64 * 1024;
/** Levels of objects and lists: hand-written schemas have ten or so, a body of the API at most twenty. */
export const MOST_LEVELS = 32;
/** Members in all of the schema: they could not be more than its characters, but are counted before it is written out. */
export const MOST_SCHEMA_MEMBERS = 32 * 1024;
/**
 * Each becomes code, and nothing else runs while that is made: 0.1 ms each, and up to 0.6 ms in the first moments of a process or
 * on a busy machine. Real schemas have dozens.
 */
export const MOST_SUBSCHEMAS = 200;
/**
 * What is referred to is compiled once more for itself, with all that lies in it. So many take 20 to 35 ms, which
 * cannot be cut: fewer would refuse schemas that people have.
 */
export const MOST_COMPILED_SUBSCHEMAS = 300;
/** Alternatives become code within code. */
export const MOST_ALTERNATIVES = 100;

/** Longer names, of a schema or a value, are texts: they go into the place of every fault below them. */
export const MOST_NAME_CHARACTERS = 256;
/** Every keyword's code says its own place in full: the sum of these is what the code may take. A large real schema has 300,000. */
export const MOST_PLACE_CHARACTERS = 1_000_000;

/** Longer than any pattern that a person can still read. */
export const MOST_PATTERN_CHARACTERS = 1_000;
/** Instructions of one compiled pattern: each character of a text may visit all of them. A usual pattern has under 100. */
export const MOST_PATTERN_INSTRUCTIONS = 1_000;
/** Of all patterns together: compiling so many takes some 10 ms. */
export const MOST_INSTRUCTIONS = 5_000;

/** A longer text fits no format: formats are expressions that look back, and the slowest takes 2 ms for this length. */
export const MOST_FORMAT_CHARACTERS = 2_048;
/** Levels of a value: what the API takes has twenty, and the stack of the check stays shallow. */
export const MOST_VALUE_LEVELS = 64;

/** Steps that one check may take: 4 to 16 ms at worst, while a usual check takes some hundreds. */
export const MOST_STEPS = 200_000;
/**
 * One look at one value with one subschema, so that there are at most 20,000. What can become a fault costs as much.
 */
export const STEPS_PER_LOOK = 10;

/** Enough to see a pattern in the faults, and an answer stays readable. */
export const MOST_FAULTS = 20;
