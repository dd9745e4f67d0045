import { startServersOfRun, stopServersOfRun } from './support/run-servers.js';
import { keepTemporaryFilesInMemory, removeTemporaryFiles } from './support/temporary-files.js';

/** Before the first test file. */
export async function setup(): Promise<void> {
  keepTemporaryFilesInMemory();
  await startServersOfRun();
}

/** After the last test file. */
export async function teardown(): Promise<void> {
  await stopServersOfRun();
  removeTemporaryFiles();
}
