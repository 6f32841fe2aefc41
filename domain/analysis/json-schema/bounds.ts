/**
 * Strangers write the schemas, and the values that they check: together they must never block the process. What is
 * visible in the schema is refused when it is published; what depends on a value is counted in steps during the check.
 * A step takes some 20 to 60 ns.
 */

/** The schema as JSON. A job's data and metadata together may have as much: a schema of them needs no more. */
export const MOST_SCHEMA_CHARACTERS = 64 * 1024;
/** Levels of objects and lists: hand-written schemas have ten or so, a body of the API at most twenty. */
export const MOST_LEVELS = 32;
/** Members in the whole schema. It has fewer members than characters, but they are counted before it is serialised. */
export const MOST_SCHEMA_MEMBERS = 32 * 1024;
/**
 * Each becomes code, and nothing else runs while it is generated: 0.1 ms each, and up to 0.6 ms just after the start of
 * a process or on a busy machine. Real schemas have dozens.
 */
export const MOST_SUBSCHEMAS = 200;
/**
 * The target of a reference is compiled once more by itself, with everything in it. So many take 20 to 35 ms without a
 * break; a lower limit would refuse real schemas.
 */
export const MOST_COMPILED_SUBSCHEMAS = 300;
/** Alternatives become nested code. */
export const MOST_ALTERNATIVES = 100;

/** Longer names, in a schema or a value, are texts. A name is part of the pointer of every fault below it. */
export const MOST_NAME_CHARACTERS = 256;
/** The code of every keyword contains its full pointer: this limits their sum. A large real schema has 300,000. */
export const MOST_PLACE_CHARACTERS = 1_000_000;

/** More than in any pattern that a person can still read. */
export const MOST_PATTERN_CHARACTERS = 1_000;
/**
 * Instructions of one compiled pattern: each character of a text may run all of them. A usual pattern has under 100.
 */
export const MOST_PATTERN_INSTRUCTIONS = 1_000;
/** Of all patterns of a schema together: compiling so many takes some 10 ms. */
export const MOST_INSTRUCTIONS = 5_000;

/** A longer text fits no format: formats are backtracking expressions, and the slowest takes 2 ms for this length. */
export const MOST_FORMAT_CHARACTERS = 2_048;
/** Levels of a value: what the API accepts has twenty, and the stack of the check stays shallow. */
export const MOST_VALUE_LEVELS = 64;

/** Steps that one check may take: 4 to 16 ms at worst; a usual check takes some hundreds of steps. */
export const MOST_STEPS = 200_000;
/**
 * Steps of checking one value with one subschema, so at most 20,000 such looks. A possible fault costs as much.
 */
export const STEPS_PER_LOOK = 10;

/** Enough to see a pattern in the faults, and few enough to keep an answer readable. */
export const MOST_FAULTS = 20;
