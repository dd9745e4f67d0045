import { defineConfig } from 'vitest/config';

/** Vitest runs what tsc has compiled: `npm test` builds first. */
export default defineConfig({
  test: {
    root: 'dist',
    include: ['test/**/*.test.js'],
    // The files of one process share their modules: to load the Temporal SDK anew for each would take half of the run.
    pool: 'forks',
    isolate: false,
    // The compiled modules are Node's to load, as they are for those who use them.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Most wait for a server or a clock; with two, a machine of two cores idles a third of the time.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['test/global-setup.js'],
    reporters: ['default', './dist/test/reporter.js'],
  },
});
