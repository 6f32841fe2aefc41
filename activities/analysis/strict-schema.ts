/**
 * Whether a schema may be sent with `strict`, which makes the model keep to it. Endpoints refuse `strict` (always with
 * 400) for any schema outside a subset of JSON schema: closed objects that require all their properties, few keywords,
 * bounded sizes. We accept what every known endpoint's subset has in common. Any other schema is sent as a hint, and
 * the answer is checked anyway.
 */
type Part = Record<string, unknown>;

/** OpenAI's first limits, which other endpoints still have; its later ones are wider. */
const MOST_LEVELS = 5;
const MOST_PROPERTIES = 100;
/** In all enums together. */
const MOST_VALUES = 500;
/** In an enum with more values than this, the characters of its texts are bounded too. */
const MANY_VALUES = 250;
const MOST_CHARACTERS_OF_MANY = 7_500;
/** Names of properties, and values of enums, together. */
const MOST_CHARACTERS = 15_000;

const always = new Set(['type', 'description', 'enum']);
const ofObjects = new Set(['properties', 'required', 'additionalProperties']);

export function allowsStrict(schema: Part): boolean {
  return schema.type === 'object' && new Subset().has(schema, 1);
}

/** Checks one schema, and counts its parts. */
class Subset {
  private properties = 0;
  private values = 0;
  private characters = 0;

  has(part: unknown, level: number): boolean {
    if (!isPart(part) || level > MOST_LEVELS) return false;
    const types = [part.type].flat();
    if (part.type === undefined) return false;
    const isObject = types.includes('object');
    const isArray = types.includes('array');
    const known = (keyword: string): boolean =>
      always.has(keyword) || (isObject && ofObjects.has(keyword)) || (isArray && keyword === 'items');
    return (
      Object.keys(part).every(known) &&
      ['undefined', 'string'].includes(typeof part.description) &&
      (part.enum === undefined || this.hasEnum(part.enum, types)) &&
      (!isObject || this.hasObject(part, level)) &&
      (!isArray || this.has(part.items, level + 1))
    );
  }

  private hasObject({ properties, required, additionalProperties }: Part, level: number): boolean {
    if (additionalProperties !== false || !isPart(properties) || !Array.isArray(required)) return false;
    const names = Object.keys(properties);
    this.properties += names.length;
    return (
      this.properties <= MOST_PROPERTIES &&
      names.length === required.length &&
      names.every((name) => required.includes(name)) &&
      this.hasRoomFor(names) &&
      Object.values(properties).every((property) => this.has(property, level + 1))
    );
  }

  private hasEnum(values: unknown, types: unknown[]): boolean {
    if (!Array.isArray(values) || values.length === 0) return false;
    this.values += values.length;
    const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    return (
      this.values <= MOST_VALUES &&
      values.every((value) => types.some((type) => isOfType(value, type))) &&
      (values.length <= MANY_VALUES || lengthOf(texts) <= MOST_CHARACTERS_OF_MANY) &&
      this.hasRoomFor(texts)
    );
  }

  private hasRoomFor(texts: string[]): boolean {
    this.characters += lengthOf(texts);
    return this.characters <= MOST_CHARACTERS;
  }
}

const lengthOf = (texts: string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Enum values must be scalars: not all endpoints accept objects and lists. */
function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  return typeof value === type && typeof value !== 'object';
}
