const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { forgetStorages } = require('./forget-storages.js');

// Jest compiles what it loads for the context of its environment; what is compiled for none is compiled for Node's own.
const here = vm.createContext({});
const { compileFunction } = vm;
vm.compileFunction = (source, parameters, options) => {
  if (options?.parsingContext !== here) return compileFunction(source, parameters, options);
  const { parsingContext: _here, ...others } = options;
  return compileFunction(source, parameters, others);
};

/**
 * Runs test files in the context of their process, as programs run. With a context of its own, which is Jest's way, a
 * file has another `Error` and `Array` than the libraries that are loaded once for all (`libraries-once.js`).
 * @implements {JestEnvironment}
 * @typedef {import('@jest/environment').JestEnvironment} JestEnvironment
 */
module.exports = class OneContext {
  global = /** @type {JestEnvironment['global']} */ (/** @type {unknown} */ (globalThis));
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  /** @type {ModernFakeTimers} */
  fakeTimersModern;
  // Jest puts its own in their place for each file.
  #exit = process.exit;
  #console = console;

  /** @param {import('@jest/environment').JestEnvironmentConfig} config */
  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    process.exit = this.#exit;
    globalThis.console = this.#console;
    forgetStorages();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return here;
  }
};
