/** Fetches one server with the SDK: `<dev-server | test-server> <folder>`. Run by `downloadWithSdk`. */
import process from 'node:process';

import { TestWorkflowEnvironment } from '@temporalio/testing';

const [server, folder] = process.argv.slice(2);
if (server === undefined || folder === undefined) throw new Error('usage: <dev-server | test-server> <folder>');

const executable = { type: 'cached-download', downloadDir: folder } as const;
try {
  const environment = await (server === 'dev-server'
    ? TestWorkflowEnvironment.createLocal({ server: { executable } })
    : TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }));
  await environment.teardown();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
