import type { Send } from './ledger/sends.js';
import type { ProofRule } from './next-move.js';

/**
 * How many orders the next send of a write may share its call with, this one included; `undefined` for no limit of its
 * own. Pure: the ledger knows it after a crash, too.
 *
 * A batch that Amazon refused, or whose transaction failed, is split until the bad order stands alone: an order that the
 * error names goes alone at once, every other one goes with half as many. Where nothing shows whether a failed batch took
 * effect for an order, that goes alone as well, so that it is repeated once and not with every split; what must not be
 * repeated at all never shares.
 */
export function largestBatch(sends: readonly Send[], rule: ProofRule): number | undefined {
  if (rule.evidence === 'none' && rule.resends === 0) return 1;
  const limits = sends.flatMap(({ batch, disproved, verdict }) => {
    if (batch === undefined) return [];
    const half = Math.max(1, Math.floor(batch / 2));
    if (disproved?.by === 'transaction') return [disproved.isNamed === true || rule.evidence === 'none' ? 1 : half];
    // One order of another vendor code would have all the others refused again and again.
    if (verdict?.kind === 'refused' && verdict.failure === 'NotPermitted') return [1];
    const refused = verdict?.kind === 'not-sent' ? verdict.refusedBatch : undefined;
    if (refused !== undefined) return [refused.isNamed === true ? 1 : half];
    return [];
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** Whether Amazon's words name an order: not as a part of a longer number. */
export const isNamedIn = (text: string, purchaseOrderNumber: string): boolean =>
  text.split(/[^A-Za-z0-9]+/).includes(purchaseOrderNumber);
