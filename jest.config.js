/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/one-context.js',
  runtime: '<rootDir>/test/support/libraries-once.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.[jt]s$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/.data'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/long-first.js',
  // More than cores: a story waits for calls, limits and deadlines some of its time. One for each core where a verdict
  // is worth more than a minute.
  maxWorkers: process.env.CI ? 2 : 4,
  // Real servers on a loaded machine; a test that hangs is still found.
  testTimeout: 300_000,
};
