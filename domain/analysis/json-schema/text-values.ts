/**
 * The value of a text where only texts can be written, such as in a CSV file: of the type that a schema declares, no
 * guess.
 */
import { localPointer } from './references';

type JsonObject = Record<string, unknown>;

/** A definition often refers to another definition; longer chains are not followed. */
const MOST_REFERENCES = 5;

/** The types that `schema` declares for a property at its root; empty when it declares none. */
export function declaredTypes(schema: JsonObject | undefined, property: string): string[] {
  const properties = schema?.['properties'];
  if (!isObject(properties) || !Object.hasOwn(properties, property)) return [];
  let declared: unknown = properties[property];
  for (let i = 0; i < MOST_REFERENCES && isObject(declared) && typeof declared['$ref'] === 'string'; i++) {
    if (declared['type'] !== undefined) break;
    declared = partOf(schema, declared['$ref']);
  }
  if (!isObject(declared)) return [];
  const types = [declared['type']].flat().filter((type) => typeof type === 'string');
  return declared['nullable'] === true ? [...types, 'null'] : types;
}

function partOf(schema: unknown, reference: string): unknown {
  const pointer = localPointer(reference);
  if (pointer === undefined) return undefined;
  let part = schema;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    part = isObject(part) && Object.hasOwn(part, name) ? part[name] : undefined;
  }
  return part;
}

/** A number keeps 15 digits exactly. A leading zero is part of a code, not of a number. */
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const MOST_DIGITS = 15;

/** The value of a text that exactly fits one of `types`; else the text as it is, for the schema to check. */
export function valueOfText(types: readonly string[], text: string): unknown {
  if (types.includes('string')) return text;
  if (types.includes('integer') && INTEGER.test(text)) return Number(text);
  if (types.includes('number') && NUMBER.test(text) && text.replaceAll(/\D/g, '').length <= MOST_DIGITS)
    return Number(text);
  if (types.includes('boolean')) {
    const word = text.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
  }
  if (types.includes('null') && text === 'null') return null;
  return text;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
