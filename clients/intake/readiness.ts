import type { Client } from '@temporalio/client';
import { grpcCodeOf } from '../errors.js';
import { within } from '../temporal.js';

/** Why no event can be taken in now, and what to do. */
export interface Problem {
  problem: string;
  remedy: string;
}

export interface ReadinessOptions {
  client: Client;
  /** How long an answer is kept, ms: probes cost nothing in between. @default 5000 */
  maxAgeMs?: number;
  /** Ages of answers, ms. Default: the process's. */
  monotonic?: () => number;
}

const TIMEOUT_MS = 2_000;

/** Whether Temporal answers for the namespace; those who ask meanwhile share one call. Never rejects. */
export function createReadiness({
  client,
  maxAgeMs = 5_000,
  monotonic = () => performance.now(),
}: ReadinessOptions): () => Promise<Problem | undefined> {
  const { namespace } = client.options;
  let last: { result: Promise<Problem | undefined>; until: number } | undefined;
  const ask = async (): Promise<Problem | undefined> => {
    try {
      await within(client, TIMEOUT_MS, () => client.workflowService.describeNamespace({ namespace }));
      return undefined;
    } catch (error) {
      return {
        problem: `Temporal does not answer for namespace ${namespace} (gRPC status ${grpcCodeOf(error) ?? 'unknown'}).`,
        remedy: 'Check that the server runs, TEMPORAL_ADDRESS, and TEMPORAL_API_KEY or TEMPORAL_TLS_….',
      };
    }
  };
  return () => {
    const now = monotonic();
    if (last === undefined || now >= last.until) last = { result: ask(), until: now + maxAgeMs };
    return last.result;
  };
}
