import { defineConfig } from 'vitest/config';

/** What they install is one to a process, and other than everybody's. */
const withProcessOfTheirOwn = ['test/workers/metrics.test.js'];

/** Vitest runs what tsc has compiled: `npm test` builds first. */
const common = {
  root: 'dist',
  pool: 'forks',
  // The compiled modules are Node's to load, as they are for those who use them.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    root: 'dist',
    // Once for the run: the projects do not extend this.
    globalSetup: ['test/global-setup.js'],
    reporters: ['default', './dist/test/reporter.js'],
    // Most wait for a server or a clock; with two, a machine of two cores idles a third of the time.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...common,
          name: 'shared',
          include: ['test/**/*.test.js'],
          exclude: withProcessOfTheirOwn,
          // The files of a process share their modules: to load the Temporal SDK anew for each would take half of the run.
          isolate: false,
        },
      },
      { test: { ...common, name: 'alone', include: withProcessOfTheirOwn } },
    ],
  },
});
