import type { FailureKind } from '../../workflows/failures.js';
import type { ResolveInput } from '../../workflows/purchase-order/messages.js';

/** An answer to an item, as far as it does not name the item. */
export type Answer = Pick<ResolveInput, 'answer' | 'data' | 'reference'>;

/** What the demo's people usually answer to an item; for other reasons somebody has to look first. */
export const usualAnswers: Partial<Record<FailureKind, Answer>> = {
  LabelModeMissing: { answer: 'retry', data: { labelMode: 'amazon' } },
  Rejected: { answer: 'retry' },
  LabelReplaced: { answer: 'destroyed' },
  CancelledByAmazon: { answer: 'stopped' },
};

/** The arguments of `fulfillment` that answer the item of an order, or all items of a reason. */
export const answerCommand = (
  target: { purchaseOrderNumber: string } | { allOf: FailureKind },
  { answer, data, reference }: Answer,
): string[] => [
  ...['attention', 'resolve'],
  ...('allOf' in target ? ['--all-of', target.allOf] : [target.purchaseOrderNumber]),
  answer,
  ...(data === undefined ? [] : ['--data', JSON.stringify(data)]),
  ...(reference === undefined ? [] : ['--reference', reference]),
];
