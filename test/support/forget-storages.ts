/**
 * Ends the AsyncLocalStorages of the test file before. Each file loads its libraries anew, and with them their storages;
 * Node 20 looks at every one that was ever used whenever a promise is made, so the fortieth file of a process would do
 * little else.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

type Storage = AsyncLocalStorage<unknown> & { used?: Set<AsyncLocalStorage<unknown>> };

// Jest shares Node's own classes among files, and so what is kept with them.
const shared: Storage = AsyncLocalStorage.prototype;
if (shared.used === undefined) {
  shared.used = new Set();
  const { run, enterWith } = shared;
  shared.run = function (this: Storage, ...args: unknown[]): unknown {
    this.used?.add(this);
    return Reflect.apply(run, this, args) as unknown;
  };
  shared.enterWith = function (this: Storage, store) {
    this.used?.add(this);
    return Reflect.apply(enterWith, this, [store]);
  };
}
for (const storage of shared.used) storage.disable();
shared.used.clear();
