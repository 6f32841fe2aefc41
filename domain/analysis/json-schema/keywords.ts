/** What each keyword contains: where the subschemas of a schema are, and which names have no effect. */

export type Draft = 'draft-07' | '2020-12';

export const defaultDraft: Draft = 'draft-07';

/** The official names, without the `#` that may end them. */
const drafts = new Map<string, Draft>([
  ['http://json-schema.org/draft-07/schema', 'draft-07'],
  ['https://json-schema.org/draft-07/schema', 'draft-07'],
  ['https://json-schema.org/draft/2020-12/schema', '2020-12'],
]);
export const draftOf = (name: string): Draft | undefined => drafts.get(name.replace(/#$/, ''));
export const draftNames =
  '"http://json-schema.org/draft-07/schema#" (as without "$schema") or "https://json-schema.org/draft/2020-12/schema"';

export type Holds =
  /** A subschema for the members of the value. */
  | 'schema'
  /** A subschema for the value itself. */
  | 'schema-in-place'
  | 'schemas'
  | 'schemas-in-place'
  /** Subschemas by name. */
  | 'named-schemas'
  /** Names to subschemas for the value itself, or to lists of names. */
  | 'dependencies'
  /** One subschema, or in draft-07 one per item. */
  | 'items'
  /** Names to lists of names. */
  | 'names-by-name'
  | 'value';

interface Keyword {
  holds: Holds;
  /** The one draft that has it. */
  only?: Draft;
}

const rows: [Holds, string[], Draft?][] = [
  ['schema', ['additionalProperties', 'propertyNames', 'contains']],
  ['schema', ['additionalItems'], 'draft-07'],
  ['schema', ['unevaluatedProperties', 'unevaluatedItems'], '2020-12'],
  ['schema-in-place', ['not', 'if', 'then', 'else']],
  ['schemas', ['prefixItems'], '2020-12'],
  ['schemas-in-place', ['allOf', 'anyOf', 'oneOf']],
  // `$defs` is of a later draft, but generators write it without naming their draft.
  ['named-schemas', ['properties', 'patternProperties', 'definitions', '$defs']],
  ['dependencies', ['dependencies'], 'draft-07'],
  ['dependencies', ['dependentSchemas'], '2020-12'],
  ['names-by-name', ['dependentRequired'], '2020-12'],
  ['items', ['items']],
  ['value', ['$ref', 'type', 'enum', 'const', 'required', 'format', 'pattern', 'uniqueItems']],
  ['value', ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum']],
  ['value', ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties']],
  ['value', ['minContains', 'maxContains'], '2020-12'],
  // OpenAPI's way to write "or null"; widespread in schemas for language models.
  ['value', ['nullable']],
];

const keywords = new Map<string, Keyword>(
  rows.flatMap(([holds, names, only]) =>
    names.map((name): [string, Keyword] => [name, { holds, ...(only ? { only } : {}) }]),
  ),
);
export const keywordNamed = (name: string): Keyword | undefined => keywords.get(name);
export const keywordNames = [...keywords.keys()];

const annotations = new Set(
  (
    '$comment title description markdownDescription default example examples deprecated readOnly writeOnly ' +
    'contentMediaType contentEncoding contentSchema enumNames enumDescriptions propertyOrdering'
  ).split(' '),
);
/** Names for people and other programs, which a check ignores. */
export const isAnnotation = (name: string): boolean => annotations.has(name) || /^x-/i.test(name);

/** With these a schema could refer to other schemas, or a reference could mean different things in different places. */
export const references = new Set([
  '$anchor',
  '$dynamicRef',
  '$dynamicAnchor',
  '$recursiveRef',
  '$recursiveAnchor',
]);

export const typeNames = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
