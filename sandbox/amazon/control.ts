import type { ActiveFault, FaultFilter, FaultScript } from './faults.js';
import type { ReceivedFilter, ReceivedRequest } from './journal.js';
import { createNdrControl } from './ndr/ndr-control.js';
import type { NdrControl } from './ndr/ndr-control.js';
import type { OperationName } from './options.js';
import { makeOrder } from './orders/make-order.js';
import type { LabelMode, MadeOrder, OrderRequest, OrderStatus } from './orders/order.js';
import type {
  OrderRecord,
  RecordedAcknowledgement,
  RecordedConfirmation,
  RecordedDocument,
  RecordedLabel,
  RecordedStatusUpdate,
} from './orders/order-book.js';
import { readableDocument } from './orders/order-documents.js';
import type { DocumentKind } from './orders/order-documents.js';
import { createShippingControl, recipientsOf } from './shipments/shipping-control.js';
import type { ShippingControl } from './shipments/shipping-control.js';
import type { TransactionView, Violation } from './transactions.js';
import type { World } from './world.js';

/** What Amazon believes about an order. Instants are epoch ms by its clock. */
export interface OrderState {
  readonly purchaseOrderNumber: string;
  readonly labelMode: LabelMode;
  readonly warehouse: string;
  readonly orderStatus: OrderStatus;
  readonly availableAt: number;
  readonly cancelledAt?: number;
  readonly acknowledgement?: RecordedAcknowledgement;
  readonly label?: RecordedLabel & { readonly readable: boolean };
  readonly confirmation?: RecordedConfirmation;
  readonly packingSlip?: DocumentState;
  readonly customerInvoice?: DocumentState;
  /** Events of packages: how many were answered with 202, and those that took effect, in order. Left out before the first. */
  readonly statusUpdates?: { readonly accepted: number; readonly applied: readonly RecordedStatusUpdate[] };
  /** Submissions that were answered with 202, whatever became of them. */
  readonly accepted: Readonly<OrderRecord['accepted']>;
}

/** A document that Amazon has made for an order. */
export type DocumentState = RecordedDocument & { readonly readable: boolean };

/** Counts at a glance. */
export interface Summary {
  readonly orders: number;
  readonly byStatus: Readonly<Record<OrderStatus, number>>;
  /** Requests by operation and status, or `connection destroyed`. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly transactions: { readonly pending: number; readonly processed: number };
  readonly violations: number;
  /** Acknowledgements after 24 h and confirmations after 4 h. */
  readonly late: { readonly acknowledgements: number; readonly confirmations: number };
}

/** What can be done to a local Amazon from outside its API: in process, or over HTTP with `controlClient`. */
export interface Control extends ShippingControl, NdrControl {
  /** Makes an order; everything left out is generated. Throws when the number exists. */
  readonly addOrder: (request?: OrderRequest) => MadeOrder;
  /** Makes several orders, or a number of generated ones. */
  readonly addOrders: (requests: readonly OrderRequest[] | number) => MadeOrder[];
  /** Cancels an order as the customer would; false when it is unknown, shipped or cancelled already. */
  readonly cancelOrder: (purchaseOrderNumber: string) => boolean;
  /** Lets the next label request of the order replace its label, as a deliberate second label does. */
  readonly allowRelabel: (purchaseOrderNumber: string) => boolean;
  /** Scripts a fault. */
  readonly addFault: (script: FaultScript) => void;
  /** Takes back what was scripted: all of it, or for an operation, a parcel, or both. */
  readonly clearFaults: (only?: FaultFilter) => void;
  /** From now on nobody is permitted to call this operation, as after the loss of a role. */
  readonly withdrawRole: (operation: OperationName) => void;
  /** Ends what {@link Control.withdrawRole} began; a `not-permitted` fault that was scripted ends as well. */
  readonly grantRole: (operation: OperationName) => void;
  /** Scripted faults that have strikes left. */
  readonly faults: () => ActiveFault[];
  /** From now on every token issued so far counts as expired. */
  readonly expireTokens: () => void;
  /** Requests to the API, oldest first. */
  readonly received: (filter?: ReceivedFilter) => ReceivedRequest[];
  /** What a correct client never does. Empty in a good run. */
  readonly violations: () => Violation[];
  readonly orders: () => OrderState[];
  readonly order: (purchaseOrderNumber: string) => OrderState | undefined;
  readonly transactions: () => TransactionView[];
  /** Every planted personal string, to be looked for where it must not be. */
  readonly personalData: () => string[];
  readonly summary: () => Summary;
}

/** Makes the control of a world. */
export function createControl(world: World): Control {
  const { orders, transactions, faults, journal, tokens, settings } = world;
  const addOrder = (request: OrderRequest = {}): MadeOrder => {
    const made = makeOrder(settings, orders.all().length + 1, request);
    orders.add(made);
    return made;
  };
  const settled = <T>(read: () => T): T => {
    transactions.settle();
    return read();
  };
  const state = (record: OrderRecord): OrderState => orderState(world, record);
  return {
    ...createShippingControl(world),
    ...createNdrControl(world),
    addOrder,
    addOrders: (requests) =>
      (typeof requests === 'number' ? Array.from({ length: requests }, () => ({})) : requests).map((request) =>
        addOrder(request),
      ),
    cancelOrder: (number) =>
      settled(() => {
        const record = orders.find(number);
        if (record === undefined || ['SHIPPED', 'CANCELLED'].includes(orders.status(record))) return false;
        record.cancelledAt = settings.clock();
        return true;
      }),
    allowRelabel(number) {
      const record = orders.find(number);
      if (record !== undefined) record.relabelsAllowed++;
      return record !== undefined;
    },
    addFault: (script) => {
      faults.script(script);
    },
    clearFaults: (only) => {
      faults.clear(only);
    },
    withdrawRole: (operation) => {
      faults.script({ operation, fault: { kind: 'not-permitted' }, times: 'always' });
    },
    grantRole: (operation) => {
      faults.takeBack('not-permitted', operation);
    },
    faults: () => faults.active(),
    expireTokens: () => {
      tokens.expireAll();
    },
    received: (filter) => journal.received(filter),
    violations: () => settled(() => [...transactions.violations()]),
    orders: () => settled(() => orders.all().map(state)),
    order: (number) =>
      settled(() => {
        const record = orders.get(number);
        return record === undefined ? undefined : state(record);
      }),
    transactions: () => settled(() => transactions.all()),
    personalData: () => [
      ...new Set([...orders.all().flatMap((record) => record.personalData), ...recipientsOf(world)]),
    ],
    summary: () => settled(() => summaryOf(world)),
  };
}

function orderState(world: World, record: OrderRecord): OrderState {
  const { cancelledAt, acknowledgement, label, confirmation, statusUpdates } = record;
  return {
    purchaseOrderNumber: record.purchaseOrderNumber,
    labelMode: record.labelMode,
    warehouse: record.details.shipFromParty.partyId,
    orderStatus: world.orders.status(record),
    availableAt: record.availableAt,
    ...(cancelledAt === undefined ? {} : { cancelledAt }),
    ...(acknowledgement === undefined ? {} : { acknowledgement }),
    ...(label === undefined ? {} : { label: { ...label, readable: world.orders.readableLabel(record) !== undefined } }),
    ...(confirmation === undefined ? {} : { confirmation }),
    ...documentState(world, record, 'packingSlip'),
    ...documentState(world, record, 'customerInvoice'),
    ...(statusUpdates.accepted === 0
      ? {}
      : { statusUpdates: { accepted: statusUpdates.accepted, applied: [...statusUpdates.applied] } }),
    accepted: { ...record.accepted },
  };
}

function documentState(
  world: World,
  record: OrderRecord,
  kind: DocumentKind,
): { readonly [Kind in DocumentKind]?: DocumentState } {
  const document = record[kind];
  if (document === undefined) return {};
  const readable = readableDocument(record, kind, world.settings.clock()) !== undefined;
  return { [kind]: { ...document, readable } };
}

function summaryOf(world: World): Summary {
  const records = world.orders.all();
  const byStatus = { NEW: 0, ACCEPTED: 0, SHIPPED: 0, CANCELLED: 0 };
  for (const record of records) byStatus[world.orders.status(record)]++;
  const pending = world.transactions.pending();
  return {
    orders: records.length,
    byStatus,
    requests: world.journal.counts(),
    transactions: { pending, processed: world.transactions.size() - pending },
    violations: world.transactions.violations().length,
    late: {
      acknowledgements: records.filter((record) => record.acknowledgement?.late).length,
      confirmations: records.filter((record) => record.confirmation?.late).length,
    },
  };
}
