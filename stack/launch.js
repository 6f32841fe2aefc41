// From a fresh clone to running: the first file of every npm script. Plain Node, no dependencies.
const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { lock } = require('./lock.js');

const root = path.resolve(__dirname, '..');
const LEAST_NODE = [20, 19];
// `npm ci` of this tree takes about half a minute; a slow line may need minutes. Longer is a hang.
const INSTALL_LIMIT_MS = 15 * 60_000;

/** TypeScript entries, run in this very process: signals and exit status need no forwarding. */
const entries = {
  start: 'stack/start.ts',
  demo: 'stack/demo.ts',
  reset: 'stack/reset.ts',
  bench: 'bench/main.ts',
  'start:api': 'api/main.ts',
  'start:worker': 'worker/main.ts',
};
/** Plain Node again: they run other programs. */
const scripts = { test: './test.js', check: './check.js' };

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new Error(
    `Ringmaster needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node} (${process.execPath}). ` +
      'Install a newer one from https://nodejs.org or with your version manager, then run the command again.',
  );
}

/** What is installed is what the lockfile says. By content: file times lie after a checkout or a copy. */
function isInstalled() {
  const read = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages;
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
    const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, 'ci']] : ['npm', ['ci']];
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

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/** npm is silent for long: a line every five seconds says that it works. */
function run(command, args, { began, onSpawn }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    // If we are killed, npm goes on: nobody may start a second one in this tree meanwhile.
    child.on('spawn', () => onSpawn(child.pid));
    const progress = setInterval(() => console.error(`  npm ci: ${seconds(began)}`), 5_000);
    const limit = setTimeout(() => child.kill('SIGKILL'), INSTALL_LIMIT_MS);
    const forward = (signal) => child.kill(signal);
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
 * `npm start` that is sent a SIGTERM (by systemd, by a supervisor) dies without passing it on. When the npm that ran us is
 * gone, we stop as if the signal had been for us.
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

async function main([name, ...args]) {
  requireNode();
  if (!(name in entries) && !(name in scripts)) {
    const known = [...Object.keys(entries), ...Object.keys(scripts)].join(', ');
    throw new Error(`"${name ?? ''}" is nothing to launch. Known: ${known}.`);
  }
  stopWithNpm();
  await install();
  if (name in scripts) {
    process.exitCode = await require(scripts[name])(args);
    return;
  }
  const entry = path.join(root, entries[name]);
  if (!fs.existsSync(entry)) throw new Error(`${entries[name]} does not exist in this checkout.`);
  require(require.resolve('tsx/cjs', { paths: [root] }));
  process.argv = [process.execPath, entry, ...args];
  Module.runMain();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
