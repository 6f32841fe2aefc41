/** The package as its users have it: packed, and installed in a folder that knows nothing of this repository. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from '../../stack/tools/command';
import { CALLER_ID, CONTACT, type RunningApi, startApi } from '../support/running-api';

const root = resolve(__dirname, '../..');
// Each takes seconds; on a machine that does other things as well, a minute.
const WITHIN_MS = 10 * 60_000;

let api: RunningApi;
let folder: string;
const run = (command: string, ...args: string[]): Promise<string> =>
  runCommand(command, args, { withinMs: WITHIN_MS, cwd: folder });

beforeAll(async () => {
  api = await startApi();
  folder = mkdtempSync(join(tmpdir(), 'ringmaster-client-'));
  const packed = await run('npm', 'pack', join(root, 'client'), '--silent', '--pack-destination', folder);
  const tarball = packed.trim().split('\n').at(-1) ?? '';
  // Its library from where the repository has it: the tests need no registry.
  const library = (name: string): string =>
    `file:${dirname(require.resolve(`${name}/package.json`, { paths: [root] }))}`;
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: {
        '@ringmaster/client': `file:${join(folder, tarball)}`,
        'openapi-fetch': library('openapi-fetch'),
        'openapi-typescript-helpers': library('openapi-typescript-helpers'),
      },
    }),
  );
  const flags = ['--offline', '--install-links', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  await run('npm', 'install', ...flags, '--cache', join(folder, 'npm-cache'));
}, WITHIN_MS);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.stop();
});

const program = (jobs: string): string => `
  async function main() {
    const [baseUrl, key] = process.argv.slice(2);
    const ringmaster = createClient({ baseUrl, key });
    const { Campaign } = await ringmaster.campaigns.create({ Name: 'as installed', Data: { CallerID: '${CALLER_ID}' } });
    const { Accepted } = await ringmaster.jobs.import(Campaign.ID, fileAt('${jobs}'));
    const numbers = [];
    for await (const { ContactPhoneNumber } of ringmaster.jobs.list(Campaign.ID)) numbers.push(ContactPhoneNumber);
    const refused = await ringmaster.campaigns.publish(Campaign.ID, 9, { Name: 'x' }).catch((error) => error);
    console.log(JSON.stringify({ Accepted, numbers, isKnown: refused instanceof PreconditionFailedError }));
  }
  void main();
`;
const names = '{ createClient, PreconditionFailedError }';

it.each([
  [
    'an ECMAScript module',
    'use.mjs',
    `import ${names} from '@ringmaster/client'; import { fileAt } from '@ringmaster/client/node';`,
  ],
  [
    'CommonJS',
    'use.cjs',
    `const ${names} = require('@ringmaster/client'); const { fileAt } = require('@ringmaster/client/node');`,
  ],
])('a program that is %s imports a file and lists its jobs', async (_, file, imports) => {
  writeFileSync(join(folder, 'contacts.csv'), `ContactPhoneNumber\n${CONTACT}\n`);
  writeFileSync(join(folder, file), `${imports}\n${program('contacts.csv')}`);
  expect(JSON.parse(await run(process.execPath, file, api.url, api.key))).toEqual({
    Accepted: 1,
    numbers: [CONTACT],
    isKnown: true,
  });
});

const typed = `
  export async function use(ringmaster: RingmasterClient, id: string): Promise<JobStateCounts> {
    for await (const job of ringmaster.jobs.list(id, { State: 'failed' })) { const its: Job = job; console.log(its.ID); }
    const error: unknown = await ringmaster.campaigns.start(id).catch((reason: unknown) => reason);
    if (error instanceof ConflictError) { const status: 409 = error.status; console.log(status, error.State); }
    // @ts-expect-error there is no such state
    await ringmaster.jobs.list(id, { State: 'nonsense' });
    // @ts-expect-error the number that calls come from is missing
    await ringmaster.campaigns.create({ Name: 'x', Data: {} });
    return ringmaster.campaigns.waitUntilSettled(id, { onProgress: ({ calling }) => console.log(calling) });
  }
`;
const typedImport = `import { ConflictError, type Job, type JobStateCounts, type RingmasterClient } from '@ringmaster/client';`;

it.each([
  [
    'Node, in modules of both kinds, with the examples of the README',
    { module: 'nodenext', types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
    () => ({
      'use.mts': typedImport + typed,
      'use.cts': typedImport + typed,
      ...Object.fromEntries(examples().map((example, n) => [`example-${n}.mts`, example])),
    }),
  ],
  [
    'a browser, without the types of Node',
    { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
    () => ({ 'browser.ts': typedImport + typed }),
  ],
])('its types fit %s', async (_, options, files: () => Record<string, string>) => {
  const sources = files();
  for (const [file, source] of Object.entries(sources)) writeFileSync(join(folder, file), source);
  // Its own types are checked as well: who skips that does not notice what is missing.
  const compilerOptions = { noEmit: true, strict: true, target: 'es2022', skipLibCheck: false, ...options };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: Object.keys(sources) }),
  );
  await run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
});

function examples(): string[] {
  const readme = readFileSync(join(folder, 'node_modules/@ringmaster/client/README.md'), 'utf8');
  const found = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, example = '']) => example);
  expect(found.length).toBeGreaterThan(1);
  return found;
}
