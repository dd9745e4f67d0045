import { describe, expect, it } from 'vitest';
import {
  checkDepart,
  checkReject,
  checkResolve,
  purchaseOrderOfWorkflowId,
  purchaseOrderWorkflowId,
} from '../../../workflows/purchase-order/messages.js';
import { actions } from '../../../workflows/purchase-order/actions.js';
import { reduce } from '../../../workflows/purchase-order/reducer.js';
import type { OrderAction } from '../../../workflows/purchase-order/reducer.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { withRefusal } from '../../../workflows/steps/audit.js';
import type { ActionOrigin } from '../../../workflows/steps/audit.js';
import type { Checked } from '../../../workflows/steps/checks.js';
import type { Action } from '../../../workflows/steps/handle-actions.js';
import { mutated, randomJson, seededDice } from '../../support/random-json.js';
import { instantOf, NOW, orderIn, withItem } from './orders.js';

describe('a workflow id', () => {
  it.each([
    ['default', '2JK3S9VC'],
    ['acme-us', 'T1234'],
    ['a.b_c', 'abcXYZ019'],
    ['Ünïcode', '運'],
  ])('leads back to account %s and purchase order %s', (account, purchaseOrderNumber) => {
    expect(purchaseOrderOfWorkflowId(purchaseOrderWorkflowId(account, purchaseOrderNumber))).toEqual({
      account,
      purchaseOrderNumber,
    });
  });

  it.each(['', 'po/', 'po/a', 'po//T1', 'po/a/', 'po/a/T1/x', 'shipment/a/T1', ' po/a/T1', 'PO/a/T1'])(
    'is none of a purchase order: %j',
    (workflowId) => {
      expect(purchaseOrderOfWorkflowId(workflowId)).toBeUndefined();
    },
  );
});

const container = { containerIdentifier: '001', items: [{ itemSequenceNumber: '00001', quantity: 1 }] };
const departure = {
  departedAt: '2026-01-05T16:05:00Z',
  manifestId: 'M1',
  trackingNumber: 'T1',
  carrier: 'UPSN',
  weight: { value: '1.5', unitOfMeasure: 'LB' },
  containers: [
    {
      ...container,
      containerType: 'carton',
      trackingNumber: 'T1',
      weight: { value: '1.5', unitOfMeasure: 'LB' },
      dimensions: { length: '1', width: '2', height: '3', unitOfMeasure: 'IN' },
    },
  ],
  requestId: 'r1',
  actor: 'ann',
  reason: 'truck 7',
};
const rejection = { code: '03', description: 'out of stock', requestId: 'r2', actor: 'ann', reason: 'phone' };
const answer = {
  attentionId: 'acknowledge-1',
  answer: 'retry',
  data: { trackingNumber: 'T2' },
  reference: 'VC 4711',
  requestId: 'r3',
  actor: 'ann',
};
const bulkAnswer = { match: { reason: 'Unproven', raisedBefore: '2026-01-05T16:05:00Z' }, answer: 'retry' };

type ActionName = keyof typeof actions;

const faultsOf = (checked: Checked<unknown>): string[] | 'good' => ('faults' in checked ? checked.faults : 'good');

describe('the check of a payload', () => {
  it.each<[string, (payload: unknown) => Checked<unknown>, unknown, string[] | 'good']>([
    ['a whole departure', checkDepart, departure, 'good'],
    ['the shortest departure', checkDepart, { departedAt: '2026-01-05T16:05:00Z' }, 'good'],
    [
      'a departure with everything wrong',
      checkDepart,
      {
        departedAt: 'now',
        trackingnumber: 'T',
        weight: { value: '1,5', unitOfMeasure: 'LBS' },
        containers: [
          { items: [] },
          { ...container, containerType: 'Carton', items: [{ itemSequenceNumber: '0x1', quantity: 0 }] },
        ],
        actor: 'x'.repeat(101),
      },
      [
        'departedAt must be a date and time with zone, e.g. 2026-01-05T16:05:00Z',
        'weight.value must be a decimal number as text, e.g. "1.2"',
        'weight.unitOfMeasure must be one of KG, LB',
        'containers[0].containerIdentifier is missing',
        'containers[0].items must be a non-empty list',
        'containers[1].containerType must be one of carton, pallet',
        'containers[1].items[0].itemSequenceNumber must have digits only',
        'containers[1].items[0].quantity must be a whole number of at least 1',
        'actor must have at most 100 characters',
        expect.stringContaining(
          'trackingnumber is not known; known are departedAt, manifestId, trackingNumber',
        ) as never,
      ],
    ],
    ['a rejection', checkReject, rejection, 'good'],
    ['a rejection with the code that accepts', checkReject, { code: '00' }, ['code must not be 00, which accepts']],
    ['a rejection with one digit', checkReject, { code: '3' }, ['code must have two digits']],
    ['a rejection with a number', checkReject, { code: 3 }, ['code must be a non-empty text']],
    ['an answer', checkResolve, answer, 'good'],
    ['a bulk answer', checkResolve, bulkAnswer, 'good'],
    ['an answer to nothing', checkResolve, { answer: 'retry' }, ['either attentionId or match is needed']],
    [
      'an answer to one and to many',
      checkResolve,
      { ...answer, ...bulkAnswer },
      ['either attentionId or match is needed'],
    ],
    [
      'an answer with everything wrong',
      checkResolve,
      { match: { reason: '', raisedBefore: 'then' }, data: [], reference: 7, x: 1 },
      [
        'match.reason must be a non-empty text',
        'match.raisedBefore must be a date and time with zone, e.g. 2026-01-05T16:05:00Z',
        'answer is missing',
        'data must be an object',
        'reference must be a non-empty text',
        expect.stringContaining('x is not known') as never,
      ],
    ],
    ['nothing', checkDepart, undefined, ['must be an object']],
    ['null', checkReject, null, ['must be an object']],
    ['a list', checkResolve, [answer], ['must be an object']],
  ])('of %s', (_what, check, payload, expected) => {
    expect(faultsOf(check(payload))).toEqual(expected);
  });
});

describe('whatever is sent to an order', () => {
  const names = [
    ...new Set([...Object.keys(departure), ...Object.keys(answer), ...Object.keys(bulkAnswer), 'code', 'labelMode']),
    'items',
    'quantity',
    'scacCode',
    'value',
    'isDestroyed',
  ];
  const orders: PurchaseOrderState[] = [
    ...(['RECEIVED', 'ACKNOWLEDGING', 'READY_TO_SHIP', 'CONFIRMING', 'COMPLETED'] as FulfillmentState[]).map((state) =>
      withItem(orderIn(state)),
    ),
    orderIn('READY_TO_SHIP', {}, { mode: 'vendor-carrier' }),
    withItem(orderIn('RECEIVED'), { step: 'decide', reason: 'DecisionNeeded' }),
    withItem(orderIn('RECEIVED'), { step: 'chooseLabelMode', reason: 'LabelModeMissing' }),
    withItem(orderIn('CONFIRMING', {}, { mode: 'vendor-label' }), { step: 'confirmShipment', reason: 'Rejected' }),
    withItem(orderIn('LABELLING'), { step: 'cancel', reason: 'CancelRequested' }),
    withItem(orderIn('ACKNOWLEDGED')),
    orderIn('ACKNOWLEDGED', { hold: { since: instantOf(NOW), actor: 'ann' } }),
    orderIn('CONFIRMING', { denial: { decidedAt: instantOf(NOW), actor: 'ann' } }),
  ];

  function actionOf(kind: ActionName, payload: unknown): { action: OrderAction } | { faults: string[] } {
    // Each action reads its own payload; together they are a union that TypeScript cannot call.
    const { check, toAction } = actions[kind] as Action<unknown, OrderAction>;
    const read = check(payload);
    return 'faults' in read ? read : { action: toAction(read.value) };
  }

  it('never throws, is refused with a bounded reason or done, and leaves plain JSON', () => {
    const dice = seededDice(7);
    const counts = { refused: 0, done: 0, faults: 0 };
    const unpacked = { departedAt: instantOf(NOW - 60_000), trackingNumber: 'TRACK-1', manifestId: 'M1', actor: 'ann' };
    const carried = { trackingNumber: 'TRACK-1', status: 'IN_TRANSIT', occurredAt: instantOf(NOW), actor: 'ups' };
    const packed = {
      ...unpacked,
      containers: [
        { ...container, trackingNumber: 'TRACK-1' },
        { containerIdentifier: '002', items: [{ itemSequenceNumber: '2', quantity: 3 }] },
      ],
    };
    const [received, acknowledging, ready, , , ownCarrier, undecided, withoutMode, refused, cancelling] = orders;
    const [acknowledged, held] = orders.slice(-3);
    const nearMisses: [ActionName, unknown, PurchaseOrderState | undefined][] = [
      ['cancelledByAmazon', { seenAt: instantOf(NOW) }, ready],
      ['carrierEvent', carried, ownCarrier],
      ['carrierEvent', { ...carried, code: 'X6', status: undefined }, ownCarrier],
      ['depart', unpacked, ready],
      ['depart', packed, ready],
      ['depart', { ...unpacked, carrier: 'UPSN' }, ownCarrier],
      ['reject', rejection, received],
      ['resolve', { attentionId: 'acknowledge-1', answer: 'retry' }, acknowledging],
      ['resolve', { attentionId: 'decide-1', answer: 'reject', data: { code: '03' } }, undecided],
      ['resolve', { attentionId: 'chooseLabelMode-1', answer: 'retry', data: { labelMode: 'amazon' } }, withoutMode],
      ['resolve', { attentionId: 'confirmShipment-1', answer: 'retry', data: unpacked }, refused],
      ['resolve', { attentionId: 'cancel-1', answer: 'resume' }, cancelling],
      ['resolve', { match: { reason: 'Unproven', raisedBefore: instantOf(NOW + 1) }, answer: 'abort' }, acknowledging],
      ['cancel', rejection, received],
      ['cancel', { actor: 'ann' }, ready],
      ['floorDenial', { actor: 'ann', reason: 'recall' }, ready],
      ['pack', { containers: packed.containers, actor: 'ann' }, acknowledged],
      ['hold', { actor: 'ann', reason: 'recall' }, acknowledged],
      ['release', { actor: 'ann' }, held],
      ['release', { shipDay: '2026-01-09', actor: 'ann' }, held],
      ['relabel', { isDestroyed: true, actor: 'ann' }, ready],
      ['relabel', { containers: packed.containers, actor: 'ann' }, ready],
    ];
    expect(new Set(nearMisses.map(([kind]) => kind))).toEqual(new Set(Object.keys(actions)));
    for (let count = 0; count < 20_000; count += 1) {
      const [kind, payload, meant] = dice.pick(nearMisses);
      const sent = dice.below(3) === 0 ? randomJson(dice, names) : mutated(dice, payload, names);
      const order = meant === undefined || dice.below(2) === 0 ? dice.pick(orders) : meant;
      const found = actionOf(kind, sent);
      const refused = (origin: ActionOrigin, refusal: string): PurchaseOrderState =>
        withRefusal(order, { action: kind, origin, refused: refusal, now: NOW, fallbackId: `f${count}` });
      let next: PurchaseOrderState;
      if ('faults' in found) {
        counts.faults += 1;
        next = refused({}, found.faults.join('; '));
      } else {
        const reduced = reduce(order, found.action, NOW, `f${count}`);
        if ('refusal' in reduced) {
          counts.refused += 1;
          next = refused(found.action.origin, reduced.refusal);
        } else {
          counts.done += 1;
          next = reduced.state;
        }
      }
      const json = JSON.stringify(next);
      expect(JSON.parse(json)).toEqual(next);
      expect(json.length).toBeLessThan(40_000);
    }
    for (const seen of Object.values(counts)) expect(seen).toBeGreaterThan(200);
    expect(({} as Record<string, unknown>)['departedAt']).toBeUndefined();
  });
});
