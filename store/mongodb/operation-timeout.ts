/** A collection for processes that a client waits for: it notices in time that a connected server is silent. */
import { type Collection, type Document } from 'mongodb';

/** The database has not answered: it is unknown whether the operation took place, or still will. */
export class OperationTimeout extends Error {
  override readonly name = 'DatabaseSilent';
}

type Method = (...args: unknown[]) => unknown;

/** These take milliseconds, or a second or two on a busy machine. */
const bounded = [
  'findOne',
  'findOneAndUpdate',
  'insertOne',
  'updateOne',
  'deleteOne',
  'countDocuments',
] as const satisfies readonly (keyof Collection)[];
/**
 * Operations on many documents (`insertMany`, `bulkWrite`, `updateMany`) take longer, and keep the socket's timeout.
 */
const cursors = ['find', 'aggregate'] as const satisfies readonly (keyof Collection)[];
const reads = ['toArray', 'next'] as const;

/**
 * Makes the short operations of `collection` fail with `OperationTimeout` after `withinMs`. The driver's own
 * `timeoutMS` does nothing.
 */
export function withinTime<T extends Document>(collection: Collection<T>, withinMs: number): Collection<T> {
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
