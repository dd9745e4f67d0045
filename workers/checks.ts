import { resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Config } from '../temporal.config.js';
import { createCheck } from './readiness.js';
import type { Check } from './readiness.js';
import { probeDirectory } from './stores.js';

const TEMPORAL_MAX_AGE_MS = 5_000;
const STORE_MAX_AGE_MS = 30_000;
const TEMPORAL_TIMEOUT_MS = 2_000;

/** What the workers need besides themselves: Temporal, ledger, documents. */
export const workerChecks = (client: Client, config: Pick<Config, 'ledger' | 'documents'>): Check[] => [
  temporalCheck(client),
  directoryCheck('LEDGER_DIR', config.ledger.directory),
  directoryCheck('DOCUMENTS_DIR', config.documents.directory),
];

/** Asks for the namespace: address, credentials and namespace are proven by one cheap call. */
function temporalCheck(client: Client): Check {
  const { namespace } = client.options;
  return createCheck({
    probe: () =>
      client.withDeadline(Date.now() + TEMPORAL_TIMEOUT_MS, () =>
        client.workflowService.describeNamespace({ namespace }),
      ),
    problem: (why) => ({
      problem: `Temporal does not answer for namespace ${namespace} (${why}).`,
      remedy: 'Check that the server runs, TEMPORAL_ADDRESS, and TEMPORAL_API_KEY or TEMPORAL_TLS_….',
    }),
    maxAgeMs: TEMPORAL_MAX_AGE_MS,
    timeoutMs: TEMPORAL_TIMEOUT_MS,
  });
}

const directoryCheck = (variable: string, directory: string): Check =>
  createCheck({
    probe: () => probeDirectory(directory),
    problem: (why) => ({
      problem: `${variable} cannot be written: ${resolve(directory)} (${why}).`,
      remedy: 'Make room, mount the disk, or correct its permissions; nothing is sent to Amazon until then.',
    }),
    maxAgeMs: STORE_MAX_AGE_MS,
  });
