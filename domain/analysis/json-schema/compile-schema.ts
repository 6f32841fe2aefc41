import { _, Ajv, type KeywordCxt, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import type AjvCore from 'ajv/dist/core';
import {
  MOST_FAULTS,
  MOST_LEVELS,
  MOST_NAME_CHARACTERS,
  MOST_SCHEMA_CHARACTERS,
  MOST_SCHEMA_MEMBERS,
  MOST_STEPS,
  MOST_VALUE_LEVELS,
} from './bounds';
import { Budget, BudgetSpent, type Cost } from './budget';
import { addFormats } from './formats';
import { type Draft } from './keywords';
import { tooLarge } from './measure';
import { Patterns } from './patterns';
import { COST, readSchema } from './read-schema';
import { type SchemaFault } from './schema-fault';
import { addUniqueItems } from './unique-items';
import { faultsOf } from './value-faults';

export type CompiledSchema =
  | {
      kind: 'compiled';
      /** What in `value` does not fit; empty when all fits. Never throws, and ends within a limited number of steps. */
      check(value: unknown): SchemaFault[];
    }
  | { kind: 'refused'; faults: SchemaFault[] };

/**
 * Compiles a JSON schema (draft-07 or 2020-12) to a check, or says why it cannot be used. Yields between steps of some
 * milliseconds, so that the caller can give way to other work.
 */
export function* compileInSteps(schema: Record<string, unknown>): Generator<void, CompiledSchema> {
  try {
    return yield* compile(schema);
  } catch (error) {
    // ajv throws for faults that no meta-schema finds, such as "nullable" without "type".
    const reason = error instanceof Error ? error.message : 'it is not a schema';
    return refused([{ pointer: '', message: `the schema cannot be used: ${reason}` }]);
  }
}

const refused = (faults: SchemaFault[]): CompiledSchema => ({ kind: 'refused', faults });

function* compile(schema: Record<string, unknown>): Generator<void, CompiledSchema> {
  const large = tooLarge(schema, schemaLimits);
  if (large) return refused([large]);
  const characters = JSON.stringify(schema).length;
  if (characters > MOST_SCHEMA_CHARACTERS) {
    const message = `the schema has ${characters} characters as JSON; at most ${MOST_SCHEMA_CHARACTERS} are allowed`;
    return refused([{ pointer: '', message }]);
  }
  const budget = new Budget();
  const patterns = new Patterns(budget);
  const reading = readSchema(schema, patterns);
  if (reading.faults.length > 0) return refused(reading.faults);
  yield;
  const faults = metaFaults(reading.draft, reading.schema);
  if (faults.length > 0) return refused(faults);
  yield;
  return { kind: 'compiled', check: checkOf(reading.draft, reading.schema, budget, patterns) };
}

const schemaLimits = {
  levels: MOST_LEVELS,
  members: MOST_SCHEMA_MEMBERS,
  nameCharacters: MOST_NAME_CHARACTERS,
};
const valueLimits = { levels: MOST_VALUE_LEVELS, members: MOST_STEPS, nameCharacters: MOST_NAME_CHARACTERS };

const common = {
  allErrors: true,
  // `readSchema` reports better what strict mode would report; the rest is legal.
  strict: false,
  strictNumbers: true,
  // The quotient may differ from a whole number by 1e-6: 19.99 / 0.01 is 1998.9999999999998. The error grows with the
  // quotient, by some 3e-16 of it, so amounts of up to 30 million pass in cents; a smaller tolerance would refuse
  // smaller amounts.
  multipleOfPrecision: 6,
  logger: false,
  // A name such as `constructor` is a name like any other.
  ownProperties: true,
} as const satisfies Options;

function checkOf(
  draft: Draft,
  schema: Record<string, unknown>,
  budget: Budget,
  patterns: Patterns,
): (value: unknown) => SchemaFault[] {
  // A separate instance: what ajv caches of a schema is freed with the schema.
  const ajv = ajvOf(draft, {
    ...common,
    meta: false,
    validateSchema: false,
    // A definition that is copied to each reference could grow the code without limit.
    inlineRefs: false,
    // Longer lists become loops, so that their code stays small.
    loopRequired: 8,
    loopEnum: 8,
    // Optimising the code takes longer than it saves, and its time grows faster than the schema.
    code: {
      optimize: false,
      regExp: Object.assign((source: string) => patterns.get(source), { code: 'RE2' }),
    },
  });
  addFormats(ajv, budget);
  addUniqueItems(ajv, budget);
  addCost(ajv, budget);
  const validate = ajv.compile(schema);
  return (value) => {
    try {
      const large = tooLarge(value, valueLimits);
      if (large) return [large];
      budget.begin();
      if (validate(value)) return [];
      return faultsOf(validate.errors ?? []);
    } catch (error) {
      return [{ pointer: '', message: whyUnchecked(error) }];
    } finally {
      // The errors may contain personal data.
      validate.errors = null;
    }
  };
}

function whyUnchecked(error: unknown): string {
  if (error instanceof BudgetSpent || error instanceof RangeError) {
    return 'is too costly to check with this schema; make the value smaller, or the schema simpler (fewer alternatives, patterns and references)';
  }
  return `cannot be checked with this schema: ${error instanceof Error ? error.name : 'unknown reason'}`;
}

/** Counts each look at a value before it can lead to others. */
function addCost(ajv: AjvCore, budget: Budget): void {
  ajv.addKeyword({
    keyword: COST,
    before: '$ref',
    schemaType: 'object',
    // Gives the code the number of faults so far. They are counted too: each reference copies them.
    trackErrors: true,
    code: (context: KeywordCxt) => {
      const cost = context.schema as Cost;
      const counter = context.gen.scopeValue('obj', { ref: budget });
      const costs = context.gen.scopeValue('obj', { ref: cost });
      // The faults so far count too: each reference copies them.
      context.gen.code(_`${counter}.look(${context.data}, ${costs}, ${context.errsCount})`);
    },
  });
}

const ajvOf = (draft: Draft, options: Options): AjvCore =>
  draft === 'draft-07' ? new Ajv(options) : new Ajv2020(options);

/** The drafts' meta-schemas: compiled once, and nothing of a client's schema stays in them. */
const metaSchemas = new Map<Draft, { ajv: AjvCore; budget: Budget }>();

function metaFaults(draft: Draft, schema: Record<string, unknown>): SchemaFault[] {
  const meta = metaSchemas.get(draft) ?? metaSchemaOf(draft);
  metaSchemas.set(draft, meta);
  const { ajv, budget } = meta;
  budget.begin();
  if (ajv.validateSchema(schema) === true) return [];
  const faults = faultsOf(ajv.errors ?? []);
  ajv.errors = null;
  return faults.slice(0, MOST_FAULTS);
}

function metaSchemaOf(draft: Draft): { ajv: AjvCore; budget: Budget } {
  const ajv = ajvOf(draft, { ...common, validateFormats: false });
  const budget = new Budget();
  // A long "enum" is also checked for unique items.
  addUniqueItems(ajv, budget);
  return { ajv, budget };
}
