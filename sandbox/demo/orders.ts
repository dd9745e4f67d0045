import type { FaultScript } from '../amazon/faults.js';
import type { LabelMode, OrderRequest } from '../amazon/orders/order.js';
import { carrierCodes, DISCONTINUED_SKU, PACKING_WAREHOUSE, UNLISTED_WAREHOUSE, warehouseOf } from './settings.js';

/** Submissions of one order that the local Amazon takes, by kind. */
export interface Submissions {
  acknowledgements: number;
  labelRequests: number;
  confirmations: number;
  /** Of the vendor's own carrier only. */
  statusUpdates: number;
}

/** The scenes of the afternoon that are about certain orders. */
export type Role = 'packing' | 'label-mode' | 'relabel' | 'cancellation' | 'floor-denial' | 'hold' | 'truck';

/** A purchase order of the demo, with what happens to it and how it has to end. */
export interface DemoOrder {
  purchaseOrderNumber: string;
  /** What is special about it, for the person at the terminal. */
  story: string;
  request: OrderRequest & { labelMode: LabelMode };
  /** What goes wrong at Amazon. */
  faults: readonly Omit<FaultScript, 'purchaseOrderNumber'>[];
  /** It stops until a person has done something. */
  waitsForPerson: boolean;
  /** The scene that it has a part in. */
  role?: Role;
  end: 'COMPLETED' | 'REJECTED' | 'CANCELLED' | 'FLOOR_DENIED';
  /** What Amazon has accepted at the end: one of each that its road has, and one more after a failed or broken one. */
  accepted: Submissions;
  /** What of that has taken effect: all but what failed. */
  effects: Submissions;
}

/**
 * The demo's purchase orders: special ones first, then plain ones of all label modes.
 *
 * Fewer than {@link specialOrders} leave out the last of the special ones.
 *
 * @param isAfternoon whether the scenes are played; without them such orders are plain, or wait for whoever watches.
 */
export function demoOrders(count: number, { isAfternoon = true }: { isAfternoon?: boolean } = {}): DemoOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const { afternoon, ...sketch } = specialOrders[index] ?? plainOrder(index);
    return madeOrder(`DEMO${String(index + 1).padStart(2, '0')}`, isAfternoon ? { ...sketch, ...afternoon } : sketch);
  });
}

interface Sketch extends Plan {
  mode: LabelMode;
  faults?: DemoOrder['faults'];
  waitsForPerson?: boolean;
  /** Label requests that Amazon takes and then fails. */
  failedLabelRequests?: number;
  /** What is different when the scenes are played. */
  afternoon?: Partial<Plan>;
}

interface Plan {
  story: string;
  request?: OrderRequest;
  role?: Role;
  end?: DemoOrder['end'];
  /** Labels that Amazon replaces. */
  relabels?: number;
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
    role: 'label-mode',
  },
  {
    story: 'its warehouse is not listed either',
    mode: 'amazon',
    request: { warehouse: UNLISTED_WAREHOUSE },
    waitsForPerson: true,
    role: 'label-mode',
  },
  {
    story: 'waits for packing: two packages',
    mode: 'amazon',
    request: { warehouse: PACKING_WAREHOUSE, lines: 2 },
    waitsForPerson: true,
    role: 'packing',
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
    story: 'a gift; reply to its label request is lost',
    mode: 'amazon',
    request: { gift: true },
    faults: [{ operation: 'submitShippingLabelRequest', fault: { kind: 'reply-lost' } }],
  },
  {
    story: '9 lines; reply to its confirmation is lost',
    mode: 'vendor-label',
    request: { lines: 9 },
    faults: [{ operation: 'submitShipmentConfirmations', fault: { kind: 'reply-lost' } }],
  },
  {
    story: 'its acknowledgement stays Processing',
    mode: 'amazon',
    faults: [{ operation: 'submitAcknowledgement', fault: { kind: 'never-success', effect: true } }],
  },
  {
    story: 'a ZPL label',
    mode: 'amazon',
    request: { labelFormat: 'ZPL' },
    afternoon: { story: 'its ZPL label is torn', role: 'relabel', relabels: 1 },
  },
  {
    story: 'priority',
    mode: 'amazon',
    request: { priority: true },
    afternoon: { story: 'Amazon cancels it at the door', role: 'cancellation', end: 'CANCELLED' },
  },
  {
    story: '3 lines',
    mode: 'amazon',
    request: { lines: 3 },
    afternoon: { story: 'damaged on the floor', role: 'floor-denial', end: 'FLOOR_DENIED' },
  },
  {
    story: '2 lines',
    mode: 'amazon',
    request: { lines: 2 },
    afternoon: {
      story: 'held: its address is checked',
      role: 'hold',
      request: { lines: 2, warehouse: PACKING_WAREHOUSE },
    },
  },
];

const plainModes = ['amazon', 'vendor-carrier', 'vendor-label'] as const satisfies readonly LabelMode[];

function plainOrder(index: number): Sketch {
  const mode = plainModes[index % plainModes.length] ?? 'amazon';
  const lines = 1 + (Math.floor(index / plainModes.length) % 4);
  const story = lines === 1 ? '1 line' : `${lines} lines`;
  return {
    story,
    mode,
    request: { lines },
    // The carrier's truck takes all of its parcels at once.
    ...(mode === 'vendor-carrier' ? { afternoon: { story: `${story}, on the truck`, role: 'truck' } } : {}),
  };
}

function madeOrder(
  purchaseOrderNumber: string,
  { story, mode, request, role, faults = [], ...plan }: Omit<Sketch, 'afternoon'>,
): DemoOrder {
  const { waitsForPerson = false, end = 'COMPLETED', failedLabelRequests = 0, relabels = 0 } = plan;
  const labels = end !== 'REJECTED' && mode === 'amazon' ? 1 + relabels : 0;
  const effects: Submissions = {
    acknowledgements: 1,
    labelRequests: labels,
    // A floor denial is a confirmation as well.
    confirmations: end === 'COMPLETED' || end === 'FLOOR_DENIED' ? 1 : 0,
    // The departure, and what the carrier reports.
    statusUpdates: end === 'COMPLETED' && mode === 'vendor-carrier' ? 1 + Object.keys(carrierCodes).length : 0,
  };
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
    ...(role === undefined ? {} : { role }),
    end,
    accepted: { ...effects, labelRequests: labels + failedLabelRequests },
    effects,
  };
}
