// `npm run check`: all checks of the code that do not run it. Each is run, also after one has failed.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
// The slowest takes about 20 s on two slow cores; ten minutes is a hang.
const LIMIT_MS = 10 * 60_000;
const rooms = [
  'activities',
  'api',
  'bench',
  'client',
  'domain',
  'simulator',
  'stack',
  'store',
  'test',
  'worker',
  'workflows',
];

// Caches results of unchanged files in `node_modules/.cache`. By content: file times are wrong after a checkout. Not
// for lint: its result for a file depends on the types of others.
const cached = ['--cache', '--cache-strategy', 'content'];

/** @type {() => [name: string, program: string, ...args: string[]][]} */
const checks = () => [
  ['types', 'typescript/bin/tsc', '--noEmit', '-p', '.'],
  ['lint', 'eslint/bin/eslint.js', '.'],
  ['format', 'prettier/bin/prettier.cjs', '--check', ...cached, '.'],
  [
    'walls',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...cached,
    ...rooms.filter((room) => fs.existsSync(path.join(root, room))),
  ],
  ['document', 'tsx/dist/cli.mjs', 'stack/openapi.ts', '--check'],
  ['unused', 'knip/bin/knip.js', '--config', 'stack/knip.json'],
];

/**
 * In parallel: lint takes as long as all others together, and each uses one core.
 * @returns {Promise<number>} exit status
 */
module.exports = async function check() {
  const all = checks();
  console.log(`Checking ${all.map(([name]) => name).join(', ')}…`);
  const verdicts = await Promise.all(all.map(judged));
  const failures = verdicts.filter((passed) => !passed).length;
  console.log(failures === 0 ? 'Every check passed.' : `${failures} of ${all.length} checks failed.`);
  return failures === 0 ? 0 : 1;
};

/**
 * @param {[name: string, program: string, ...args: string[]]} check
 * @returns {Promise<boolean>} passed
 */
async function judged([name, program, ...args]) {
  const began = Date.now();
  const { status, output } = await run(path.join(root, 'node_modules', program), args);
  const verdict = status === 0 ? 'ok    ' : 'FAILED';
  console.log(`${name.padEnd(9)}${verdict} ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (status !== 0) console.log(output);
  return status === 0;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<{ status: number | null, output: string }>}
 */
function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
