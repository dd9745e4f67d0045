import { z } from 'zod';

import type { AcknowledgementPolicy } from '../workflows/purchase-order/policy.js';
import { signingKeys } from './signing-keys.js';
import type { Source } from './source.js';
import { missing, notifyUrl } from './values.js';

/** The vendor's own system that decides on orders, and how questions to it are signed. */
export interface InventoryHookConfig {
  /** A secret: it may carry a token in path or query. */
  url: string;
  /** Secrets of 24 to 64 bytes; every question is signed with each of them. */
  keys: Uint8Array[];
}

/** @returns `undefined` when there is none, which is a fault where the policy asks it. */
export function readInventoryHook(
  source: Source,
  { decide, rules }: Pick<AcknowledgementPolicy, 'decide' | 'rules'>,
): InventoryHookConfig | undefined {
  const given = source.variables(hookSchema);
  const isAsked = decide === 'hook' || rules.some((rule) => rule.decide === 'hook');
  for (const [name, isNeeded] of [
    ['INVENTORY_HOOK_URL', isAsked],
    ['INVENTORY_HOOK_KEY', isAsked || source.has('INVENTORY_HOOK_URL')],
  ] as const) {
    if (isNeeded && !source.has(name)) source.faults.push({ where: name, what: missing(name) });
  }
  const { INVENTORY_HOOK_URL: url, INVENTORY_HOOK_KEY: keys } = given ?? {};
  return url === undefined || keys === undefined ? undefined : { url, keys };
}

const hookSchema = z.object({
  INVENTORY_HOOK_URL: notifyUrl.exactOptional(),
  INVENTORY_HOOK_KEY: signingKeys('INVENTORY_HOOK_KEY').exactOptional(),
});
