import type { Client } from '@temporalio/client';
import { fault, fine } from '../../workers/examination.js';
import type { Finding } from '../../workers/examination.js';
import { listHoldUps } from '../held-up.js';
import { harmless } from './text.js';

/** What holds up orders right now, in the worker's own words: it knows what Amazon has refused. */
export async function examineHoldUps(client: Client): Promise<Finding[]> {
  const holdUps = await listHoldUps(client, {});
  if (holdUps.length === 0) return [fine({ check: 'orders' }, 'Nothing holds up many orders.')];
  return holdUps.map(({ account, reason, state, seen, happened }) =>
    fault(
      { check: 'orders', account },
      `${reason} holds up ${seen} or more orders in ${state}. ${harmless(happened)}`,
      REMEDIES[reason] ?? 'Mend what the text names; the orders go on by themselves.',
    ),
  );
}

const REMEDIES: Partial<Record<string, string>> = {
  Paused:
    'After refusals, check the role of the operation in Seller or Vendor Central and authorise the application again; ' +
    'after unknown outcomes, wait for Amazon. The orders go on by themselves.',
  Throttled: 'Compare the backlog with the quota (POLICY_FILE, quotas). The orders go on by themselves.',
  Unavailable: 'Check the connection to Amazon. The orders go on by themselves.',
  InventoryHookFailed:
    'Mend your inventory system (fulfillment doctor --only inventory-hook). The orders ask it again by themselves; ' +
    'what it has not decided in time is asked of a person, and never rejected by itself.',
};
