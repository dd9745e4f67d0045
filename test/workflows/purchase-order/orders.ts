import { raise } from '../../../workflows/steps/attention.js';
import { initialState, isEnd } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { LabelFacts, LabelMode, OrderFacts } from '../../../workflows/purchase-order/order.js';

const HOUR = 3_600_000;

/** The order's date: 5 January 2026, 08:00 UTC. */
export const ORDERED_AT = Date.parse('2026-01-05T08:00:00.000Z');
/** Two hours later. */
export const NOW = ORDERED_AT + 2 * HOUR;
export const instantOf = (epochMs: number): string => new Date(epochMs).toISOString();

export const facts: OrderFacts = {
  customerOrderNumber: '123-4567890-1234567',
  orderDate: instantOf(ORDERED_AT),
  requiredShipDate: instantOf(ORDERED_AT + 24 * HOUR),
  shipMethod: 'UPS_2ND',
  isPriorityShipment: false,
  isPslipRequired: false,
  isGift: false,
  sellingParty: 'ACMEX',
  shipFromParty: 'WH01',
  lines: [
    { itemSequenceNumber: '00001', vendorProductIdentifier: 'SKU-1', buyerProductIdentifier: 'B01', quantity: 1 },
    { itemSequenceNumber: '00002', vendorProductIdentifier: 'SKU-2', quantity: 3 },
  ],
};

export const label: LabelFacts = {
  format: 'PNG',
  packages: [
    {
      packageIdentifier: 'PKG001',
      trackingNumber: 'TRACK-1',
      documentId: 'document-1',
      sha256: 'hash',
      mediaType: 'image/png',
    },
  ],
};

const LABELLED: ReadonlySet<FulfillmentState> = new Set(['READY_TO_SHIP', 'CONFIRMING', 'COMPLETED']);
const DEPARTED: ReadonlySet<FulfillmentState> = new Set(['CONFIRMING', 'IN_TRANSIT']);

/** An order as it is in a state, with the facts that it has by then. */
export function orderIn(
  state: FulfillmentState,
  more: Partial<PurchaseOrderState> = {},
  labelMode: LabelMode = { mode: 'amazon' },
): PurchaseOrderState {
  return {
    ...initialState('acme', 'T1234'),
    state,
    order: facts,
    orderDocumentId: 'document-0',
    labelMode,
    ...(LABELLED.has(state) && labelMode.mode === 'amazon' ? { label } : {}),
    ...(DEPARTED.has(state) ? { departure: { departedAt: instantOf(NOW - HOUR) }, departedBy: 'warehouse' } : {}),
    ...more,
  };
}

/** The order with one more open item. */
export function withItem(
  order: PurchaseOrderState,
  item: Partial<Parameters<typeof raise>[1]> = {},
): PurchaseOrderState {
  const { desk } = raise(order.attention, {
    step: 'acknowledge',
    reason: 'Unproven',
    message: 'No evidence.',
    raisedAt: instantOf(NOW),
    details: { send: 1 },
    ...item,
  });
  return { ...order, attention: isEnd(order.state) ? order.attention : desk };
}
