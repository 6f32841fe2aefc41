/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.[jt]s$': '@swc/jest' },
  // The MongoDB driver loads `os` by a dynamic import, which Jest's sandbox cannot do; compiled, it is a require.
  transformIgnorePatterns: ['/node_modules/(?!mongodb/lib/runtime_adapters\\.js)'],
  modulePathIgnorePatterns: ['<rootDir>/.data'],
  setupFiles: ['<rootDir>/test/support/forget-storages.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/long-first.js',
  // More than cores: a story waits for calls, limits and deadlines some of its time. One for each core where a verdict is worth
  // more than a minute.
  maxWorkers: process.env.CI ? 2 : 3,
  // Real servers on a loaded machine; a test that hangs is still found.
  testTimeout: 300_000,
};
