import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, supervise } from '../../stack/processes/supervisor';
import { eventually } from '../support/eventually';
import { inTemporaryFolder } from './programs';

interface SlotWaiter extends Running {
  pid: number | undefined;
}

/** A real process that does nothing until it is killed. */
function sleeper(): SlotWaiter {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const gone = new Promise<string>((resolve) =>
    child.on('close', (_code, signal) => resolve(`signal ${signal}`)),
  );
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  return { pid: child.pid, gone, stop };
}

interface Facts {
  started: SlotWaiter[];
  said: string[];
  givenUp: Error[];
}

async function supervised(work: (facts: Facts) => Promise<void>, { diskIsFull = (): boolean => false } = {}) {
  await inTemporaryFolder(async (folder) => {
    const facts: Facts = { started: [], said: [], givenUp: [] };
    const logFile = join(folder, 'role.log');
    writeFileSync(logFile, 'first line\nlast words\n');
    const { stop } = await supervise({
      name: 'sleeper',
      logFile,
      start: () => {
        const one = sleeper();
        facts.started.push(one);
        return Promise.resolve(one);
      },
      signal: new AbortController().signal,
      diskIsFull,
      say: (line) => facts.said.push(line),
      giveUp: (error) => facts.givenUp.push(error),
    });
    try {
      await work(facts);
    } finally {
      await stop();
    }
  });
}

const kill = (one: SlotWaiter | undefined): void => {
  if (one?.pid !== undefined) process.kill(one.pid, 'SIGKILL');
};

describe('a process that dies unexpectedly', () => {
  it('is started again, and its last words are shown', () =>
    supervised(async ({ started, said, givenUp }) => {
      kill(started[0]);
      await eventually(() => expect(said).toContain('The sleeper runs again.'));
      expect(started).toHaveLength(2);
      expect(said[0]).toMatch(/sleeper ended unexpectedly \(signal SIGKILL\)[\s\S]*last words/);
      expect(givenUp).toEqual([]);
    }));

  it('is given up at the fifth death within a minute', () =>
    supervised(async ({ started, givenUp }) => {
      for (let death = 1; death <= 5; death++) {
        await eventually(() => expect(started).toHaveLength(death));
        kill(started.at(-1));
      }
      await eventually(() => expect(givenUp).toHaveLength(1));
      expect(givenUp[0]?.message).toContain('died 5 times within a minute');
      expect(started).toHaveLength(5);
    }));

  it('stays stopped once it was told to stop, also in the middle of a restart', async () => {
    let starts = 0;
    await supervised(async ({ started, said }) => {
      kill(started[0]);
      await eventually(() => expect(said).toHaveLength(1));
      starts = started.length;
    });
    expect(starts).toBe(1);
  });

  it('is not given up while the disk is full, and its last words are shown once', () => {
    let full = true;
    return supervised(
      async ({ started, said, givenUp }) => {
        for (let death = 1; death <= 5; death++) {
          await eventually(() => expect(started).toHaveLength(death));
          kill(started.at(-1));
        }
        await eventually(() => expect(started).toHaveLength(6));
        expect(givenUp).toEqual([]);
        expect(said.filter((line) => line.includes('ended unexpectedly'))).toHaveLength(1);
        expect(said).toContain('The disk is full: the sleeper is tried again until there is room.');

        full = false;
        kill(started.at(-1));
        await eventually(() => expect(said.at(-1)).toContain('ended unexpectedly'));
        // It starts afresh: what came before was for want of room.
        await eventually(() => expect(started).toHaveLength(7));
        expect(givenUp).toEqual([]);
      },
      { diskIsFull: () => full },
    );
  });

  it('and is just being started again does not keep a stop waiting', async () => {
    let starts = 0;
    const first = sleeper();
    const { stop } = await supervise({
      name: 'sleeper',
      logFile: 'none',
      start: (signal) =>
        (starts += 1) === 1
          ? Promise.resolve(first)
          : new Promise<SlotWaiter>((_resolve, reject) =>
              signal.addEventListener('abort', () => reject(new Error('told to stop'))),
            ),
      signal: new AbortController().signal,
      diskIsFull: () => false,
      say: () => {},
      giveUp: () => {},
    });
    kill(first);
    await eventually(() => expect(starts).toBe(2));
    await stop();
  });
});
