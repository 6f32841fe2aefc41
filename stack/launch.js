// From a fresh clone to running: the first file of every npm script. Plain Node, no dependencies.
const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { lock } = require('./lock.js');

const root = path.resolve(__dirname, '..');
const LEAST_NODE = { major: 20, minor: 19 };
// `npm ci` of this tree takes about half a minute; a slow line may need minutes. Longer is a hang.
const INSTALL_LIMIT_MS = 15 * 60_000;

/**
 * TypeScript entries, run in this process: signals and exit status need no forwarding.
 * @type {Record<string, string>}
 */
const entries = {
  start: 'stack/start.ts',
  demo: 'stack/demo.ts',
  reset: 'stack/reset.ts',
  facts: 'stack/facts.ts',
  openapi: 'stack/openapi.ts',
  bench: 'bench/main.ts',
  'bench:peers': 'bench/peers/main.ts',
  'start:api': 'api/main.ts',
  'start:worker': 'worker/main.ts',
};
/**
 * Options of each entry; 'any' reads its own. All else is set by the environment: an option that is not read
 * would seem to work.
 * @type {Record<string, string[] | 'any'>}
 */
const options = { demo: ['--exit'], bench: 'any', 'bench:peers': ['--quick'] };
/**
 * Plain Node again: they run other programs.
 * @type {Record<string, () => (args: string[]) => Promise<number>>}
 */
const scripts = {
  test: () => require('./test.js'),
  check: () => require('./check.js'),
  fuzz: () => require('./fuzz.js'),
};

/**
 * @param {string} name
 * @param {string[]} args
 */
function refuseUnread(name, args) {
  const known = options[name] ?? [];
  if (known === 'any') return;
  const unread = args.find((arg) => !known.includes(arg));
  if (unread === undefined) return;
  throw new Error(
    `"${unread}" is nothing that ${name} reads. Allowed: ${known.length > 0 ? known.join(', ') : 'no arguments'}. ` +
      'Set environment variables instead, such as PORT; README.md names them.',
  );
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE.major || (major === LEAST_NODE.major && minor >= LEAST_NODE.minor)) return;
  throw new Error(
    `Ringmaster needs Node ${LEAST_NODE.major}.${LEAST_NODE.minor} or newer; this is ${process.versions.node} (${process.execPath}). ` +
      'Install a newer one from https://nodejs.org or with your version manager, then run the command again.',
  );
}

/**
 * A package in npm's lockfiles.
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} Package
 */

/** Whether the installed packages are the lockfile's. By content: file times are wrong after a checkout or a copy. */
function isInstalled() {
  const read = (/** @type {string} */ file) => {
    /** @type {unknown} */
    const lockfile = JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
    return /** @type {{ packages: Record<string, Package> }} */ (lockfile).packages;
  };
  try {
    const wanted = read('package-lock.json');
    const installed = read('node_modules/.package-lock.json');
    return Object.entries(wanted).every(([name, { version, optional, devOptional, peer, link }]) => {
      if (name === '' || link) return true;
      const found = installed[name];
      return found ? found.version === version : Boolean(optional || devOptional || peer);
    });
  } catch {
    return false;
  }
}

async function install() {
  if (isInstalled()) return;
  // Not in the tree: npm ci empties node_modules, and a checkout should stay clean.
  const key = crypto.createHash('sha256').update(root).digest('hex').slice(0, 16);
  const held = await lock(path.join(os.tmpdir(), `ringmaster-install-${key}.lock`), {
    withinMs: INSTALL_LIMIT_MS,
    onWait: (pid) => console.error(`Process ${pid} installs the dependencies; waiting for it…`),
  });
  try {
    if (isInstalled()) return;
    const why = fs.existsSync(path.join(root, 'node_modules'))
      ? 'do not match package-lock.json'
      : 'are not installed yet';
    console.error(`The dependencies ${why}: running npm ci…`);
    const began = Date.now();
    const npm = process.env.npm_execpath;
    const [command, ...args] = npm?.endsWith('.js') ? [process.execPath, npm, 'ci'] : ['npm', 'ci'];
    const code = await run(command, [...args, '--no-audit', '--no-fund'], { began, onSpawn: held.handOver });
    if (code !== 0)
      throw new Error(
        'npm ci failed (see above). Check the network and the registry, then run the command again.',
      );
    console.error(`Dependencies installed in ${seconds(began)}.`);
  } finally {
    held.release();
  }
}

const seconds = (/** @type {number} */ since) => `${Math.round((Date.now() - since) / 1000)} s`;

/**
 * npm prints nothing for long: a line every five seconds says that it works.
 * @param {string} command
 * @param {string[]} args
 * @param {{ began: number, onSpawn: (pid: number) => void }} options
 * @returns {Promise<number | null>} exit status
 */
function run(command, args, { began, onSpawn }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    // If we are killed, npm goes on, and no second one may start in this tree meanwhile.
    if (child.pid !== undefined) onSpawn(child.pid);
    const progress = setInterval(() => console.error(`  npm ci: ${seconds(began)}`), 5_000);
    const limit = setTimeout(() => child.kill('SIGKILL'), INSTALL_LIMIT_MS);
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    const done = () => {
      clearInterval(progress);
      clearTimeout(limit);
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
    };
    child.on('error', (error) => (done(), reject(error)));
    child.on('close', (code) => (done(), resolve(code)));
  });
}

/**
 * On a SIGTERM (by systemd, by a supervisor) `npm start` dies without passing it on. When the npm that ran us is
 * gone, we stop as on a signal of our own.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 1_000);
  watch.unref();
}

/** @param {string[]} args */
async function main([name = '', ...args]) {
  requireNode();
  const script = scripts[name];
  const file = entries[name];
  if (script === undefined && file === undefined) {
    const known = [...Object.keys(entries), ...Object.keys(scripts)].join(', ');
    throw new Error(`"${name}" is nothing to launch. Known: ${known}.`);
  }
  if (file !== undefined) refuseUnread(name, args);
  stopWithNpm();
  await install();
  if (script !== undefined) {
    process.exitCode = await script()(args);
    return;
  }
  const entry = path.join(root, file ?? '');
  if (!fs.existsSync(entry)) throw new Error(`${file} does not exist in this checkout.`);
  require(require.resolve('tsx/cjs', { paths: [root] }));
  process.argv = [process.execPath, entry, ...args];
  Module.runMain();
}

main(process.argv.slice(2)).catch((/** @type {unknown} */ error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
