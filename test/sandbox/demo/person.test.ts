import { describe, expect, it } from 'vitest';
import type { OrderState } from '../../../sandbox/amazon/control.js';
import type { Submissions } from '../../../sandbox/demo/orders.js';
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
const once = { acknowledgements: 1, labelRequests: 1, confirmations: 1, statusUpdates: 0 };
const relabelled = { ...once, labelRequests: 2 };
const firstLabel: OrderState['label'] = {
  requestedAt: 0,
  visibleAt: 0,
  format: 'PNG',
  shipMethod: 'UPS_2ND',
  packages: [],
  transactionId: 'tx-2',
  readable: true,
};
const labelled: OrderState = {
  ...fresh,
  label: firstLabel,
  accepted: { acknowledgements: 1, labelRequests: 1, confirmations: 0 },
};
const denied: OrderState = {
  ...fresh,
  confirmation: {
    shipmentStatus: 'FLOOR_DENIAL',
    shippedDate: '2026-01-05T12:00:00Z',
    at: 0,
    late: false,
    transactionId: 'tx-3',
  },
};
const rejected: OrderState = {
  ...fresh,
  acknowledgement: { code: '03', accepted: false, at: 0, late: false, transactionId: 'tx-1' },
};

describe("the demo's person", () => {
  it.each<[string, Pick<AttentionItem, 'reason' | 'step'>, OrderState, ReturnType<typeof answerTo>, Submissions?]>([
    ['sends again what Amazon refused', { reason: 'Rejected', step: 'obtainLabel' }, fresh, { answer: 'retry' }],
    [
      'does not send again what Amazon has',
      { reason: 'Unproven', step: 'acknowledge' },
      rejected,
      { answer: 'done-elsewhere', reference: 'Vendor Central, transaction tx-1' },
    ],
    ['sends again what Amazon never got', { reason: 'Unproven', step: 'acknowledge' }, fresh, { answer: 'retry' }],
    [
      'does not ask again for a label that Amazon has made',
      { reason: 'Unproven', step: 'obtainLabel' },
      labelled,
      { answer: 'done-elsewhere', reference: 'Vendor Central, transaction tx-2' },
    ],
    [
      'asks again for a second label while Amazon shows the first',
      { reason: 'Unproven', step: 'obtainLabel' },
      labelled,
      { answer: 'retry' },
      relabelled,
    ],
    [
      'does not deny again what Amazon has as denied',
      { reason: 'Unproven', step: 'denyShipment' },
      denied,
      { answer: 'done-elsewhere', reference: 'Vendor Central, transaction tx-3' },
    ],
    ['leaves to a scene what it is about', { reason: 'CancelledByAmazon', step: 'confirmShipment' }, fresh, undefined],
    [
      'leaves to a scene the question of many',
      { reason: 'LabelModeMissing', step: 'chooseLabelMode' },
      fresh,
      undefined,
    ],
    ['leaves open what the demo does not provoke', { reason: 'Unexpected', step: 'readOrder' }, fresh, undefined],
    ['leaves a conflict open', { reason: 'Conflict', step: 'acknowledge' }, rejected, undefined],
  ])('%s', (_rule, item, order, answer, expected = once) => {
    expect(answerTo(item, order, expected)).toEqual(answer);
  });
});
