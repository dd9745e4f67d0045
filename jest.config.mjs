/**
 * Jest runs what tsc has compiled, as native ES modules: `npm test` builds first.
 *
 * @type {import('jest').Config}
 */
export default {
  rootDir: 'dist',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  transform: {},
  // Most wait for a server or a clock; with two, a machine of two cores idles a third of the time.
  maxWorkers: 3,
  testTimeout: 30_000,
  globalSetup: '<rootDir>/test/global-setup.js',
  globalTeardown: '<rootDir>/test/global-teardown.js',
  reporters: ['default', '<rootDir>/test/reporter.js'],
};
