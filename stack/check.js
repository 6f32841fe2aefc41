// `npm run check`: everything that judges the code without running it. All are run, also after one has failed.
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
  'domain',
  'simulator',
  'stack',
  'store',
  'test',
  'worker',
  'workflows',
];

const checks = () => [
  ['types', 'typescript/bin/tsc', '--noEmit', '-p', '.'],
  ['lint', 'eslint/bin/eslint.js', '.'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '.'],
  [
    'walls',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...rooms.filter((room) => fs.existsSync(path.join(root, room))),
  ],
  ['unused', 'knip/bin/knip.js', '--config', 'stack/knip.json'],
];

/** @returns {Promise<number>} exit status */
module.exports = async function check() {
  let failures = 0;
  for (const [name, program, ...args] of checks()) {
    const began = Date.now();
    process.stdout.write(`${name.padEnd(8)}`);
    const { status, output } = await run(path.join(root, 'node_modules', program), args);
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${((Date.now() - began) / 1000).toFixed(1)} s`);
    if (status !== 0) {
      failures += 1;
      console.log(output);
    }
  }
  console.log(failures === 0 ? 'Every check passed.' : `${failures} of ${checks().length} checks failed.`);
  return failures === 0 ? 0 : 1;
};

function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
