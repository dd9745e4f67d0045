import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { toPurchaseOrderPolicy } from '../../temporal.config.js';
import type { Config } from '../../temporal.config.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { startPurchaseOrder } from '../purchase-orders.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { within, withTemporal } from '../temporal.js';
import type { Temporal } from '../temporal.js';
import { createReadiness } from './readiness.js';
import { createIntakeServer } from './server.js';

export interface RunIntakeOptions {
  config: Pick<Config, 'intake' | 'accountNames' | 'policy'>;
  temporal: Temporal;
  logger: Logger;
  /** Told once, when events are taken in: the base URL. */
  onListening: (url: string) => void;
}

/** Shorter than a sender's patience, longer than Temporal's hiccups. */
const START_TIMEOUT_MS = 5_000;

/**
 * Takes events in until SIGINT or SIGTERM; requests in flight are answered first.
 *
 * @throws {ClientError} when Temporal cannot be reached at start, the namespace is not set up, or the port is taken.
 */
export async function runIntake({ config, temporal, logger, onListening }: RunIntakeOptions): Promise<void> {
  await withTemporal(temporal, async (client) => {
    await requireSearchAttributes(client);
    const server = createIntakeServer({
      token: config.intake.token,
      accounts: config.accountNames,
      start: starter(client, config),
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
    within(client, START_TIMEOUT_MS, () =>
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
