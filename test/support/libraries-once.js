const { createRequire, isBuiltin } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/**
 * Loads libraries as programs do: once in a process, not once for each test file. Each of a hundred and forty files
 * would else wait about a second for the same libraries, and run them as code that V8 has never seen. Our own modules
 * are still each file's own.
 */
module.exports = class LibrariesOnce extends Runtime {
  /**
   * @override
   * @template T
   * @param {string} from
   * @param {string} name
   * @returns {T}
   */
  requireModuleOrMock(from, name) {
    const isLibrary = !name.startsWith('.') && !name.startsWith('/') && !isBuiltin(name);
    return isLibrary ? /** @type {T} */ (createRequire(from)(name)) : super.requireModuleOrMock(from, name);
  }
};
