import { describe, expect, it } from 'vitest';
import type { BoardRow } from '../../../sandbox/demo/board.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import { shipmentRow } from '../../../sandbox/demo/parcel-board.js';
import { demoShipments } from '../../../sandbox/demo/shipments/shipments.js';
import { commandsFor } from '../../../sandbox/demo/worth-trying.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import type { AttentionItem } from '../../../workflows/steps/attention.js';

const orders = demoOrders(25, { isAfternoon: false });
const packing = orders.findIndex(({ role }) => role === 'packing');
const item: AttentionItem = {
  attentionId: 'obtainLabel-1',
  step: 'obtainLabel',
  reason: 'Rejected',
  message: '',
  answers: ['retry'],
  raisedAt: '2026-01-05T12:00:00Z',
  details: {},
};
const row = (index: number, state: FulfillmentState, items: AttentionItem[] = []): BoardRow => ({
  order: orders[index]!,
  state,
  whoseMove: 'nobody',
  nextStep: '',
  items,
  alarms: [],
});

const bought = demoShipments.map((shipment) => shipmentRow(shipment, { state: 'PURCHASED', items: [] }, 0));

describe('the commands worth trying', () => {
  it('cancel the shipment that is not wanted any more, as long as it can be', () => {
    expect(commandsFor([], bought, '/tmp/demo')).toEqual([
      ['shipments', 'cancel', 'SHIP4'],
      ['orders', 'list'],
    ]);
    const gone = demoShipments.map((shipment) => shipmentRow(shipment, { state: 'CANCELLED', items: [] }, 0));
    expect(commandsFor([], gone, '/tmp/demo')).toEqual([['orders', 'list']]);
  });

  it.each<[string, BoardRow[], string[]]>([
    ['show what is asked', [row(0, 'LABELLING', [item])], ['attention', 'orders show DEMO01', 'orders list']],
    [
      'pack what waits for packing, with the file that the demo has written',
      [row(packing, 'ACKNOWLEDGED')],
      ['orders pack DEMO04 --containers /tmp/demo/DEMO04.json', 'orders show DEMO04', 'orders list'],
    ],
    [
      'ship what is ready and left to whoever watches, in one command',
      [row(0, 'READY_TO_SHIP'), row(1, 'READY_TO_SHIP'), row(5, 'READY_TO_SHIP')],
      ['orders depart DEMO01 DEMO02', 'orders show DEMO01', 'orders list'],
    ],
    ['look back when all has ended', [row(0, 'COMPLETED')], ['orders show DEMO01', 'orders list']],
    [
      'are no more than there is room for',
      [row(0, 'LABELLING', [item]), row(1, 'READY_TO_SHIP'), row(packing, 'ACKNOWLEDGED')],
      ['attention', 'orders pack DEMO04 --containers /tmp/demo/DEMO04.json', 'orders depart DEMO02'],
    ],
  ])('%s', (_rule, rows, commands) => {
    expect(commandsFor(rows, [], '/tmp/demo').map((args) => args.join(' '))).toEqual(commands);
  });
});
