import { afterEach, describe, expect, it } from 'vitest';
import { CallFailed } from '../../../activities/amazon/amazon.js';
import { StepNotDone } from '../../../activities/attempt.js';
import { carryOut } from '../../../activities/carry-out.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { ProofRule } from '../../../activities/next-move.js';
import type { FaultScript } from '../../../sandbox/amazon/faults.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';
import { seededDice } from '../../support/random-json.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { acceptance, startLocalAccount } from './local-account.js';
import type { LocalAccount } from './local-account.js';

const MINUTE = 60_000;
const rule: ProofRule = { evidence: 'after-transaction', successIsProof: true, resends: 1 };
const plan = { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE };
const operation = 'submitAcknowledgement';
const unlimited = { ratePerSecond: 1_000, burst: 1_000 };
const RETRIED = new Set(['NotReady', 'Throttled', 'Paused', 'Unavailable']);

const started: LocalAccount[] = [];
afterEach(async () => {
  for (const account of started.splice(0)) await account.stop();
});

/** What became of a hundred acknowledgements that were carried on as the server does: again after the time they name. */
async function acknowledge(
  count: number,
  options: { faults?: FaultScript[]; size?: number; local?: LocalAmazonOptions; ledger?: Ledger } = {},
) {
  const memory = createMemoryLedger();
  const ledger = options.ledger ?? memory;
  const account = await startLocalAccount({
    ledger,
    batching: { size: options.size ?? 25, windowMs: { labels: 1_000, others: 1_000 }, aloneBeforeDeadlineMs: 0 },
    local: {
      // Each test is about batches, not about quota.
      rates: {
        getTransactionStatus: unlimited,
        getOrder: unlimited,
        getOrders: unlimited,
        submitAcknowledgement: unlimited,
      },
      latency: { default: { minMs: 5_000, medianMs: 20_000, maxMs: 40_000 } },
      ...options.local,
    },
  });
  started.push(account);
  const { local, clock, amazon } = account;
  const numbers = Array.from({ length: count }, (_, index) => `PO${100 + index}`);
  for (const purchaseOrderNumber of numbers) {
    local.addOrder({ purchaseOrderNumber, lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }] });
  }
  for (const fault of options.faults ?? []) local.addFault(fault);

  const waiting = new Map(numbers.map((number) => [number, { attempt: 1, dueAt: clock() }]));
  const asked = new Map<string, string>();
  const budgetEndsAt = clock() + 24 * 60 * MINUTE;
  const ledgerId = await ledger.identity();
  const attempt = async (number: string, run: { attempt: number; dueAt: number }): Promise<void> => {
    const item = acceptance(account, number);
    const until = { deadline: budgetEndsAt, attemptEndsAt: clock() + 45_000 };
    try {
      await carryOut(
        {
          ledgerId,
          key: { account: 'default', operation, businessId: number, occurrence: 1 },
          rule,
          item,
          subject: number,
          actor: 'policy',
          deadline: budgetEndsAt,
          plan,
          look: async () =>
            (await amazon.reads.orderStatus(number, { ...until, maxAgeMs: 0 })) === 'NEW' ? 'absent' : 'present',
        },
        {
          ledger,
          amazon,
          clock,
          isDryRun: false,
          windows: { windowMs: 30 * MINUTE, evidenceAfterMs: 15 * MINUTE, maxFailures: 3 },
        },
        { number: run.attempt, endsAt: until.attemptEndsAt, budgetEndsAt },
      );
      waiting.delete(number);
    } catch (error) {
      const failed = error instanceof StepNotDone || error instanceof CallFailed ? error : undefined;
      if (failed !== undefined && !RETRIED.has(failed.kind)) {
        asked.set(number, failed.kind);
        waiting.delete(number);
        return;
      }
      run.attempt += 1;
      run.dueAt = clock() + (failed?.facts.retryAfterMs ?? 2_000);
    }
  };
  while (waiting.size > 0) {
    const next = Math.min(...[...waiting.values()].map(({ dueAt }) => dueAt));
    account.skip(Math.max(0, next - clock()));
    const due = [...waiting].filter(([, { dueAt }]) => dueAt <= clock() + 1_000);
    await Promise.all(due.map(([number, run]) => attempt(number, run)));
  }
  return {
    asked,
    /** Answers of 202, by order. */
    accepted: numbers.map((number) => local.order(number)?.accepted.acknowledgements ?? 0),
    /** Whether it took effect. */
    isDone: numbers.map((number) => local.order(number)?.acknowledgement !== undefined),
    submits: local.received({ operation }).length,
    /** The calls that an order went in. */
    callsOf: (number: string) => local.received({ operation, purchaseOrderNumber: number }).length,
    polls: local.received({ operation: 'getTransactionStatus' }).length,
    violations: local.violations(),
    numbers,
  };
}

describe('orders that share their calls', () => {
  it('are each accepted once, at a call for 25 of them', async () => {
    const { accepted, asked, submits, violations } = await acknowledge(100);
    expect(accepted).toEqual(Array(100).fill(1));
    expect(asked.size).toBe(0);
    expect(submits).toBe(4);
    expect(violations).toEqual([]);
  });

  it.each(['atomic', 'non-atomic'] as const)(
    'are accepted once each although one of them is bad, in a batch that fails %s',
    async (batchFailure) => {
      const bad = 'PO117';
      const { isDone, violations, asked, callsOf, numbers } = await acknowledge(50, {
        local: { batchFailure },
        faults: [
          {
            operation,
            purchaseOrderNumber: bad,
            fault: { kind: 'transaction-failure', code: 'INVALID' },
            times: 'always',
          },
        ],
      });
      expect([...asked]).toEqual([[bad, 'Rejected']]);
      expect(isDone).toEqual(numbers.map((number) => number !== bad));
      expect(violations).toEqual([]);
      // 25, 12, 6, 3, 1.
      expect(callsOf(bad)).toBeLessThanOrEqual(5);
    },
  );

  it('are spared the rounds when the error names the bad one', async () => {
    const bad = 'PO117';
    const fault = { kind: 'transaction-failure', code: 'INVALID', message: `Order ${bad} is not known` } as const;
    const { isDone, violations, asked, callsOf, numbers } = await acknowledge(25, {
      faults: [{ operation, purchaseOrderNumber: bad, fault, times: 'always' }],
    });
    expect([...asked]).toEqual([[bad, 'Rejected']]);
    expect(isDone).toEqual(numbers.map((number) => number !== bad));
    expect(violations).toEqual([]);
    expect(callsOf(bad)).toBe(2);
  });

  it.each([400, 413])(
    'go in smaller calls when one is refused with %d, until each is accepted once',
    async (status) => {
      const { accepted, asked } = await acknowledge(40, {
        faults: [{ operation, fault: { kind: 'status', status }, times: 2 }],
      });
      expect(asked.size).toBe(0);
      expect(accepted).toEqual(Array(40).fill(1));
    },
  );

  it.each<FaultScript['fault']>([
    { kind: 'reply-lost' },
    { kind: 'reset-before' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 503, processed: true },
  ])('prove themselves after %j, each accepted once', async (fault) => {
    const { accepted, asked } = await acknowledge(50, { faults: [{ operation, fault, times: 2 }] });
    expect(asked.size).toBe(0);
    expect(accepted).toEqual(Array(50).fill(1));
  });

  it.each([1, 2, 3])('are accepted once each whatever the disk refuses, seed %d', async (seed) => {
    const dice = seededDice(seed);
    const memory = createMemoryLedger();
    const ledger: Ledger = {
      ...memory,
      open: async (intents) => {
        const owned = await memory.open(intents);
        if (dice.below(5) === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        return owned;
      },
      append: async (records) => {
        if (dice.below(5) === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        await memory.append(records);
      },
    };
    const { accepted, asked } = await acknowledge(50, { ledger, size: 10 });
    expect(Math.max(...accepted)).toBe(1);
    expect(accepted.filter((times) => times === 0)).toHaveLength(asked.size);
    expect([...new Set(asked.values())].every((kind) => kind === 'Unproven')).toBe(true);
  });
});
