import { describe, expect, it } from '@jest/globals';
import type { OrderState } from '../../../sandbox/amazon/control.js';
import { answerTo } from '../../../sandbox/demo/person.js';
import type { AttentionItem } from '../../../workflows/steps/attention.js';

const fresh: OrderState = {
  purchaseOrderNumber: 'DEMO01',
  labelMode: 'amazon',
  warehouse: 'WH01',
  orderStatus: 'NEW',
  availableAt: 0,
  accepted: { acknowledgements: 0, labelRequests: 0, confirmations: 0 },
};
const rejected: OrderState = {
  ...fresh,
  acknowledgement: { code: '03', accepted: false, at: 0, late: false, transactionId: 'tx-1' },
};

describe("the demo's person", () => {
  it.each<[string, Pick<AttentionItem, 'reason' | 'step'>, OrderState, ReturnType<typeof answerTo>]>([
    ['sends again what Amazon refused', { reason: 'Rejected', step: 'obtainLabel' }, fresh, { answer: 'retry' }],
    [
      'chooses the label mode that the table lacks',
      { reason: 'LabelModeMissing', step: 'chooseLabelMode' },
      fresh,
      { answer: 'retry', data: { labelMode: 'amazon' } },
    ],
    [
      'does not send again what Amazon has',
      { reason: 'Unproven', step: 'acknowledge' },
      rejected,
      { answer: 'done-elsewhere', reference: 'Vendor Central, transaction tx-1' },
    ],
    ['sends again what Amazon never got', { reason: 'Unproven', step: 'acknowledge' }, fresh, { answer: 'retry' }],
    ['leaves open what the demo does not provoke', { reason: 'Unexpected', step: 'readOrder' }, fresh, undefined],
    ['leaves a conflict open', { reason: 'Conflict', step: 'acknowledge' }, rejected, undefined],
  ])('%s', (_rule, item, order, answer) => {
    expect(answerTo(item, order)).toEqual(answer);
  });
});
