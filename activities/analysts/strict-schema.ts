/**
 * Whether an endpoint may be told to hold the model strictly to a schema. Endpoints refuse `strict` (400, for ever) with
 * any schema outside a subset of JSON schema: objects that are closed and require all they name, and few keywords. What
 * every known endpoint's subset has in common counts here; any other schema is a wish, and the answer is checked anyway.
 */
const keywords = new Set([
  'type',
  'description',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
]);
/** OpenAI's first limits; later ones are wider. */
const MOST_LEVELS = 5;
const MOST_PROPERTIES = 100;

export function allowsStrict(schema: object): boolean {
  let properties = 0;
  const fits = (part: unknown, level: number): boolean => {
    if (typeof part !== 'object' || part === null || Array.isArray(part) || level > MOST_LEVELS) return false;
    if (!Object.keys(part).every((keyword) => keywords.has(keyword))) return false;
    const { type, required, additionalProperties, items } = part as Record<string, unknown>;
    const named = (part as { properties?: unknown }).properties;
    if (type === undefined) return false;
    const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'));
    if (isObject) {
      if (additionalProperties !== false || typeof named !== 'object' || named === null) return false;
      const names = Object.keys(named);
      properties += names.length;
      if (!Array.isArray(required) || !names.every((name) => required.includes(name))) return false;
      if (properties > MOST_PROPERTIES || !Object.values(named).every((child) => fits(child, level + 1)))
        return false;
    }
    const isArray = type === 'array' || (Array.isArray(type) && type.includes('array'));
    return !isArray || fits(items, level + 1);
  };
  return (schema as { type?: unknown }).type === 'object' && fits(schema, 1);
}
