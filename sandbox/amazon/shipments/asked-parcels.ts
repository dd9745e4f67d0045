import type { Asked } from '../operations/operation.js';
import type { PurchasedShipment } from './shipment-book.js';

/** The parcels in the body of getRates and directPurchaseShipment. */
export function parcelsInBody({ body }: Asked): readonly string[] {
  const packages = member(body, 'packages');
  return (Array.isArray(packages) ? (packages as unknown[]) : [])
    .map((each) => member(each, 'packageClientReferenceId'))
    .filter((reference) => typeof reference === 'string');
}

/** The parcels that the request token of a body or a query stands for. */
export function parcelsOfQuote({ world, body, query }: Asked): readonly string[] {
  const token = member(body, 'requestToken') ?? query['requestToken'];
  const quote = typeof token === 'string' ? world.shipping.quotes.find(token) : undefined;
  return (quote?.request.packages ?? []).map((each) => each.packageClientReferenceId);
}

/** The parcel of the shipment in a path. */
export function parcelsOfShipment({ world, params }: Asked): readonly string[] {
  return namesOf(world.shipping.book.find(params['shipmentId'] ?? ''));
}

/** The parcel whose tracking is asked for. */
export function parcelsOfTracking({ world, query }: Asked): readonly string[] {
  const trackingId = query['trackingId'] ?? query['trackingID'];
  return namesOf(typeof trackingId === 'string' ? world.shipping.book.findByTracking(trackingId) : undefined);
}

function namesOf(shipment: PurchasedShipment | undefined): readonly string[] {
  return shipment === undefined ? [] : [shipment.parcel, shipment.trackingId];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
