/** JSON Schemas (draft 2020-12) of the API's zod schemas, with named components. */
import { z } from 'zod';

export type Json = Record<string, unknown>;

/** `input`: what may be sent. `output`: what is answered. */
type Direction = 'input' | 'output';

export interface JsonSchemaOptions {
  /**
   * Answers may get further members at any time, and a client has to ignore those that it does not know. `false`: they
   * have none but those that are described, as we are to keep it ourselves.
   */
  answersMayGrow: boolean;
}

/** Collects the named schemas while a document is written, and then gives it their final names. */
export class JsonSchemas {
  private readonly named: Record<Direction, Map<string, Json>> = { input: new Map(), output: new Map() };

  constructor(private readonly options: JsonSchemaOptions) {}

  /** What may be sent, for a place in the document. */
  sent(schema: z.ZodType): Json {
    return this.of(schema, 'input');
  }

  /** What is answered. */
  answered(schema: z.ZodType): Json {
    return this.of(schema, 'output');
  }

  private of(schema: z.ZodType, direction: Direction): Json {
    const { $schema: _, $defs = {}, ...own } = this.jsonOf(schema, direction);
    for (const [name, definition] of Object.entries($defs as Record<string, Json>))
      this.named[direction].set(name, tagged(definition, direction));
    return tagged(own, direction);
  }

  private jsonOf(schema: z.ZodType, direction: Direction): Json {
    return z.toJSONSchema(schema, {
      io: direction,
      // What only code can check is described by `json` in the metadata, or by its text.
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        const { json, description } = z.globalRegistry.get(zodSchema) ?? {};
        if (json) {
          for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
          Object.assign(jsonSchema, json, description === undefined ? {} : { description });
        }
        delete jsonSchema['json'];
        // A tuple's length says that nothing follows, and generators of clients do not know a schema that is `false`.
        if (jsonSchema.items === false && jsonSchema.maxItems === jsonSchema.prefixItems?.length)
          delete jsonSchema.items;
        if (
          direction === 'output' &&
          this.options.answersMayGrow &&
          jsonSchema.additionalProperties === false
        )
          delete jsonSchema.additionalProperties;
      },
    });
  }

  /** The document with its components. What may be sent has a name of its own where the answer differs from it. */
  finish(document: Json & { components: Json }): Json {
    const differing = this.differing();
    const all: [string, Json][] = [
      ...this.named.output,
      ...[...this.named.input].map(([name, json]): [string, Json] => [
        differing.has(name) ? `${name}Input` : name,
        json,
      ]),
    ];
    const schemas = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    const whole = { ...document, components: { ...document.components, schemas } };
    return withReferences(whole, (name, direction) =>
      direction === 'input' && differing.has(name) ? `${name}Input` : name,
    ) as Json;
  }

  /** The names that mean one thing in what is sent and another one in what is answered. */
  private differing(): Set<string> {
    const { input, output } = this.named;
    const names = [...input.keys()].filter((name) => output.has(name));
    const differing = new Set<string>();
    const inWords = (json: Json | undefined): string =>
      JSON.stringify(
        withReferences(json, (name, direction) => (differing.has(name) ? `${direction}:${name}` : name)),
      );
    // A schema differs also when one that it refers to does.
    for (let before = -1; before < differing.size;) {
      before = differing.size;
      for (const name of names)
        if (inWords(input.get(name)) !== inWords(output.get(name))) differing.add(name);
    }
    return differing;
  }
}

// A reference is tagged with its direction until all components are known.

const tagged = (json: Json, direction: Direction): Json =>
  mapReferences(json, (ref) => `${direction}:${ref.slice('#/$defs/'.length)}`) as Json;

const withReferences = (json: unknown, nameOf: (name: string, direction: Direction) => string): unknown =>
  mapReferences(json, (ref) => {
    if (ref.startsWith('#')) return ref;
    const [direction = '', name = ''] = ref.split(':');
    return `#/components/schemas/${nameOf(name, direction as Direction)}`;
  });

const mapReferences = (json: unknown, change: (ref: string) => string): unknown =>
  JSON.parse(
    JSON.stringify(json, (key, value: unknown) =>
      key === '$ref' && typeof value === 'string' ? change(value) : value,
    ),
  );
