/**
 * A collection that refuses a filter, an update, a pipeline or a document in which a field is undefined. MongoDB has no
 * such value. The driver either leaves the field out, and a filter without its field matches any document; or it stores
 * null, which differs from no field.
 */
import { type AnyBulkWriteOperation, type Collection, type Document } from 'mongodb';

export class LostField extends Error {
  override readonly name = 'LostField';
}

/** The arguments of each operation that reach MongoDB as data, in order; its options come after. */
const given = {
  find: ['filter'],
  findOne: ['filter'],
  findOneAndUpdate: ['filter', 'update'],
  findOneAndReplace: ['filter', 'replacement'],
  findOneAndDelete: ['filter'],
  countDocuments: ['filter'],
  distinct: ['key', 'filter'],
  aggregate: ['pipeline'],
  watch: ['pipeline'],
  insertOne: ['document'],
  insertMany: ['documents'],
  updateOne: ['filter', 'update'],
  updateMany: ['filter', 'update'],
  replaceOne: ['filter', 'replacement'],
  deleteOne: ['filter'],
  deleteMany: ['filter'],
  bulkWrite: ['operations'],
} as const satisfies Partial<Record<keyof Collection, readonly string[]>>;
type Operation = keyof typeof given;

/** Operations that change or remove what they find: one that matches every document has lost its filter. */
const writes: readonly string[] = [
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
] satisfies Operation[];

type Method = (...args: unknown[]) => unknown;

/** A guarded copy of the collection; the driver's internal calls use the original, unguarded. */
export function refusingLostFields<T extends Document>(collection: Collection<T>): Collection<T> {
  const guarded = Object.create(collection) as Collection<T>;
  const methods = collection as unknown as Record<Operation, Method>;
  for (const operation of Object.keys(given) as Operation[]) {
    const method = methods[operation].bind(collection);
    const guard: Method = (...args) => {
      check(`${collection.collectionName}.${operation}`, operation, args);
      return method(...args);
    };
    (guarded as unknown as Record<Operation, Method>)[operation] = guard;
  }
  return guarded;
}

function check(where: string, operation: Operation, args: unknown[]): void {
  given[operation].forEach((name, i) => {
    if (i < args.length && hasLost(args[i]))
      throw new LostField(
        `${where} was given undefined at ${pathOfLost(args[i], name)}: give a value, or leave the field out where it means nothing`,
      );
  });
  if (writes.includes(operation)) checkFilter(where, args[0]);
  if (operation === 'bulkWrite')
    for (const one of args[0] as AnyBulkWriteOperation[])
      for (const [name, { filter }] of Object.entries(one) as [string, { filter?: unknown }][])
        if (name !== 'insertOne') checkFilter(`${where} ${name}`, filter);
}

function checkFilter(where: string, filter: unknown): void {
  if (typeof filter === 'object' && filter !== null && Object.keys(filter).length > 0) return;
  throw new LostField(
    `${where} has no filter and would mean any document: name the documents that it is about`,
  );
}

/** Walks through lists and objects. A date has no fields; bytes and the driver's own types are values. */
function hasLost(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || isValue(value)) return false;
  if (Array.isArray(value)) return value.some(hasLost);
  for (const name in value) if (hasLost((value as Record<string, unknown>)[name])) return true;
  return false;
}

const isValue = (value: object): boolean => '_bsontype' in value || ArrayBuffer.isView(value);

/** The path of the undefined field, such as `filter.Slot.CallID`. Called only when there is one. */
function pathOfLost(value: unknown, path: string): string {
  const found = Object.entries(Object(value) as object).find(([, field]) => hasLost(field));
  return found ? pathOfLost(found[1], `${path}.${found[0]}`) : path;
}
