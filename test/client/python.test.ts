/** What docs/clients.md says of Python, done as it is written there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from '../../stack/tools/command';
import { resolvePythonProgram } from '../../stack/tools/python-program';
import { type RunningApi, startApi } from '../support/running-api';

// Each takes seconds.
const WITHIN_MS = 5 * 60_000;
/** The first time the generator is fetched as well, which has its own bound. */
const WITH_FETCHING_MS = 25 * 60_000;

let api: RunningApi;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  folder = mkdtempSync(join(tmpdir(), 'ringmaster-python-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.stop();
});

const page = readFileSync(join(__dirname, '../../docs/clients.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

it(
  'a client for Python is generated from the document, and its example creates a campaign and lists its jobs',
  async () => {
    const generator = await resolvePythonProgram({
      tool: 'openapi-python-client',
      version: '0.29.1',
      module: 'openapi_python_client',
    });
    const packages = join(dirname(generator), 'packages');
    const env = {
      ...process.env,
      // It formats what it wrote with a program that came with it.
      PATH: [dirname(generator), join(packages, 'bin'), process.env['PATH']].join(delimiter),
      PYTHONPATH: [packages, folder].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      API: api.url,
      KEY: api.key,
    };
    const options = { withinMs: WITHIN_MS, cwd: folder, env };
    await runCommand('bash', ['-euc', block('bash')], options);
    writeFileSync(join(folder, 'example.py'), block('python'));
    const listed = await runCommand('python3', ['example.py'], options);
    expect(listed.trim().split('\n')).toEqual([1, 2, 3].map((n) => `+1202555011${n} created`));
  },
  WITH_FETCHING_MS,
);
