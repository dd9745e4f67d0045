import { createInventoryHook } from '../activities/inventory-hook.js';
import type { Clock } from '../activities/clock.js';
import { product } from '../temporal.config.js';
import type { Config } from '../temporal.config.js';
import { fault, fine } from './examination.js';
import type { Finding } from './examination.js';

export interface ExamineInventoryHookOptions {
  config: Pick<Config, 'inventoryHook' | 'policy'>;
  clock: Clock;
}

/** Whether the vendor's own system answers, where it decides on orders. It is asked about none. */
export async function examineInventoryHook({
  config: { inventoryHook, policy },
  clock,
}: ExamineInventoryHookOptions): Promise<Finding[]> {
  const subject = { check: 'inventory-hook' };
  if (inventoryHook === undefined) return [fine(subject, 'No system of yours decides on orders.')];
  const { host } = new URL(inventoryHook.url);
  const hook = createInventoryHook({
    ...inventoryHook,
    userAgent: `${product.name}/${product.version}`,
    timeoutMs: policy.inventoryHook.timeoutMs,
    codes: policy.acknowledgement.codes,
    clock,
  });
  const problem = await hook.ping();
  return [
    problem === undefined
      ? fine(subject, `${host} answers to a ping.`)
      : fault(
          subject,
          `${host} does not take a ping: ${problem}.`,
          'Check INVENTORY_HOOK_URL, INVENTORY_HOOK_KEY and the system behind them (docs/inventory-hook.md). Until it answers, orders wait for it, and in the end for a person.',
        ),
  ];
}
