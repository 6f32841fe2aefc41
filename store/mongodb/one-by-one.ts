/**
 * Work on many items that regularly gives way to other work of the process: heartbeats, other campaigns' commands,
 * other requests. It does so by time and not by count, because the cost of one item depends on what a client wrote.
 */
import { type AbstractCursor, type FindCursor } from 'mongodb';

/**
 * Together with one more item at its longest (a few ms) still far below 20 ms, which is not noticeable; and a thousand
 * times the cost of giving way.
 */
const LONGEST_TURN_MS = 8;

/**
 * Tasks that wait for their turn. Each turn of the event loop runs one, so that ten tasks make it no longer than one
 * does. There are at most as many as running requests and activities, which are limited elsewhere.
 */
const waiting: (() => void)[] = [];

function takeNext(): void {
  const proceed = waiting.shift();
  if (waiting.length > 0) setImmediate(takeNext);
  proceed?.();
}

/** Waits until all other tasks have had a turn: before something that takes long and cannot be split. */
export const nextTurn = (): Promise<void> =>
  new Promise<void>((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(takeNext);
  });

class Turn {
  private endsAt = -Infinity;

  get isOver(): boolean {
    return performance.now() >= this.endsAt;
  }

  /** Call before each item: once a turn is over, it waits until all other tasks have had theirs. */
  async begin(): Promise<void> {
    if (!this.isOver) return;
    await nextTurn();
    this.endsAt = performance.now() + LONGEST_TURN_MS;
  }
}

export async function* oneByOne<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
): AsyncGenerator<Item, void> {
  const turn = new Turn();
  for await (const item of items) {
    await turn.begin();
    yield item;
  }
}

/**
 * Does `work` with one item after the other, as `oneByOne`, but with no promise for each: it waits only where an item
 * or the work with it is a promise. Of the million rows of a file few have to be waited for.
 */
export async function eachOneByOne<Item>(
  items: Iterable<Item | Promise<Item>> | AsyncIterable<Item>,
  work: (item: Item) => Promise<void> | undefined,
): Promise<void> {
  const turn = new Turn();
  if (Symbol.asyncIterator in items) {
    for await (const item of items) {
      if (turn.isOver) await turn.begin();
      const begun = work(item);
      if (begun) await begun;
    }
    return;
  }
  for (const item of items) {
    const ready = item instanceof Promise ? await item : item;
    if (turn.isOver) await turn.begin();
    const begun = work(ready);
    if (begun) await begun;
  }
}

/** Runs `work` and returns its result. Where it yields, other tasks get a turn once its own is over. */
export async function inTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  const turn = new Turn();
  for (;;) {
    await turn.begin();
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same without giving way, for short work. */
export function inOneGo<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Like `toArray`, but gives way; `toArray` decodes everything at once. */
export async function allOf<Item>(cursor: FindCursor<Item>): Promise<Item[]> {
  const all: Item[] = [];
  const turn = new Turn();
  while (await cursor.hasNext()) {
    await turn.begin();
    all.push(...cursor.readBufferedDocuments(1));
  }
  return all;
}

/** So many together are decoded in less than a turn, unless they are the largest there may be. */
const DECODED_TOGETHER = 50;

/** What one answer of the database brought; empty at the end. It gives way, and makes no promise for each item. */
export async function nextBatchOf<Item>(cursor: AbstractCursor<Item>): Promise<Item[]> {
  const batch: Item[] = [];
  if (!(await cursor.hasNext())) return batch;
  const turn = new Turn();
  while (cursor.bufferedCount() > 0) {
    if (turn.isOver) await turn.begin();
    for (const item of cursor.readBufferedDocuments(DECODED_TOGETHER)) batch.push(item);
  }
  return batch;
}
