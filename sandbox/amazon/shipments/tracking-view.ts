import type { Dialect } from './dialect.js';
import type { PurchasedShipment } from './shipment-book.js';
import type { Place, TrackingEvent } from './tracking-lives.js';

/** The whole history is told for this long after the purchase, later only the last status (guide). */
export const historyLifetimeMs = 45 * 24 * 3_600_000;

/** The events of a shipment that have happened by an instant, oldest first. */
export function happened(shipment: PurchasedShipment, now: number): TrackingEvent[] {
  return shipment.events.filter((event) => event.at <= now).sort((a, b) => a.at - b.at);
}

/** When the carrier took the parcel; nothing when it has not by then. */
export function pickedUpAt(shipment: PurchasedShipment, now: number): number | undefined {
  return happened(shipment, now).find((event) => !notYetTaken.has(event.eventCode))?.at;
}

const notYetTaken = new Set(['ReadyForReceive', 'PickupCancelled']);

/** Shipping v2 `GetTrackingResult`. */
export function wireTracking(shipment: PurchasedShipment, now: number, dialect: Dialect): unknown {
  const events = happened(shipment, now);
  const told = now > shipment.boughtAt + historyLifetimeMs ? [] : events;
  const { trackingId, promise } = shipment;
  return {
    trackingId,
    ...alternateLeg(events, trackingId, dialect),
    eventHistory: told.map((event) => wireEvent(event, dialect)),
    promisedDeliveryDate: new Date(promise.delivery.end).toISOString(),
    summary: {
      status: statusAfter(events.at(-1)),
      ...(dialect === 'guide' ? {} : { trackingDetailCodes: detailCodes(events) }),
    },
  };
}

/** The status that a summary tells after an event. */
export function statusAfter(event: TrackingEvent | undefined): string {
  switch (event?.eventCode) {
    case undefined:
    case 'ReadyForReceive':
      return 'PreTransit';
    case 'AvailableForPickup':
      return 'AwaitingCustomerPickup';
    case 'Delivered': // of the return leg too, as in the model's example
    case 'DeliveryAttempted':
    case 'Lost':
    case 'OutForDelivery':
    case 'Rejected':
    case 'Undeliverable':
    case 'PickupCancelled':
      return event.eventCode;
    default:
      return 'InTransit';
  }
}

function wireEvent({ eventCode, at, leg, place }: TrackingEvent, dialect: Dialect): unknown {
  return {
    eventCode,
    eventTime: new Date(at).toISOString(),
    ...location(place, eventCode, dialect),
    ...(dialect === 'guide' ? {} : { shipmentType: leg }),
  };
}

function location(place: Place | undefined, eventCode: string, dialect: Dialect): { location?: Place | null } {
  if (place !== undefined && eventCode !== 'ReadyForReceive') return { location: place };
  return dialect === 'guide' ? { location: null } : {};
}

// Required by the model, whose example says "null" in quotes (SV-9).
function alternateLeg(
  events: readonly TrackingEvent[],
  trackingId: string,
  dialect: Dialect,
): { readonly alternateLegTrackingId?: string } {
  if (dialect === 'guide') return {};
  if (events.some((event) => event.leg === 'RETURNS')) return { alternateLegTrackingId: `R${trackingId}` };
  return { alternateLegTrackingId: dialect === 'examples' ? 'null' : '' };
}

function detailCodes(events: readonly TrackingEvent[]): { readonly forward: string[]; readonly returns: string[] } {
  const of = (leg: TrackingEvent['leg']): string[] =>
    events.flatMap((event) => (event.leg === leg && event.detailCode !== undefined ? [event.detailCode] : []));
  return { forward: of('FORWARD'), returns: of('RETURNS') };
}
