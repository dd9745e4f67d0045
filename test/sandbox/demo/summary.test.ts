import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../clients/commands/paint.js';
import type { TransactionView } from '../../../sandbox/amazon/transactions.js';
import type { BoardRow } from '../../../sandbox/demo/board.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import type { DemoOrder } from '../../../sandbox/demo/orders.js';
import type { CaseOutcome, ShipmentOutcome } from '../../../sandbox/demo/parcel-outcomes.js';
import type { SceneOutcome } from '../../../sandbox/demo/scenes/afternoon.js';
import { outcomeOf, summaryOf } from '../../../sandbox/demo/summary.js';
import { summaryText } from '../../../sandbox/demo/summary-text.js';
import type { OrderOutcome, Outcome } from '../../../sandbox/demo/summary.js';

const once = { acknowledgements: 1, labelRequests: 1, confirmations: 1, statusUpdates: 0 };
const nothing = { acknowledgements: 0, labelRequests: 0, confirmations: 0, statusUpdates: 0 };

const goodOrder: OrderOutcome = {
  purchaseOrderNumber: 'DEMO01',
  state: 'COMPLETED',
  hasEnded: true,
  waitsFor: [],
  end: 'COMPLETED',
  expected: once,
  accepted: once,
  expectedEffects: once,
  effects: once,
};
const bought = { purchases: 1, charges: 1, refunds: 0, notices: 1 };
const goodShipment: ShipmentOutcome = {
  name: 'SHIP1',
  state: 'DELIVERED',
  hasEnded: true,
  waitsFor: [],
  end: 'DELIVERED',
  expected: bought,
  accepted: bought,
};
const returned = { REATTEMPT: 0, RESCHEDULE: 0, RTO: 1 };
const goodCase: CaseOutcome = {
  name: 'NDR1',
  state: 'RETURNED',
  hasEnded: true,
  waitsFor: [],
  end: 'RETURNED',
  expected: returned,
  accepted: returned,
};
const scene: SceneOutcome = { name: 'packing', title: 'an order is packed', outcome: 'played', result: 'two labels' };
const failedScene: SceneOutcome = { ...scene, outcome: 'failed', result: 'DEMO01 is READY_TO_SHIP: not so.' };
const outcome = (order: Partial<OrderOutcome>, run: Partial<Outcome> = {}): Outcome => ({
  seed: 7,
  orders: [{ ...goodOrder, ...order }],
  shipments: [goodShipment],
  cases: [goodCase],
  violations: [],
  calls: 12,
  throttled: 0,
  kills: null,
  elapsedMs: 1_234,
  errandFailures: [],
  scenes: [],
  ...run,
});

describe('a run of the demo is good', () => {
  it.each<[string, Outcome]>([
    ['when every order has its end and each submission was accepted once', outcome({})],
    [
      'when an order was rejected that had to be',
      outcome({
        state: 'REJECTED',
        end: 'REJECTED',
        expected: { ...nothing, acknowledgements: 1 },
        accepted: { ...nothing, acknowledgements: 1 },
        effects: nothing,
      }),
    ],
    [
      'when a second label request was accepted after the first one failed',
      outcome({ expected: { ...once, labelRequests: 2 }, accepted: { ...once, labelRequests: 2 } }),
    ],
    [
      'when a label was replaced that had to be',
      outcome({
        expected: { ...once, labelRequests: 2 },
        accepted: { ...once, labelRequests: 2 },
        expectedEffects: { ...once, labelRequests: 2 },
        effects: { ...once, labelRequests: 2 },
      }),
    ],
    ['when every scene was played', outcome({}, { scenes: [scene] })],
    ['when calls were answered with 429', outcome({}, { throttled: 3 })],
    ['when every planned kill has happened', outcome({}, { kills: { planned: 5, done: 5 } })],
    ['when an errand had to be repeated', outcome({}, { errandFailures: ['DEMO01 departs: no worker answered'] })],
  ])('%s', (_case, good) => {
    expect(summaryOf(good)).toMatchObject({ ok: true, faults: [] });
  });
});

describe('a run of the demo is bad', () => {
  it.each<[string, Outcome, string[]]>([
    [
      'when an order has not ended',
      outcome({ state: 'CONFIRMING', hasEnded: false }),
      ['DEMO01 has not ended: it is CONFIRMING.'],
    ],
    [
      'when an order still waits for a person',
      outcome({ state: 'LABELLING', hasEnded: false, waitsFor: ['Unexpected'], accepted: nothing, effects: nothing }),
      ['DEMO01 has not ended: it is LABELLING, waiting for a person: Unexpected.'],
    ],
    [
      'when an event was never taken in',
      outcome({ state: 'NOT_TAKEN_IN', hasEnded: false, accepted: nothing, effects: nothing }),
      ['DEMO01 has not ended: it is NOT_TAKEN_IN.'],
    ],
    [
      'when an order has another end than its own',
      outcome({ state: 'CLOSED_BY_PERSON' }),
      ['DEMO01 has ended as CLOSED_BY_PERSON instead of COMPLETED.'],
    ],
    [
      'when an acknowledgement was accepted twice',
      outcome({ accepted: { ...once, acknowledgements: 2 } }),
      ['DEMO01: acknowledgement accepted 2 times instead of 1.'],
    ],
    [
      'when a label request was accepted twice',
      outcome({ accepted: { ...once, labelRequests: 2 } }),
      ['DEMO01: label request accepted 2 times instead of 1.'],
    ],
    [
      'when a confirmation was accepted twice, even while the order is open',
      outcome({ state: 'CONFIRMING', hasEnded: false, accepted: { ...once, confirmations: 2, statusUpdates: 0 } }),
      ['DEMO01 has not ended: it is CONFIRMING.', 'DEMO01: confirmation accepted 2 times instead of 1.'],
    ],
    [
      'when an ended order was never confirmed',
      outcome({
        accepted: { ...once, confirmations: 0, statusUpdates: 0 },
        effects: { ...once, confirmations: 0, statusUpdates: 0 },
      }),
      ['DEMO01: confirmation accepted 0 times instead of 1.'],
    ],
    [
      'when a label request took effect twice',
      outcome({
        expected: { ...once, labelRequests: 2 },
        accepted: { ...once, labelRequests: 2 },
        effects: { ...once, labelRequests: 2 },
      }),
      ['DEMO01: label request took effect 2 times.'],
    ],
    [
      'when Amazon has seen a violation',
      outcome({}, { violations: ['acknowledged once (submitAcknowledgement DEMO01)'] }),
      ['Violation at Amazon: acknowledged once (submitAcknowledgement DEMO01).'],
    ],
    [
      'when a scene has failed, which then accounts for the open orders',
      outcome({ state: 'LABELLING', hasEnded: false }, { scenes: [failedScene, { ...scene, outcome: 'interrupted' }] }),
      [
        'The scene "an order is packed" could not be played: DEMO01 is READY_TO_SHIP: not so.',
        'That has ended the run, with 1 of 3 orders and parcels still open.',
      ],
    ],
    [
      'when a scene was not over in time',
      outcome({}, { scenes: [{ ...scene, outcome: 'interrupted', result: 'It did not come to its end.' }] }),
      ['The scene "an order is packed" was not over in time: It did not come to its end.'],
    ],
    [
      'when an order is good and a scene is not',
      outcome({}, { scenes: [failedScene] }),
      [
        'The scene "an order is packed" could not be played: DEMO01 is READY_TO_SHIP: not so.',
        'That has ended the run, with 0 of 3 orders and parcels still open.',
      ],
    ],
    [
      'when a shipment has no end',
      outcome({}, { shipments: [{ ...goodShipment, state: 'RATING', hasEnded: false, waitsFor: ['NoRates'] }] }),
      ['SHIP1 has not ended: it is RATING, waiting for a person: NoRates.'],
    ],
    [
      'when a shipment has another end than its own',
      outcome({}, { shipments: [{ ...goodShipment, state: 'LOST' }] }),
      ['SHIP1 has ended as LOST instead of DELIVERED.'],
    ],
    [
      'when a reference was bought and charged twice',
      outcome({}, { shipments: [{ ...goodShipment, accepted: { ...bought, purchases: 2, charges: 2 } }] }),
      ['SHIP1: purchase accepted 2 times instead of 1.', 'SHIP1: charge accepted 2 times instead of 1.'],
    ],
    [
      'when a buyer was told twice, even while the shipment is open',
      outcome(
        {},
        { shipments: [{ ...goodShipment, state: 'IN_TRANSIT', hasEnded: false, accepted: { ...bought, notices: 2 } }] },
      ),
      ['SHIP1 has not ended: it is IN_TRANSIT.', 'SHIP1: delivery notice accepted 2 times instead of 1.'],
    ],
    [
      'when a buyer was never told',
      outcome({}, { shipments: [{ ...goodShipment, accepted: { ...bought, notices: 0 } }] }),
      ['SHIP1: delivery notice accepted 0 times instead of 1.'],
    ],
    [
      'when a report was answered twice',
      outcome({}, { cases: [{ ...goodCase, accepted: { ...returned, RTO: 2 } }] }),
      ['NDR1: RTO accepted 2 times instead of 1.'],
    ],
    [
      'when a report was answered that was to be left to Amazon',
      outcome({}, { cases: [{ ...goodCase, expected: { ...returned, RTO: 0 } }] }),
      ['NDR1: RTO accepted 1 times instead of 0.'],
    ],
    [
      'when a failed delivery was never taken in',
      outcome(
        {},
        { cases: [{ ...goodCase, state: 'NOT_TAKEN_IN', hasEnded: false, accepted: { ...returned, RTO: 0 } }] },
      ),
      ['NDR1 has not ended: it is NOT_TAKEN_IN.'],
    ],
    [
      'when fewer kills happened than it says',
      outcome({}, { kills: { planned: 5, done: 4 } }),
      ['The worker was killed 4 times instead of 5.'],
    ],
    [
      'and says what could not be done for an open order',
      outcome({ state: 'READY_TO_SHIP', hasEnded: false }, { errandFailures: ['DEMO01 departs: no worker answered'] }),
      ['DEMO01 has not ended: it is READY_TO_SHIP.', 'Not done: DEMO01 departs: no worker answered'],
    ],
  ])('%s', (_case, bad, faults) => {
    expect(summaryOf(bad)).toMatchObject({ ok: false, faults });
  });
});

describe('the summary', () => {
  it('counts orders by state and accepted submissions by kind', () => {
    const rejected: OrderOutcome = {
      ...goodOrder,
      state: 'REJECTED',
      end: 'REJECTED',
      expected: { ...nothing, acknowledgements: 1 },
      accepted: { ...nothing, acknowledgements: 1 },
    };
    const summary = summaryOf(outcome({}, { orders: [goodOrder, goodOrder, rejected] }));
    expect(summary).toMatchObject({
      states: { COMPLETED: 2, REJECTED: 1 },
      accepted: { acknowledgements: 3, labelRequests: 2, confirmations: 2, statusUpdates: 0 },
      seconds: 1.2,
    });
  });

  it('counts what was bought, paid, told and answered', () => {
    const run = { shipments: [goodShipment, { ...goodShipment, name: 'SHIP2' }], cases: [goodCase] };
    const summary = summaryOf(outcome({}, run));
    expect(summary).toMatchObject({
      shipments: { states: { DELIVERED: 2 }, purchases: 2, charges: 2, refunds: 0, notices: 2 },
      failedDeliveries: { states: { RETURNED: 1 }, answers: { REATTEMPT: 0, RESCHEDULE: 0, RTO: 1 } },
    });
    const text = summaryText(summary, plainPaint);
    expect(text).toContain('2 shipments: 2 DELIVERED; 2 bought, 2 charges, 0 refunds, 2 delivery notices');
    expect(text).toContain('1 failed delivery: 1 RETURNED; answers: 0 REATTEMPT, 0 RESCHEDULE, 1 RTO');
  });

  it('tells what has come of every scene', () => {
    const text = summaryText(summaryOf(outcome({}, { scenes: [scene] })), plainPaint);
    expect(text).toContain('played  an order is packed: two labels');
  });

  it('names a scene that nobody could play, which is no fault', () => {
    const unplayed: SceneOutcome = { ...scene, name: 'relabel', outcome: 'not played', result: 'too few orders' };
    const summary = summaryOf(outcome({}, { scenes: [unplayed] }));
    expect(summary).toMatchObject({ ok: true, faults: [] });
    const text = summaryText(summary, plainPaint);
    expect(text).toContain('not played  an order is packed: too few orders');
    expect(text).not.toContain('torn label');
  });

  it('names the seed that repeats the kills, and every fault', () => {
    const bad = summaryOf(outcome({ state: 'CLOSED_BY_PERSON' }, { kills: { planned: 5, done: 4 } }));
    const text = summaryText(bad, plainPaint);
    expect(text).toContain('--seed 7');
    for (const fault of bad.faults) expect(text).toContain(fault);
  });
});

describe('what Amazon should have accepted', () => {
  const [first, second] = demoOrders(2);
  const row = (order: DemoOrder): BoardRow => ({
    order,
    state: 'COMPLETED',
    whoseMove: 'nobody',
    nextStep: '',
    items: [],
    alarms: [],
  });
  const failed = (refusedBy?: string) => ({
    purchaseOrderNumber: second!.purchaseOrderNumber,
    applied: false,
    ...(refusedBy === undefined ? {} : { refusedBy }),
  });
  const transactionOf = (
    state: TransactionView['state'],
    entry: TransactionView['entries'][number],
  ): TransactionView => ({
    transactionId: 'tx-1',
    operation: 'submitShippingLabelRequest',
    receivedAt: 0,
    dueAt: 0,
    state,
    errors: [],
    entries: [{ purchaseOrderNumber: first!.purchaseOrderNumber, applied: false, refusedBy: 'scripted' }, entry],
    purchaseOrderNumbers: [],
  });

  it.each<[string, TransactionView[], number]>([
    ['one label request of an order', [], 1],
    ['one more where it has failed along with another one', [transactionOf('Failure', failed())], 2],
    ['no more where it was refused itself', [transactionOf('Failure', failed('label once'))], 1],
    ['no more where nothing has failed', [transactionOf('Processing', failed())], 1],
  ])('is %s', (_rule, transactions, labelRequests) => {
    const amazon = {
      order: () => undefined,
      transactions: () => transactions,
      violations: () => [],
      summary: () => ({ requests: {} }),
      book: () => ({ purchases: [], money: [], cancellations: [], boughtTwice: [], notices: [] }),
      ndrParcel: () => undefined,
    } as unknown as Parameters<typeof outcomeOf>[1];
    const rest = { seed: 1, kills: null, elapsedMs: 0, errandFailures: [], scenes: [] };
    const { orders } = outcomeOf({ orders: [row(second!)], shipments: [], cases: [] }, amazon, rest);
    expect(orders[0]?.expected.labelRequests).toBe(labelRequests);
  });
});
