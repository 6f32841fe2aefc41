/** Reads a stranger's schema into one with only known keywords, in one form, with its costs. */
import { MOST_ALTERNATIVES, MOST_FAULTS, MOST_PLACE_CHARACTERS, MOST_SUBSCHEMAS } from './bounds';
import { costOf } from './budget';
import { valueFaults, whyUnknown } from './keyword-faults';
import {
  type Draft,
  draftNames,
  draftOf,
  defaultDraft,
  type Holds,
  isAnnotation,
  keywordNamed,
} from './keywords';
import { type Patterns } from './patterns';
import { InPlace, localPointer, referenceTo } from './references';
import { type SchemaFault, shown, step } from './schema-fault';

type JsonObject = Record<string, unknown>;

/** Our own keyword, added to each subschema: see `compile-schema.ts`. */
export const COST = '$cost';

/** Keeps rules until "allOf", which may come after them, is read. */
const DEPENDENT = '$dependent';

export interface SchemaReading {
  draft: Draft;
  schema: JsonObject;
  faults: SchemaFault[];
}

export function readSchema(schema: JsonObject, patterns: Patterns): SchemaReading {
  const named = schema['$schema'];
  const draft = named === undefined ? defaultDraft : typeof named === 'string' ? draftOf(named) : undefined;
  if (draft === undefined) {
    const message = `${shown(named)} is not known here; allowed are ${draftNames}`;
    return { draft: defaultDraft, schema: {}, faults: [{ pointer: '/$schema', message }] };
  }
  const reader = new SchemaReader(draft, patterns);
  const read = reader.root(schema);
  return { draft, schema: read, faults: reader.faults.slice(0, MOST_FAULTS) };
}

class SchemaReader {
  readonly faults: SchemaFault[] = [];
  private readonly inPlace = new InPlace();
  private subschemas = 0;
  private placeCharacters = 0;

  constructor(
    private readonly draft: Draft,
    private readonly patterns: Patterns,
  ) {}

  root(schema: JsonObject): JsonObject {
    const { $schema: _draft, $id: id, ...rest } = schema;
    // The root's own name has no effect on local references.
    if (id !== undefined && typeof id !== 'string') this.fault('/$id', 'must be a string');
    const read = this.object(rest, '');
    if (this.faults.length === 0) this.faults.push(...this.inPlace.faults());
    return read;
  }

  private fault(pointer: string, message: string): void {
    this.faults.push({ pointer, message });
  }

  private subschema(schema: unknown, at: string): unknown {
    if (typeof schema === 'boolean') {
      this.count(at, 1);
      return schema;
    }
    if (isObject(schema)) return this.object(schema, at);
    this.fault(at, `must be a schema: an object, true or false, and not ${shown(schema)}`);
    return true;
  }

  private count(at: string, keywords: number): void {
    this.inPlace.place(at);
    this.placeCharacters += at.length * keywords;
    if (++this.subschemas === MOST_SUBSCHEMAS + 1) {
      this.fault(at, `the schema has more than ${MOST_SUBSCHEMAS} subschemas; simplify it`);
    } else if (this.placeCharacters > MOST_PLACE_CHARACTERS) {
      this.placeCharacters = -Infinity;
      this.fault(at, 'the schema has too much in places with long names; shorten the names or nest less');
    }
  }

  private object(schema: JsonObject, at: string): JsonObject {
    const entries = Object.entries(schema);
    this.count(at, entries.length);
    const read: JsonObject = {};
    for (const [name, value] of entries) {
      // Stop at this many faults: each costs time too.
      if (this.faults.length >= MOST_FAULTS || this.subschemas > MOST_SUBSCHEMAS) return read;
      this.keyword(name, value, at, read);
    }
    const dependent = read[DEPENDENT];
    if (dependent !== undefined) {
      delete read[DEPENDENT];
      read['allOf'] = [read['allOf'] ?? [], dependent].flat();
    }
    if (Object.keys(read).length > 0) read[COST] = costOf(read);
    return read;
  }

  private keyword(name: string, value: unknown, parent: string, read: JsonObject): void {
    const at = `${parent}${step(name)}`;
    const keyword = keywordNamed(name);
    if (!keyword) {
      if (!isAnnotation(name)) this.fault(at, whyUnknown(name));
      return;
    }
    if (keyword.only && keyword.only !== this.draft) {
      this.fault(
        at,
        `"${name}" is a keyword of ${keyword.only}, and this schema is ${this.draft}; "$schema" chooses: ${draftNames}`,
      );
      return;
    }
    switch (name) {
      case '$ref':
        read[name] = this.reference(value, parent, at);
        return;
      case 'dependentRequired':
        // In this form a long list makes no long code.
        read['dependencies'] = this.named(value, at, (names, place) => this.names(names, place));
        return;
      case 'dependentSchemas':
        this.dependentSchemas(value, parent, at, read);
        return;
      default:
        read[name] =
          keyword.holds === 'value'
            ? this.value(name, value, at)
            : this.inner(keyword.holds, value, parent, at);
    }
  }

  private inner(holds: Exclude<Holds, 'value'>, value: unknown, parent: string, at: string): unknown {
    const here = (schema: unknown, place: string): unknown => {
      this.inPlace.link(parent, place);
      return this.subschema(schema, place);
    };
    const below = (schema: unknown, place: string): unknown => this.subschema(schema, place);
    switch (holds) {
      case 'schema':
        return below(value, at);
      case 'schema-in-place':
        return here(value, at);
      case 'schemas':
        return this.list(value, at, below);
      case 'schemas-in-place':
        return this.list(value, at, here);
      case 'named-schemas':
        return this.named(value, at, below);
      case 'dependencies':
        return this.named(value, at, (inner, place) =>
          Array.isArray(inner) && this.draft === 'draft-07' ? this.names(inner, place) : here(inner, place),
        );
      case 'items':
        if (!Array.isArray(value)) return below(value, at);
        if (this.draft === 'draft-07') return this.list(value, at, below);
        this.fault(at, 'in 2020-12 the schemas of single places are "prefixItems"');
        return true;
      case 'names-by-name':
        return this.named(value, at, (names, place) => this.names(names, place));
    }
  }

  private list(value: unknown, at: string, each: (schema: unknown, place: string) => unknown): unknown {
    if (Array.isArray(value) && value.length > MOST_ALTERNATIVES) {
      this.fault(at, `has ${value.length} schemas; at most ${MOST_ALTERNATIVES} are allowed in one list`);
      return [true];
    }
    if (Array.isArray(value) && value.length > 0) return value.map((schema, i) => each(schema, `${at}/${i}`));
    this.fault(at, 'must be a list of at least one schema');
    return [true];
  }

  private named(value: unknown, at: string, each: (schema: unknown, place: string) => unknown): unknown {
    const read: JsonObject = {};
    if (!isObject(value)) {
      this.fault(at, 'must be an object');
      return read;
    }
    for (const [name, schema] of Object.entries(value)) {
      const place = `${at}${step(name)}`;
      if (name === '__proto__') {
        this.fault(place, 'the name "__proto__" is reserved; use another');
        continue;
      }
      if (at.endsWith('/patternProperties')) this.pattern(name, place);
      read[name] = each(schema, place);
    }
    return read;
  }

  /**
   * Read as `if` and `then`: beside "unevaluatedProperties", ajv forgets names where `dependentSchemas` do not apply.
   */
  private dependentSchemas(value: unknown, parent: string, at: string, read: JsonObject): void {
    const schemas = this.inner('dependencies', value, parent, at) as JsonObject;
    const rules = Object.entries(schemas).map(([name, then]) => ({ if: { required: [name] }, then }));
    if (rules.length > 0) read[DEPENDENT] = rules;
  }

  private names(value: unknown, at: string): unknown {
    if (Array.isArray(value) && value.every((name) => typeof name === 'string')) {
      const required = { required: [...new Set(value)] };
      return { ...required, [COST]: costOf(required) };
    }
    this.fault(at, 'must be a list of names');
    return true;
  }

  private value(name: string, value: unknown, at: string): unknown {
    for (const message of valueFaults(name, value, this.patterns)) this.fault(at, message);
    return value;
  }

  private pattern(source: string, at: string): void {
    const fault = this.patterns.add(source);
    if (fault !== undefined) this.fault(at, fault);
  }

  private reference(value: unknown, parent: string, at: string): unknown {
    const pointer = typeof value === 'string' ? localPointer(value) : undefined;
    if (pointer === undefined || typeof value !== 'string') {
      this.fault(
        at,
        `${shown(value)} is not a reference to a part of this schema; nothing is fetched: copy the part to "$defs" and refer to it as "#/$defs/name"`,
      );
      return '#';
    }
    this.inPlace.refer(parent, pointer, value);
    return referenceTo(pointer);
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
