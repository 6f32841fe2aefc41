/**
 * Work on many things that leaves the process to others in between: heartbeats, other campaigns' commands, other requests. By
 * time and not by count, for what one thing costs is in the hands of whoever wrote it.
 */
import { type FindCursor } from 'mongodb';

/**
 * With one thing more that takes its longest (a few ms) still far below 20 ms, which nobody notices; and a thousand times what
 * it costs to give way.
 */
const LONGEST_TURN_MS = 8;

/**
 * Those whose turn comes. Each turn of the event loop takes one, so that ten who work at the same time make it no longer than
 * one does. There are as many as requests and activities at work, which have bounds of their own.
 */
const waiting: (() => void)[] = [];

function takeNext(): void {
  const proceed = waiting.shift();
  if (waiting.length > 0) setImmediate(takeNext);
  proceed?.();
}

/** Waits until everybody else has had a turn: before one thing that takes long and cannot be cut. */
export const nextTurn = (): Promise<void> =>
  new Promise<void>((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(takeNext);
  });

class Turn {
  private endsAt = -Infinity;

  /** To be asked before each thing: it waits, once a turn is over, until everybody else has had theirs. */
  async begin(): Promise<void> {
    if (performance.now() < this.endsAt) return;
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

/** What `work` comes to. Wherever it yields, others have a turn once its own is over. */
export async function inTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  const turn = new Turn();
  for (;;) {
    await turn.begin();
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same without giving way: for what is short. */
export function inOneGo<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Like `toArray`, which decodes all that has come in one go. */
export async function allOf<Item>(cursor: FindCursor<Item>): Promise<Item[]> {
  const all: Item[] = [];
  const turn = new Turn();
  while (await cursor.hasNext()) {
    await turn.begin();
    all.push(...cursor.readBufferedDocuments(1));
  }
  return all;
}
