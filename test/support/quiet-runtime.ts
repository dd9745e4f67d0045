import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Only what should never be logged in a test. Once per test file, before any worker. */
export function installQuietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
}
