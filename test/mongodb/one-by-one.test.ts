import { createHook } from 'node:async_hooks';
import { eachOneByOne, inTurns, oneByOne } from '../../store/mongodb/one-by-one';

/** Keeps the process busy, as judging does. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** What happens in order, with a mark for each turn of the event loop, until `end`. */
function withTurns(log: string[]): () => void {
  let goesOn = true;
  const mark = (): void => {
    log.push('turn');
    if (goesOn) setImmediate(mark);
  };
  setImmediate(mark);
  return () => {
    goesOn = false;
  };
}

const workers = ['a', 'b', 'c', 'd', 'e'];
const ITEMS = 30;
const ITEM_MS = 3;

it('however many work at once, others have a turn after a few things, and no worker waits for another to be done', async () => {
  const log: string[] = [];
  const end = withTurns(log);
  const doAll = async (name: string): Promise<void> => {
    for await (const _ of oneByOne(Array.from({ length: ITEMS }))) {
      work(ITEM_MS);
      log.push(name);
    }
  };
  await Promise.all(workers.map(doAll));
  end();
  // By time: three things of 3 ms are the first that take longer than 8.
  const turns = log.join(' ').split('turn');
  const most = Math.max(...turns.map((turn) => turn.trim().split(' ').filter(Boolean).length));
  expect(most).toBeLessThanOrEqual(3);
  expect(log.filter((entry) => entry !== 'turn')).toHaveLength(workers.length * ITEMS);
  // Each has done something before any of them has done half.
  for (const name of workers) {
    const half = log.findIndex(
      (_, i) => log.slice(0, i).filter((entry) => entry === name).length > ITEMS / 2,
    );
    for (const other of workers) expect(log.slice(0, half)).toContain(other);
  }
});

it('what costs nothing is done in one turn', async () => {
  const log: string[] = [];
  const end = withTurns(log);
  let sum = 0;
  for await (const item of oneByOne(Array.from({ length: 500 }, (_, i) => i))) sum += item;
  end();
  expect(sum).toBe((499 * 500) / 2);
  // A busy machine may take a turn away from it here and there, and by count it would be hundreds.
  expect(log.length).toBeLessThan(100);
});

it('work that yields between its steps lets others have a turn after a few of them', async () => {
  const log: string[] = [];
  const end = withTurns(log);
  function* steps(): Generator<void, string> {
    for (let i = 0; i < ITEMS; i++) {
      work(ITEM_MS);
      log.push('step');
      yield;
    }
    return 'done';
  }
  expect(await inTurns(steps())).toBe('done');
  end();
  const turns = log.join(' ').split('turn');
  expect(Math.max(...turns.map((turn) => turn.trim().split(' ').filter(Boolean).length))).toBeLessThanOrEqual(
    3,
  );
});

describe('work with each of many things', () => {
  it('begins when the work before is done, and the thing itself is there', async () => {
    const log: string[] = [];
    const later = async (entry: string): Promise<string> => {
      await new Promise((resolve) => setImmediate(resolve));
      log.push(entry);
      return entry;
    };
    function* things(): Generator<string | Promise<string>> {
      for (const name of ['a', 'b', 'c', 'd']) yield name < 'c' ? name : later(`${name} is there`);
    }
    await eachOneByOne(things(), (thing) => {
      log.push(`${thing} begins`);
      return /[bd]/.test(thing) ? later(`${thing} ends`).then(() => undefined) : undefined;
    });
    expect(log).toEqual([
      'a begins',
      'b begins',
      'b ends',
      'c is there',
      'c is there begins',
      'd is there',
      'd is there begins',
      'd is there ends',
    ]);
  });

  it('makes no promise for a thing that needs none', async () => {
    let promises = 0;
    const hook = createHook({ init: (_id, type) => (promises += type === 'PROMISE' ? 1 : 0) }).enable();
    let sum = 0;
    await eachOneByOne(
      Array.from({ length: 10_000 }, (_, i) => i),
      (i) => void (sum += i),
    );
    hook.disable();
    expect(sum).toBe((10_000 * 9_999) / 2);
    // A few for each turn.
    expect(promises).toBeLessThan(500);
  });

  it('lets others have a turn after a few things that take long', async () => {
    const log: string[] = [];
    const end = withTurns(log);
    await eachOneByOne(Array.from({ length: ITEMS }), () => {
      work(ITEM_MS);
      log.push('thing');
      return undefined;
    });
    end();
    const turns = log.join(' ').split('turn');
    expect(
      Math.max(...turns.map((turn) => turn.trim().split(' ').filter(Boolean).length)),
    ).toBeLessThanOrEqual(3);
    expect(log.filter((entry) => entry === 'thing')).toHaveLength(ITEMS);
  });

  it('fails as the first work or thing that fails, and does nothing behind it', async () => {
    const done: number[] = [];
    // Made when it is asked for, as a file's rows are: what fails earlier is a rejection that nobody awaits yet.
    function* things(bad: () => Promise<number> | number) {
      yield 1;
      yield bad();
      yield 3;
    }
    const doAll = (bad: () => Promise<number> | number) =>
      eachOneByOne(things(bad), async (n) => {
        if (n === 2) throw new Error('the work');
        done.push(n);
      });
    await expect(doAll(() => 2)).rejects.toThrow('the work');
    await expect(doAll(() => Promise.reject(new Error('the thing')))).rejects.toThrow('the thing');
    expect(done).toEqual([1, 1]);
  });
});
