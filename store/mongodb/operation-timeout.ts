/** A collection for whoever has somebody waiting: a server that is connected and silent is found out in time. */
import { type Collection, type Document } from 'mongodb';

/** The database was asked and has not answered: nobody knows whether the operation took place, or still will. */
export class OperationTimeout extends Error {
  override readonly name = 'DatabaseSilent';
}

type Method = (...args: unknown[]) => unknown;

/** Answered in milliseconds, and in a second or two by a busy machine. */
const bounded = [
  'findOne',
  'findOneAndUpdate',
  'insertOne',
  'updateOne',
  'deleteOne',
  'countDocuments',
] as const satisfies readonly (keyof Collection)[];
/** Those of many documents (`insertMany`, `bulkWrite`, `updateMany`) take their time, and keep the socket's bound. */
const cursors = ['find', 'aggregate'] as const satisfies readonly (keyof Collection)[];
const reads = ['toArray', 'next'] as const;

/** Has the short operations of `collection` fail with `OperationTimeout` after `withinMs`. The driver's own `timeoutMS` does nothing. */
export function impatient<T extends Document>(collection: Collection<T>, withinMs: number): Collection<T> {
  bind(collection, bounded, withinMs);
  const methods = collection as unknown as Record<string, Method>;
  for (const name of cursors) {
    const open = methods[name]?.bind(collection);
    methods[name] = (...args) => bind(open?.(...args) as object, reads, withinMs);
  }
  return collection;
}

function bind<T extends object>(target: T, names: readonly string[], withinMs: number): T {
  const methods = target as Record<string, Method>;
  for (const name of names) {
    const method = methods[name]?.bind(target);
    methods[name] = (...args) => within(withinMs, method?.(...args));
  }
  return target;
}

async function within(ms: number, answer: unknown): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new OperationTimeout(`MongoDB has not answered within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
