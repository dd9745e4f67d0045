import type { AmazonAccount } from '../temporal.config.js';
import type { WorkerMetrics } from './metrics.js';

/** How long a client secret works. Source: Amazon's rule for rotating LWA credentials, 180 days. */
const SECRET_LIFE_MS = 180 * 24 * 3_600_000;

/** Tells when the client secrets stop working, as far as the configuration says when they were issued. */
export function measureClientSecrets(
  accounts: readonly Pick<AmazonAccount, 'account' | 'secretIssuedAt'>[],
  metrics: Pick<WorkerMetrics, 'clientSecret'>,
): void {
  for (const { account, secretIssuedAt } of accounts) {
    if (secretIssuedAt === undefined) continue;
    metrics.clientSecret({ account, expiresAt: Date.parse(secretIssuedAt) + SECRET_LIFE_MS });
  }
}
