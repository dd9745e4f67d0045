import { createHash, randomUUID } from 'node:crypto';
import type { AskInventoryResult } from '../workflows/purchase-order/activities.js';
import type { Clock } from './clock.js';
import { readInventoryAnswer } from './inventory-answer.js';
import { askSigned } from './signed-question.js';

/** What the vendor's own system is told of an order: no personal data. */
export interface InventoryQuestion {
  account: string;
  purchaseOrderNumber: string;
  /** ISO 8601, UTC. */
  orderDate: string;
  /** ISO 8601, UTC: the latest time to ship. */
  requiredShipDate: string;
  /** Amazon's warehouse code. */
  warehouse: string;
  shipMethod: string;
  lines: {
    itemSequenceNumber: string;
    vendorProductIdentifier?: string;
    buyerProductIdentifier?: string;
    quantity: number;
  }[];
}

/**
 * What became of a question.
 *
 * `failed`: nothing is decided, and why, in our own words. `busy`: it was not asked, because so many are open.
 */
export type HookReply =
  { kind: 'decided'; decision: AskInventoryResult } | { kind: 'failed'; because: string } | { kind: 'busy' };

/** The vendor's own system that decides whether orders are accepted. */
export interface InventoryHook {
  /**
   * Asks once; throws for nothing the network or the other side does. The same order may be asked about any number of
   * times, always under the same `webhook-id`.
   *
   * @param withinMs what is left for it; at most the hook's own deadline is used.
   */
  ask(question: InventoryQuestion, withinMs: number): Promise<HookReply>;
  /** Sends `{ "type": "ping" }`; resolves with what is wrong, or `undefined` when it was taken with 2xx. */
  ping(): Promise<string | undefined>;
}

export interface InventoryHookOptions {
  /** A secret: it may carry a token in path or query. */
  url: string;
  /** Every question is signed with each of them, as Standard Webhooks 1.0.0 says. */
  keys: readonly Uint8Array[];
  userAgent: string;
  /** Deadline of one question, ms. */
  timeoutMs: number;
  /** Codes that an order may be rejected with, and what they mean. */
  codes: Readonly<Record<string, string>>;
  clock: Clock;
  /**
   * Questions that are open at once. More would let a dead system take up all of the worker's slots, which it needs for
   * orders that are decided.
   *
   * @defaultValue 50
   */
  maxOpen?: number;
}

export function createInventoryHook(options: InventoryHookOptions): InventoryHook {
  const { codes, timeoutMs, maxOpen = 50 } = options;
  const asked = { ...options, settings: { key: 'INVENTORY_HOOK_KEY', url: 'INVENTORY_HOOK_URL' } };
  let open = 0;
  return {
    async ask(question, withinMs) {
      if (open >= maxOpen) return { kind: 'busy' };
      open += 1;
      try {
        const reply = await askSigned(asked, idOf(question), question, Math.min(timeoutMs, withinMs));
        if ('problem' in reply) return { kind: 'failed', because: reply.problem };
        const read = readInventoryAnswer(reply.body, codes);
        return 'fault' in read ? { kind: 'failed', because: read.fault } : { kind: 'decided', decision: read.decision };
      } finally {
        open -= 1;
      }
    },

    async ping() {
      const reply = await askSigned(asked, `ping-${randomUUID()}`, { type: 'ping' }, timeoutMs);
      return 'problem' in reply ? reply.problem : undefined;
    },
  };
}

/** The same for every question about an order. Without full stops, which separate the parts of what is signed. */
const idOf = ({ account, purchaseOrderNumber }: InventoryQuestion): string =>
  `inventory-${createHash('sha256').update(`${account}/${purchaseOrderNumber}`).digest('hex').slice(0, 32)}`;
