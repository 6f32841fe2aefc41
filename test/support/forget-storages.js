const { AsyncLocalStorage } = require('node:async_hooks');

/** @type {Set<AsyncLocalStorage<unknown>>} */
const used = new Set();
const { run, enterWith } = AsyncLocalStorage.prototype;
Object.assign(AsyncLocalStorage.prototype, {
  /** @this {AsyncLocalStorage<unknown>} @param {unknown[]} args */
  run(...args) {
    used.add(this);
    return /** @type {unknown} */ (Reflect.apply(run, this, args));
  },
  /** @this {AsyncLocalStorage<unknown>} @param {unknown[]} args */
  enterWith(...args) {
    used.add(this);
    Reflect.apply(enterWith, this, args);
  },
});

/**
 * Ends the storages that a test file has used; whoever uses one again begins it anew. Jest makes one for each file, and
 * Node 20 looks at every one of them whenever a promise is made: the fortieth file of a process would do little else.
 */
exports.forgetStorages = () => {
  for (const storage of used) storage.disable();
  used.clear();
};
