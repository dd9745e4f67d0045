import type { AmazonAccount } from '../temporal.config.js';
import type { WorkerMetrics } from './metrics.js';

/**
 * When a client secret stops working, epoch ms.
 *
 * Source: Amazon's rule for rotating LWA credentials: it works for 180 days.
 */
export const endOfClientSecret = (secretIssuedAt: string): number => Date.parse(secretIssuedAt) + 180 * 24 * 3_600_000;

/** Tells when the client secrets stop working, as far as the configuration says when they were issued. */
export function measureClientSecrets(
  accounts: readonly Pick<AmazonAccount, 'account' | 'secretIssuedAt'>[],
  metrics: Pick<WorkerMetrics, 'clientSecret'>,
): void {
  for (const { account, secretIssuedAt } of accounts) {
    if (secretIssuedAt === undefined) continue;
    metrics.clientSecret({ account, expiresAt: endOfClientSecret(secretIssuedAt) });
  }
}
