import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Response } from 'express';
import { oneByOne } from '../../store/mongodb/one-by-one';

/**
 * Answers with what comes in parts. Each part is made when the client has taken the ones before, so that a long answer
 * takes no more memory than a short one. An error after the first part breaks the connection off: a client sees that
 * the answer is not whole.
 */
export async function sendParts(
  res: Response,
  mediaType: string,
  parts: AsyncGenerator<string | Buffer>,
): Promise<void> {
  // An error before the first part is answered like every other error.
  const first = await parts.next();
  res.type(mediaType);
  try {
    await pipeline(Readable.from(joined(first, parts)), res);
  } catch (error) {
    // The client has gone: there is no one to answer.
    const { code } = Object(error) as { code?: unknown };
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* joined<Part>(
  first: IteratorResult<Part, void>,
  others: AsyncGenerator<Part>,
): AsyncGenerator<Part> {
  if (!first.done) yield first.value;
  yield* others;
}

interface Listing<Name, Item, Shown, Rest> {
  /** The name of the member that contains the items. */
  name: Name;
  items: Iterable<Item> | AsyncIterable<Item>;
  present: (item: Item) => Shown;
  /** The other members, read after the last item. */
  rest: () => Rest;
}

/** The JSON text of an `Of`, in parts. */
export class JsonParts<Of = unknown> {
  declare readonly of: Of;

  constructor(readonly parts: AsyncGenerator<string>) {}
}

/** A list as JSON, in parts: a page of large items is too much to write at once. */
export const listing = <Name extends string, Item, Shown extends object, Rest extends object>(
  list: Listing<Name, Item, Shown, Rest>,
): JsonParts<Record<Name, Shown[]> & Rest> => new JsonParts(listed(list));

async function* listed<Item>({
  name,
  items,
  present,
  rest,
}: Listing<string, Item, object, object>): AsyncGenerator<string> {
  let opening = `{${JSON.stringify(name)}:[`;
  let shown = 0;
  for await (const item of oneByOne(items)) {
    yield opening + JSON.stringify(present(item));
    opening = ',';
    shown += 1;
  }
  const others = JSON.stringify(rest()).slice('{'.length);
  yield `${shown === 0 ? opening : ''}]${others === '}' ? '' : ','}${others}`;
}
