import type { FaultScript } from '../amazon/faults.js';
import type { LabelMode, OrderRequest } from '../amazon/orders/order.js';
import { DISCONTINUED_SKU, UNLISTED_WAREHOUSE, warehouseOf } from './settings.js';

/** Submissions of one order that the local Amazon takes, by kind. */
export interface Submissions {
  acknowledgements: number;
  labelRequests: number;
  confirmations: number;
}

/** A purchase order of the demo, with what happens to it and how it has to end. */
export interface DemoOrder {
  purchaseOrderNumber: string;
  /** What is special about it, for the person at the terminal. */
  story: string;
  request: OrderRequest & { labelMode: LabelMode };
  /** What goes wrong at Amazon. */
  faults: readonly Omit<FaultScript, 'purchaseOrderNumber'>[];
  /** It stops until a person has answered. */
  waitsForPerson: boolean;
  end: 'COMPLETED' | 'REJECTED';
  /** What Amazon has accepted at the end: one of each that its road has, and one more after a failed one. */
  accepted: Submissions;
}

/**
 * The demo's purchase orders: special ones first, then plain ones of all label modes.
 *
 * Fewer than {@link specialOrders} leave out the last of the special ones.
 */
export function demoOrders(count: number): DemoOrder[] {
  return Array.from({ length: count }, (_, index) =>
    madeOrder(`DEMO${String(index + 1).padStart(2, '0')}`, specialOrders[index] ?? plainOrder(index)),
  );
}

interface Sketch {
  story: string;
  mode: LabelMode;
  request?: OrderRequest;
  faults?: DemoOrder['faults'];
  waitsForPerson?: boolean;
  end?: DemoOrder['end'];
  /** Label requests that Amazon takes and then fails. */
  failedLabelRequests?: number;
}

/** Every special case once, those that a person has to look at first. */
export const specialOrders: readonly Sketch[] = [
  {
    story: 'its label request fails: a person retries',
    mode: 'amazon',
    faults: [
      {
        operation: 'submitShippingLabelRequest',
        fault: { kind: 'transaction-failure', code: 'INVALID_SHIP_METHOD', message: 'The ship method is invalid.' },
      },
    ],
    waitsForPerson: true,
    failedLabelRequests: 1,
  },
  {
    story: 'its warehouse is not listed: a person decides',
    mode: 'amazon',
    request: { warehouse: UNLISTED_WAREHOUSE },
    waitsForPerson: true,
  },
  {
    story: 'rejected by policy: SKU is discontinued',
    mode: 'amazon',
    request: { lines: [{}, { vendorProductIdentifier: DISCONTINUED_SKU }] },
    end: 'REJECTED',
  },
  {
    story: 'its label comes late',
    mode: 'amazon',
    faults: [{ operation: 'submitShippingLabelRequest', fault: { kind: 'label-late', delayMs: 5_000 } }],
  },
  {
    story: 'reply to its acknowledgement is lost',
    mode: 'vendor-carrier',
    faults: [{ operation: 'submitAcknowledgement', fault: { kind: 'reply-lost' } }],
  },
  {
    story: 'reply to its label request is lost',
    mode: 'amazon',
    faults: [{ operation: 'submitShippingLabelRequest', fault: { kind: 'reply-lost' } }],
  },
  {
    story: 'reply to its confirmation is lost',
    mode: 'vendor-label',
    faults: [{ operation: 'submitShipmentConfirmations', fault: { kind: 'reply-lost' } }],
  },
  {
    story: 'its acknowledgement stays Processing',
    mode: 'amazon',
    faults: [{ operation: 'submitAcknowledgement', fault: { kind: 'never-success', effect: true } }],
  },
  { story: 'a gift', mode: 'amazon', request: { gift: true } },
  { story: 'priority', mode: 'vendor-carrier', request: { priority: true } },
  { story: '9 lines', mode: 'vendor-label', request: { lines: 9 } },
  { story: 'a ZPL label', mode: 'amazon', request: { labelFormat: 'ZPL' } },
];

const plainModes = ['amazon', 'vendor-carrier', 'vendor-label'] as const satisfies readonly LabelMode[];

function plainOrder(index: number): Sketch {
  const lines = 1 + (Math.floor(index / plainModes.length) % 4);
  return {
    story: lines === 1 ? '1 line' : `${lines} lines`,
    mode: plainModes[index % plainModes.length] ?? 'amazon',
    request: { lines },
  };
}

function madeOrder(
  purchaseOrderNumber: string,
  { story, mode, request, faults = [], waitsForPerson = false, end = 'COMPLETED', failedLabelRequests = 0 }: Sketch,
): DemoOrder {
  const isShipped = end === 'COMPLETED';
  return {
    purchaseOrderNumber,
    story,
    request: {
      purchaseOrderNumber,
      labelMode: mode,
      warehouse: warehouseOf(mode),
      lines: 1,
      // Left to chance an order might have more than its story tells.
      gift: false,
      priority: false,
      labelFormat: 'PNG',
      ...request,
    },
    faults,
    waitsForPerson,
    end,
    accepted: {
      acknowledgements: 1,
      labelRequests: isShipped && mode === 'amazon' ? 1 + failedLabelRequests : 0,
      confirmations: isShipped ? 1 : 0,
    },
  };
}
