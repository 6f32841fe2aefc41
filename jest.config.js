/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.[jt]s$': '@swc/jest' },
  // The MongoDB driver loads `os` by a dynamic import, which Jest's sandbox cannot do; compiled, it is a require.
  transformIgnorePatterns: ['/node_modules/(?!mongodb/lib/runtime_adapters\\.js)'],
  modulePathIgnorePatterns: ['<rootDir>/.data'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/long-first.js',
  // Two for each of two cores: half of the time a story waits for calls, limits and deadlines. One for each where a verdict is
  // worth more than two minutes.
  maxWorkers: process.env.CI ? 2 : 4,
  // Real servers on a loaded machine; a test that hangs is still found.
  testTimeout: 60_000,
};
