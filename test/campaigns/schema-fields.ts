/** The fields that a schema knows, by their places: so that a test of every field misses none that is added. */
import { type z } from 'zod';

/** What a schema of zod says of itself, as far as it leads to other schemas. */
interface Definition {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  innerType?: z.core.$ZodType;
  out?: z.core.$ZodType;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
}

const leaves = ['string', 'number', 'boolean', 'enum', 'custom', 'transform'];

/** Each as a place below `at`; `*` stands for whatever member of a list or a record. */
export function fieldsOf(schema: z.core.$ZodType, at: string): string[] {
  const { type, shape, innerType, out, element, valueType }: Definition = schema._zod.def;
  if (shape)
    return Object.entries(shape).flatMap(([name, field]) => {
      const place = `${at}/${name}`;
      return [place, ...fieldsOf(field, place)];
    });
  const within = innerType ?? out;
  if (within) return fieldsOf(within, at);
  const member = element ?? valueType;
  if (member) return fieldsOf(member, `${at}/*`);
  if (leaves.includes(type)) return [];
  throw new Error(
    `A schema of zod's type "${type}" at ${at}: say here where its fields are, or that it has none.`,
  );
}
