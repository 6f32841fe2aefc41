/** Values that fit a simple JSON schema, and values that do not. */

type Schema = Record<string, unknown>;

/** A schema may refer to itself. */
const mostLevels = 10;

/** Ignores `pattern` and combinations such as `not`: tests use simpler schemas. */
export const fitting = (root: Schema): unknown => valueOf(root, root, 0);

/** A value of another type than the root's. A root without a type takes anything: then the value fits after all. */
export function misfitting(root: Schema): unknown {
  const types = typesOf(root);
  return types.includes('string') ? 12_345 : 'this is not what was asked for';
}

const typesOf = ({ type }: Schema): unknown[] => (Array.isArray(type) ? (type as unknown[]) : [type]);

function valueOf(schema: Schema, root: Schema, level: number): unknown {
  if (level > mostLevels) return null;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (typeof schema.$ref === 'string') return valueOf(referred(schema.$ref, root), root, level + 1);
  for (const choices of [schema.anyOf, schema.oneOf, schema.allOf])
    if (Array.isArray(choices)) return valueOf(Object(choices[0]) as Schema, root, level + 1);
  const [type = 'properties' in schema ? 'object' : undefined] = typesOf(schema);
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(Object(schema.properties) as Record<string, Schema>).map(([name, member]) => [
          name,
          valueOf(member, root, level + 1),
        ]),
      );
    case 'array':
      return Array.from({ length: Math.min(numberIn(schema, 'minItems') ?? 0, 100) }, () =>
        valueOf(Object(schema.items) as Schema, root, level + 1),
      );
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema, type === 'integer');
    case 'boolean':
      return true;
    default:
      return null;
  }
}

/** Only `#/a/b`: other documents are not fetched. */
const referred = (ref: string, root: Schema): Schema =>
  ref
    .split('/')
    .slice(1)
    .reduce<Schema>(
      (at, name) => Object(at[name.replaceAll('~1', '/').replaceAll('~0', '~')]) as Schema,
      root,
    );

const byFormat: Record<string, string> = {
  date: '2030-01-31',
  time: '12:00:00Z',
  'date-time': '2030-01-31T12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function textOf(schema: Schema): string {
  const text = byFormat[String(schema.format)] ?? 'simulated';
  const most = numberIn(schema, 'maxLength') ?? text.length;
  return text.slice(0, most).padEnd(Math.min(numberIn(schema, 'minLength') ?? 0, 10_000), 'x');
}

function numberOf(schema: Schema, isWhole: boolean): number {
  const step = numberIn(schema, 'multipleOf') ?? 1;
  const above = numberIn(schema, 'exclusiveMinimum');
  const below = numberIn(schema, 'exclusiveMaximum');
  const least = numberIn(schema, 'minimum') ?? (above === undefined ? undefined : above + step);
  const most = numberIn(schema, 'maximum') ?? (below === undefined ? undefined : below - step);
  const wished = least ?? Math.min(most ?? 0, 0);
  const value = Math.ceil(wished / step) * step;
  return isWhole ? Math.ceil(value) : value;
}

const numberIn = (schema: Schema, keyword: string): number | undefined =>
  typeof schema[keyword] === 'number' ? schema[keyword] : undefined;
