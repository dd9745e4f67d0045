import { DefaultLogger, Runtime } from '@temporalio/worker';

let isInstalled = false;

/** Only what should never be logged in a test. Before any worker; the first call of a process counts. */
export function installQuietRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
}
