import { inventRecipient } from '../orders/people.js';
import { seededRandom } from '../random.js';
import type { Address, GetRatesRequest, Package, RequestedDocumentSpecification } from '../schemas/shipments.js';
import type { World } from '../world.js';
import { businesses, isAmazon } from './businesses.js';
import type { BusinessId } from './businesses.js';
import { wireMoney } from './money.js';
import type { Money } from './money.js';
import { contentLines, labelAttributes, printedAddress } from './papers/parcel-paper.js';
import type { ShipmentPromise } from './promise.js';
import type { Benefits } from './rate-plan.js';
import type { PurchasedShipment } from './shipment-book.js';
import { eventsOf } from './tracking-lives.js';
import type { Place, TrackingLife } from './tracking-lives.js';

/** A purchase that is granted. */
export interface GrantedPurchase {
  readonly businessId: BusinessId;
  readonly channel: PurchasedShipment['channel'];
  readonly orderId?: string;
  readonly parcel: Package;
  readonly shipFrom: Address;
  /** Left out where Amazon knows the address from its own order. */
  readonly shipTo?: Address;
  readonly request: Pick<GetRatesRequest, 'valueAddedServices'>;
  readonly service: {
    readonly carrierId: string;
    readonly carrierName: string;
    readonly serviceId: string;
    readonly serviceName: string;
  };
  readonly charge: Money;
  readonly promise: ShipmentPromise;
  readonly benefits?: Benefits;
  readonly life: TrackingLife;
  readonly specification: RequestedDocumentSpecification;
  readonly quotedIds: boolean;
  readonly idempotencyKey?: string;
}

/** Makes the shipment of a purchase at an instant: ids, papers, and all that will happen to the parcel. */
export function makeShipment(world: World, granted: GrantedPurchase, boughtAt: number): PurchasedShipment {
  const { seed } = world.settings;
  const { businessId, channel, orderId, parcel, shipFrom, service, charge, promise, benefits, idempotencyKey } =
    granted;
  const random = seededRandom(seed, 'shipment', world.shipping.book.all().length);
  const shipmentId = `amzn1.sid.${random.digits(14)}.100`;
  const trackingId = isAmazon(service.carrierId) ? `9${random.digits(19)}` : `1Z${random.hex(6)}${random.digits(10)}`;
  const recipient = granted.shipTo ?? knownRecipient(seed, orderId ?? '', businessId);
  const { value, unit } = wireMoney(charge);
  return {
    shipmentId,
    trackingId,
    parcel: parcel.packageClientReferenceId,
    businessId,
    channel,
    ...(orderId === undefined ? {} : { orderId }),
    carrierId: service.carrierId,
    serviceId: service.serviceId,
    boughtAt,
    charge,
    promise,
    ...(benefits === undefined ? {} : { benefits }),
    specification: granted.specification,
    paper: {
      trackingId,
      carrierName: service.carrierName,
      serviceName: service.serviceName,
      shipFrom: printedAddress(shipFrom),
      shipTo: printedAddress(recipient),
      attributes: labelAttributes(granted.specification, parcel, granted.request),
      contents: contentLines(parcel),
      price: `${String(value)} ${unit}`,
    },
    recipient,
    quotedIds: granted.quotedIds,
    from: placeOf(shipFrom),
    to: placeOf(recipient),
    events: eventsOf(granted.life, { boughtAt, promise, from: placeOf(shipFrom), to: placeOf(recipient) }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    replays: 0,
  };
}

// Amazon takes the recipient from its own order.
function knownRecipient(seed: number, orderId: string, businessId: BusinessId): Address {
  const { name, addressLine1, addressLine2, city, stateOrRegion, postalCode, phone } = inventRecipient(
    seededRandom(seed, 'recipient', orderId),
  );
  return {
    name,
    addressLine1,
    ...(addressLine2 === undefined ? {} : { addressLine2 }),
    city: city ?? '',
    stateOrRegion,
    postalCode: postalCode ?? '',
    countryCode: businesses[businessId].country,
    ...(phone === undefined ? {} : { phoneNumber: phone }),
  };
}

function placeOf({ city, stateOrRegion, postalCode, countryCode }: Address): Place {
  return { city, ...(stateOrRegion === undefined ? {} : { stateOrRegion }), postalCode, countryCode };
}
