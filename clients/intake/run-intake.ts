import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { toDeliveryNotificationPolicy, toPurchaseOrderPolicy, toShipmentPolicy } from '../../temporal.config.js';
import type { Config, EncryptedDirectory } from '../../temporal.config.js';
import { requireDocuments } from '../carrier-location.js';
import { startNotice } from '../delivery-notices.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { startPurchaseOrder } from '../purchase-orders.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { within, withTemporal } from '../temporal.js';
import type { Temporal } from '../temporal.js';
import { createDepart } from './depart.js';
import { createReadiness } from './readiness.js';
import { createReport, INTAKE_ACTOR } from './report.js';
import { createIntakeServer } from './server.js';
import { createReportParcel, createRequestShipments } from './shipments.js';

export interface RunIntakeOptions {
  config: Pick<Config, 'intake' | 'accountNames' | 'policy' | 'payEnvironment'> & {
    /** Where addresses are kept: the worker's own store. Without it events with one are refused. */
    documents?: EncryptedDirectory;
  };
  temporal: Temporal;
  logger: Logger;
  /** Told once, when events are taken in: the base URL. */
  onListening: (url: string) => void;
}

/** Of a call to Temporal that needs no worker: shorter than a sender's patience, longer than Temporal's hiccups. */
const CALL_TIMEOUT_MS = 5_000;

/**
 * Takes events in until SIGINT or SIGTERM; requests in flight are answered first.
 *
 * @throws {ClientError} when Temporal cannot be reached at start, the namespace is not set up, the document store cannot be
 * used, or the port is taken.
 */
export async function runIntake({ config, temporal, logger, onListening }: RunIntakeOptions): Promise<void> {
  const documents = config.documents === undefined ? undefined : await requireDocuments(config.documents);
  await withTemporal(temporal, async (client) => {
    await requireSearchAttributes(client);
    const server = createIntakeServer({
      token: config.intake.token,
      accounts: config.accountNames,
      keepsLocations: documents !== undefined,
      start: starter(client, config),
      depart: createDepart(client, CALL_TIMEOUT_MS),
      report: createReport({ client, documents, timeoutMs: CALL_TIMEOUT_MS }),
      payEnvironment: config.payEnvironment,
      startNotice: ({ account, environment, notice }) =>
        within(client, CALL_TIMEOUT_MS, () =>
          startNotice(client, {
            account,
            environment,
            notice,
            actor: INTAKE_ACTOR,
            policy: toDeliveryNotificationPolicy(config.policy),
          }),
        ),
      requestShipments: createRequestShipments({ client, documents, policy: toShipmentPolicy(config.policy) }),
      reportParcel: createReportParcel({ client, timeoutMs: CALL_TIMEOUT_MS }),
      readiness: createReadiness({ client }),
      logger,
    });
    const stopped = untilSignal();
    const { host, port } = config.intake;
    const url = await server.listen({ host, port }).catch((error: unknown) => {
      throw new ClientError(
        'machine',
        `Cannot listen at ${host}:${port} (${systemCodeOf(error)}). Change INTAKE_HOST or INTAKE_PORT.`,
      );
    });
    onListening(url);
    await stopped;
    await server.close();
  });
}

const starter =
  (client: Client, { policy }: Pick<Config, 'policy'>) =>
  (order: { account: string; purchaseOrderNumber: string }) =>
    within(client, CALL_TIMEOUT_MS, () =>
      startPurchaseOrder(client, { ...order, policy: toPurchaseOrderPolicy(policy) }),
    );

/** The second signal ends the process at once: each handler serves one. */
const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
