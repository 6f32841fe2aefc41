// `npm test`: Jest over everything, then the count on a line of its own, from Jest's own results.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

/**
 * @param {string[]} args passed on to Jest
 * @returns {Promise<number>} exit status
 */
module.exports = async function test(args) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ringmaster-results-'));
  const resultFile = path.join(folder, 'results.json');
  try {
    const status = await jest([...args, '--json', `--outputFile=${resultFile}`]);
    return status === 0 ? count(resultFile) : Math.max(1, count(resultFile));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function jest(args) {
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  return new Promise((resolve, reject) => {
    // Results go to a file; on standard output they would bury the report.
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, forward);
      resolve(code ?? 1);
    });
  });
}

/**
 * A suite that could not run at all counts as one failure: its tests are unknown.
 * @param {string} resultFile
 * @returns {number} exit status
 */
function count(resultFile) {
  let results = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  try {
    /** @type {unknown} */
    const written = JSON.parse(fs.readFileSync(resultFile, 'utf8'));
    results = /** @type {typeof results} */ (written);
  } catch {
    console.log('Jest ended without results: nothing ran.');
  }
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  console.log(`${results.numPassedTests} passed, ${failed} failed`);
  return failed > 0 || results.numPassedTests === 0 ? 1 : 0;
}
