import type { Logger } from 'pino';
import { toNdrPolicy } from '../../temporal.config.js';
import type { Config, NdrConfig } from '../../temporal.config.js';
import { requireDocuments } from '../carrier-location.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { createReadiness } from '../intake/readiness.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { withTemporal } from '../temporal.js';
import type { Temporal } from '../temporal.js';
import { createAuthentication } from './authentication.js';
import { createNdrServer } from './server.js';
import { createTakeIn } from './take-in.js';

export interface RunReceiverOptions {
  config: Pick<Config, 'ndrReceiver' | 'policy' | 'documents'> & { ndr: NdrConfig & { hookGiveUpMs: number } };
  temporal: Temporal;
  logger: Logger;
  now: () => number;
  /** Told once, when pushes are taken in: the URL. */
  onListening: (url: string) => void;
}

/** Of a call to Temporal: shorter than a sender's patience, longer than Temporal's hiccups. */
const CALL_TIMEOUT_MS = 5_000;

/**
 * Takes pushes in until SIGINT or SIGTERM; those in flight are answered first.
 *
 * @throws {ClientError} when Temporal cannot be reached at start, the namespace is not set up, the document store cannot be
 * used, or the port is taken.
 */
export async function runReceiver({ config, temporal, logger, now, onListening }: RunReceiverOptions): Promise<void> {
  const { ndr, ndrReceiver, policy } = config;
  const documents = await requireDocuments(config.documents);
  await withTemporal(temporal, async (client) => {
    await requireSearchAttributes(client);
    const { host, port, path, rate } = ndrReceiver;
    const server = createNdrServer({
      path,
      rate,
      authentication: createAuthentication(ndrReceiver.authentication, now),
      takeIn: createTakeIn({
        client,
        documents,
        shippers: ndr.shippers,
        policy: toNdrPolicy(ndr, policy),
        timeoutMs: CALL_TIMEOUT_MS,
        now,
      }),
      readiness: createReadiness({ client }),
      logger,
    });
    const stopped = untilSignal();
    const url = await server.listen({ host, port }).catch((error: unknown) => {
      throw new ClientError(
        'machine',
        `Cannot listen at ${host}:${port} (${systemCodeOf(error)}). Change receiver.host or receiver.port of NDR_FILE.`,
      );
    });
    onListening(`${url}${path}`);
    await stopped;
    await server.close();
  });
}

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
