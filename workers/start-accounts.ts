import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { toAccountPolicy } from '../temporal.config.js';
import type { Config } from '../temporal.config.js';
import { ACCOUNT_WORKFLOW, accountWorkflowId, breakerSignal } from '../workflows/account/messages.js';
import type { BreakerSign } from '../workflows/account/messages.js';
import { accountStart } from '../workflows/account/start.js';

const CALL_TIMEOUT_MS = 10_000;

/**
 * Begins the workflow of every account, or hands new settings to those that run. Safe to repeat, and at the same time.
 *
 * @throws when Temporal does not answer, or the search attributes are not registered.
 */
export async function startAccounts(client: Client, config: Pick<Config, 'amazon' | 'policy'>): Promise<void> {
  await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
    const { namespace } = client.options;
    const described = await client.workflowService.describeNamespace({ namespace });
    const retention = described.config?.workflowExecutionRetentionTtl;
    const policy = toAccountPolicy(config.policy, retention ? tsToMs(retention) : undefined);
    for (const { account, goLiveAt } of config.amazon.accounts) {
      const settings = { policy, ...(goLiveAt === undefined ? {} : { goLiveAt }) };
      await client.workflow.signalWithStart(ACCOUNT_WORKFLOW, accountStart(account, settings));
    }
  });
}

/** How an account hears of its breakers. The promise is rejected when Temporal did not take it. */
export const tellAccount =
  (client: Client, account: string) =>
  (sign: BreakerSign): Promise<void> =>
    client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      client.workflow.getHandle(accountWorkflowId(account)).signal(breakerSignal, sign),
    );
