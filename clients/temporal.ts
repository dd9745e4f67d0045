import { Client, Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import type { temporalConnection } from '../temporal.config.js';
import { ClientError, detailOf, explained } from './errors.js';

/** How to reach Temporal, as {@link temporalConnection} reads it from the environment. */
export type Temporal = ReturnType<typeof temporalConnection>;

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Connects, does the work, and closes the connection in any case, so that the process can exit.
 *
 * @throws {ClientError} with the address and the remedy when Temporal cannot be reached, stops answering, or refuses.
 */
export async function withTemporal<T>(temporal: Temporal, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await connect(temporal);
  try {
    return await work(new Client({ connection, namespace: temporal.namespace }));
  } catch (error) {
    throw explained(error, placeOf(temporal));
  } finally {
    await connection.close();
  }
}

async function connect(temporal: Temporal): Promise<Connection> {
  try {
    const options = temporal.connectionOptions as ConnectionOptions;
    return await Connection.connect({ ...options, connectTimeout: CONNECT_TIMEOUT_MS });
  } catch (error) {
    const remedy = 'Start the server, or correct TEMPORAL_ADDRESS (and TEMPORAL_TLS_…, TEMPORAL_API_KEY).';
    throw new ClientError('temporal', `${placeOf(temporal)} cannot be reached (${detailOf(error)}). ${remedy}`);
  }
}

const placeOf = ({ connectionOptions, namespace }: Temporal): string =>
  `Temporal at ${connectionOptions.address ?? 'localhost:7233'}, namespace ${namespace},`;

/** Bounds what is asked of Temporal inside `work`. */
export const within = <T>(client: Client, timeoutMs: number, work: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + timeoutMs, work);
