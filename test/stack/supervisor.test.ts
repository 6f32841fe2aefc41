import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, supervise } from '../../stack/processes/supervisor';
import { eventually } from '../support/eventually';
import { inTemporaryFolder } from './programs';

interface Sleeper extends Running {
  pid: number | undefined;
}

/** A real process that does nothing until it is killed. */
function sleeper(): Sleeper {
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

async function supervised(
  work: (facts: { started: Sleeper[]; said: string[]; givenUp: Error[] }) => Promise<void>,
) {
  await inTemporaryFolder(async (folder) => {
    const facts = { started: [] as Sleeper[], said: [] as string[], givenUp: [] as Error[] };
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

const kill = (one: Sleeper | undefined): void => {
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
});
