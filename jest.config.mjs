/**
 * Jest runs what tsc has compiled, as native ES modules: `npm test` builds first.
 *
 * @type {import('jest').Config}
 */
export default {
  rootDir: 'dist',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  transform: {},
  // Each may run a Temporal server and a worker besides; more of them would share the same cores.
  maxWorkers: 2,
  testTimeout: 30_000,
  globalSetup: '<rootDir>/test/global-setup.js',
  globalTeardown: '<rootDir>/test/global-teardown.js',
  reporters: ['default', '<rootDir>/test/reporter.js'],
};
