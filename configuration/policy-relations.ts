import type { z } from 'zod';

import { isRecord } from './checks.js';

/** Refuses numbers that make sense only together; checked wherever both are numbers, whatever else is wrong. */
export function checkRelations(policy: unknown, context: z.RefinementCtx): void {
  for (const { of, to, holds, must } of relations) {
    const [a, b] = [numberAt(policy, of), numberAt(policy, to)];
    if (a === undefined || b === undefined || holds(a, b)) continue;
    context.addIssue({ code: 'custom', path: of.split('.'), message: `must ${must}.` });
  }
}

interface Relation {
  of: string;
  to: string;
  holds: (of: number, to: number) => boolean;
  must: string;
}

/** What an attempt needs besides its HTTP exchange: waiting for a permit, and reading and writing the ledger. */
const waitingMs = 2_000;
const marginMs = 1_000;

const less = (of: string, to: string): Relation => ({ of, to, holds: (a, b) => a < b, must: `be less than ${to}` });

const atMost = (of: string, to: string): Relation => ({ of, to, holds: (a, b) => a <= b, must: `be at most ${to}` });

const relations: readonly Relation[] = [
  {
    of: 'attempts.startToCloseMs',
    to: 'attempts.httpTimeoutMs',
    holds: (of, to) => of >= to + waitingMs + marginMs,
    must: `be at least attempts.httpTimeoutMs + ${waitingMs + marginMs}: an attempt waits, calls and records`,
  },
  {
    of: 'attempts.minimumBudgetMs',
    to: 'attempts.startToCloseMs',
    holds: (of, to) => of >= to,
    must: 'be at least attempts.startToCloseMs, or no attempt could end',
  },
  {
    of: 'worker.shutdownGraceMs',
    to: 'attempts.httpTimeoutMs',
    holds: (of, to) => of > to,
    must: 'be more than attempts.httpTimeoutMs, or calls in flight are cut off',
  },
  {
    of: 'amazonPay.giveUpAfterMs',
    to: 'attempts.startToCloseMs',
    holds: (of, to) => of >= to,
    must: 'be at least attempts.startToCloseMs, or no attempt could end',
  },
  atMost('amazonPay.retry.firstMs', 'amazonPay.retry.maxMs'),
  less('acknowledgement.acknowledgeAfterMs', 'deadlines.acknowledgeMs'),
  less('inventoryHook.giveUpAfterMs', 'deadlines.acknowledgeMs'),
  atMost('inventoryHook.retry.firstMs', 'inventoryHook.retry.maxMs'),
  less('deadlines.acknowledgeWarningMs', 'deadlines.acknowledgeMs'),
  less('deadlines.evidenceWarningMs', 'deadlines.evidenceMs'),
  less('deadlines.confirmWarningMs', 'deadlines.confirmMs'),
  less('deadlines.labelWarningMs', 'deadlines.labelMs'),
  atMost('proof.evidenceAfterMs', 'proof.windowMs'),
  atMost('polling.transaction.firstMs', 'polling.transaction.maxMs'),
  atMost('polling.label.firstMs', 'polling.label.maxMs'),
  atMost('polling.paper.firstMs', 'polling.paper.maxMs'),
];

function numberAt(value: unknown, path: string): number | undefined {
  const found = path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
  return typeof found === 'number' ? found : undefined;
}
