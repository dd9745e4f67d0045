import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { workerChecks } from '../../workers/checks.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { devServer } from '../support/servers.js';

describe('what a worker needs', () => {
  let connection: NativeConnection;
  let directory: string;
  beforeAll(async () => {
    installQuietRuntime();
    connection = await NativeConnection.connect({ address: devServer().address });
    directory = mkdtempSync(join(tmpdir(), 'checks-'));
  });
  afterAll(async () => {
    await connection.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const problems = async (namespace: string, ledger: string, documents: string): Promise<string[]> => {
    const client = new Client({ connection, namespace });
    const stores = { ledger: { directory: ledger, keys: [] }, documents: { directory: documents, keys: [] } };
    const found = await Promise.all(workerChecks(client, stores).map((check) => check()));
    return found.flatMap((problem) => problem?.problem ?? []);
  };

  it('is there when Temporal answers and both directories can be written', async () => {
    await expect(problems(devServer().namespace, directory, directory)).resolves.toEqual([]);
  });

  it('is named when it is missing, with why', async () => {
    const gone = join(directory, 'gone');
    await expect(problems('no-such-namespace', gone, gone)).resolves.toEqual([
      'Temporal does not answer for namespace no-such-namespace (gRPC status 5).',
      `LEDGER_DIR cannot be written: ${gone} (ENOENT).`,
      `DOCUMENTS_DIR cannot be written: ${gone} (ENOENT).`,
    ]);
  });
});
