import { checkShipmentReference, checkTrackingEvent } from '../../workflows/shipment/messages.js';
import type { ParcelEvent } from '../../workflows/shipment/parcel-events.js';
import { checked, oneOf } from '../../workflows/steps/checks.js';
import type { Checked } from '../../workflows/steps/checks.js';
import { readWanted } from '../shipments-wanted.js';
import type { WantedShipments } from '../shipments-wanted.js';
import { requestIdOf } from './order-events.js';

/** An order is to be shipped. It holds addresses: they are stored, and never sent on. */
export interface ShipmentRequested {
  type: 'shipment.requested';
  account: string;
  wanted: WantedShipments;
}

/** A carrier reports something of a parcel. */
export interface ShipmentReported {
  type: 'shipment.event';
  account: string;
  /** Absent: the shipment is found by its tracking id. */
  shipmentReference?: string;
  reported: ParcelEvent & { trackingId?: string };
  requestId: string;
}

/** The bare data of events about shipments. */
export interface ShipmentEvents {
  requested(data: unknown): Checked<ShipmentRequested>;
  event(data: unknown): Checked<ShipmentReported>;
}

/**
 * @param accounts The configured ones; the first is meant when an event names none.
 * @param keepsAddresses Whether they can be stored; where they cannot, every request is refused.
 */
export function createShipmentEvents(accounts: readonly string[], keepsAddresses: boolean): ShipmentEvents {
  const [first = ''] = accounts;
  return {
    requested(data) {
      const read = readWanted(data, accounts);
      const faults = [...(keepsAddresses ? [] : [NOT_KEPT]), ...('faults' in read ? read.faults : [])];
      if ('faults' in read || faults.length > 0) return { faults };
      return {
        value: { type: 'shipment.requested', account: read.value.account ?? first, wanted: read.value },
      };
    },
    event(data) {
      if (typeof data !== 'object' || data === null || Array.isArray(data)) return { faults: ['must be an object'] };
      const { account: named, shipmentReference: reference, ...reported } = data as Record<string, unknown>;
      const account = named === undefined || named === null ? { value: first } : checked(oneOf(accounts), named);
      const shipment = reference === undefined || reference === null ? undefined : checkShipmentReference(reference);
      // Who reports it, and under which id, is not the sender's to say.
      const event = checkTrackingEvent(reported);
      const tracking = reported['trackingId'] ?? undefined;
      const faults = [
        ...('faults' in account ? account.faults.map((fault) => `account ${fault}`) : []),
        ...(shipment !== undefined && 'faults' in shipment
          ? shipment.faults.map((fault) => `shipmentReference ${fault}`)
          : []),
        ...('faults' in event ? event.faults : []),
        ...ORIGIN.filter((name) => Object.hasOwn(reported, name)).map(
          (name) => `${name} is not known; known are ${KNOWN}`,
        ),
        ...(shipment === undefined && tracking === undefined
          ? ['either shipmentReference or trackingId is needed']
          : []),
      ];
      if ('faults' in account || 'faults' in event || faults.length > 0) return { faults };
      const { requestId: _id, actor: _actor, reason: _reason, ...plain } = event.value;
      const type = 'shipment.event';
      const shipmentReference = shipment !== undefined && 'value' in shipment ? shipment.value : undefined;
      return {
        value: {
          type,
          account: account.value,
          ...(shipmentReference === undefined ? {} : { shipmentReference }),
          reported: plain,
          requestId: requestIdOf('event', { type, account: account.value, shipmentReference, plain }),
        },
      };
    },
  };
}

const NOT_KEPT = 'shipFrom must be kept: this intake has no DOCUMENTS_KEY to keep addresses with';
const ORIGIN = ['requestId', 'actor', 'reason'] as const;
const KNOWN = 'account, shipmentReference, trackingId, eventCode, eventTime, shipmentType';
