/** `npm start` as a process, on a folder of the test's. */
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Program, runNode } from './programs';

export interface Started extends Program {
  apiUrl: string;
}

const programs: Program[] = [];
/** For `afterEach`: a test that fails leaves nothing running either. */
export async function stopStarted(): Promise<void> {
  for (const { child, ended } of programs.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
}

export async function start(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const program = runNode(['stack/launch.js', 'start'], { PORT: '0', RINGMASTER_DATA_DIR: dataDir, ...env });
  programs.push(program);
  await eventually(() => expect(program.output()).toContain('Ringmaster runs.'));
  return { ...program, apiUrl: /API +(http\S+)/.exec(program.output())?.[1] ?? '' };
}

export const keyIn = (output: string): string | undefined => /shown once, keep it\): (\S+)/.exec(output)?.[1];

/** The end of a call that nobody heard is looked up when it has rung for too long: here as soon as may be. */
export const csvOf = (rows: number): string =>
  [
    'ContactPhoneNumber,Overrides.MaxRingSeconds',
    ...Array.from({ length: rows }, (_, n) => `${numberEnding('11', n)},5`),
  ].join('\n');
