// Runs a server for us and stops it when we are gone: `node guard.js '<order as JSON>'`.
// Its standard input is a pipe from our process. The pipe closes when we are done, and also when we are killed
// without running code; either way the guard stops the server.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { openLog } = require('../open-log');

/**
 * @typedef {object} Order
 * @property {string} command
 * @property {string[]} args
 * @property {string} [cwd]
 * @property {string} logFile
 * @property {string} [removeAfter]
 * @property {NodeJS.Signals} stopSignal
 * @property {number} stopWithinMs
 */
/** @type {unknown} */
const given = JSON.parse(process.argv[2] ?? '');
const order = /** @type {Order} */ (given);

const log = openLog(order.logFile);
const server = spawn(order.command, order.args, {
  cwd: order.cwd,
  stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'],
});

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  server.kill(order.stopSignal);
  setTimeout(() => server.kill('SIGKILL'), order.stopWithinMs).unref();
}

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);

server.on('spawn', () => process.stdout.write(`${server.pid}\n`));
// The reader of our output may be dead.
process.stdout.on('error', () => {});
server.on('error', (error) => {
  try {
    if (log !== undefined) fs.writeSync(log, `${order.command}: ${error.message}\n`);
  } catch {
    // The disk is full.
  }
  finish(1);
});
server.on('exit', (code) => finish(stopping ? 0 : (code ?? 1)));

/** @param {number} code */
function finish(code) {
  if (order.removeAfter) fs.rmSync(order.removeAfter, { recursive: true, force: true, maxRetries: 3 });
  process.exit(code);
}
