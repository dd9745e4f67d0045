import { createHash } from 'node:crypto';
import { carrierEventFields, meaningFault } from '../../workflows/purchase-order/carrier.js';
import type { CarrierEvent } from '../../workflows/purchase-order/carrier.js';
import { departureFields } from '../../workflows/purchase-order/departure.js';
import type { ReportedDeparture } from '../../workflows/purchase-order/departure.js';
import { PURCHASE_ORDER_NUMBER } from '../../workflows/purchase-order/messages.js';
import { checked, object, optional, text } from '../../workflows/steps/checks.js';
import type { Check, Checked } from '../../workflows/steps/checks.js';
import { carrierLocation } from '../carrier-location.js';
import type { CarrierLocation } from '../carrier-location.js';

/** The truck has left with an order. */
export interface PurchaseOrderDeparted {
  type: 'purchase-order.departed';
  account: string;
  purchaseOrderNumber: string;
  departure: ReportedDeparture;
  /** The same for the same event: what is sent again is done once. */
  requestId: string;
}

/** The vendor's own carrier reports something of a package. */
export interface CarrierReported {
  type: 'carrier.event';
  account: string;
  /** Absent: the order is found by its tracking number. */
  purchaseOrderNumber?: string;
  reported: Omit<CarrierEvent, 'locationDocumentId'>;
  /** Personal data: it is stored, and never sent on. */
  location?: CarrierLocation;
  requestId: string;
}

/** The bare data of events about orders that are there. */
export interface OrderEvents {
  departed(data: unknown): Checked<PurchaseOrderDeparted>;
  carrier(data: unknown): Checked<CarrierReported>;
}

export interface OrderEventsOptions {
  /** Whether locations can be kept; where they cannot, an event with one is refused. */
  keepsLocations: boolean;
}

/** @param accounts The configured ones; the first is meant when an event names none. */
export function createOrderEvents(accounts: readonly string[], { keepsLocations }: OrderEventsOptions): OrderEvents {
  const [first = ''] = accounts;
  const departed = object({ account: optional(oneAmong(accounts)), purchaseOrderNumber, ...departureFields });
  const carrier = carrierShape(accounts, keepsLocations ? carrierLocation : notKept);
  return {
    departed(data) {
      const read = checked(departed, data);
      if ('faults' in read) return read;
      const { account = first, purchaseOrderNumber: number, ...departure } = read.value;
      const type = 'purchase-order.departed';
      const requestId = requestIdOf('event', { type, account, number, departure });
      return { value: { type, account, purchaseOrderNumber: number, departure, requestId } };
    },
    carrier(data) {
      const read = checked(carrier, data);
      if ('faults' in read) return read;
      const { account = first, purchaseOrderNumber: number, location, ...reported } = read.value;
      const type = 'carrier.event';
      return {
        value: {
          type,
          account,
          ...(number === undefined ? {} : { purchaseOrderNumber: number }),
          reported,
          ...(location === undefined ? {} : { location }),
          requestId: requestIdOf('event', { type, account, reported, location }),
        },
      };
    },
  };
}

/** The request id of what has an identity of its own: bounded, and nothing of it can be read. */
export const requestIdOf = (kind: 'cloudevent' | 'event', identity: unknown): string =>
  `${kind}-${createHash('sha256').update(JSON.stringify(identity)).digest('hex')}`;

const oneAmong =
  (accounts: readonly string[]): Check<string> =>
  (value, path, faults) => {
    const found = accounts.find((account) => account === value);
    if (found === undefined) faults.push(`${path} must be one of the configured accounts (${accounts.join(', ')})`);
    return found;
  };

const purchaseOrderNumber = text({
  max: 50,
  pattern: PURCHASE_ORDER_NUMBER,
  says: 'must have letters and digits only, and at least one',
});

/** An address that is dropped silently would be missed by nobody but Amazon. */
const notKept: Check<CarrierLocation> = (_value, path, faults) => {
  faults.push(`${path} must be left out: this intake has no DOCUMENTS_KEY to keep it with`);
  return undefined;
};

const { locationDocumentId: _stored, ...reportedFields } = carrierEventFields;

function carrierShape(accounts: readonly string[], location: Check<CarrierLocation>) {
  const shape = object({
    account: optional(oneAmong(accounts)),
    purchaseOrderNumber: optional(purchaseOrderNumber),
    location: optional(location),
    ...reportedFields,
  });
  return (...[value, path, faults]: Parameters<typeof shape>): ReturnType<typeof shape> => {
    const found = shape(value, path, faults);
    // A status that is wrong is one fault, not two.
    const isWrong = faults.some((fault) => /^(status|code) /.test(fault));
    const fault = found === undefined || isWrong ? undefined : meaningFault(found);
    if (fault !== undefined) faults.push(fault);
    return found;
  };
}
