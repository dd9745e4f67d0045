import type { Answer } from '../replies.js';
import type { DirectPurchaseRequest, RequestedDocumentSpecification } from '../schemas/shipments.js';
import type { World } from '../world.js';
import { businesses } from './businesses.js';
import type { BusinessId } from './businesses.js';
import { makeShipment } from './make-shipment.js';
import { promiseOf } from './promise.js';
import { invalidInput, shippingRefusals, success } from './replies.js';
import { directPurchaseFault } from './request-rules.js';
import { sameRequest } from './same-request.js';
import { wireDirectPurchase } from './shipment-view.js';

/** A call of directPurchaseShipment whose body has the right shape. */
export interface DirectPurchaseCall {
  readonly businessId: BusinessId;
  readonly request: DirectPurchaseRequest;
  readonly idempotencyKey?: string;
  /** Epoch ms. */
  readonly at: number;
}

/** The label where none is specified (guide). */
const usualLabel: RequestedDocumentSpecification = {
  format: 'PNG',
  size: { width: 4, length: 6, unit: 'INCH' },
  dpi: 203,
  needFileJoining: false,
  requestedDocumentTypes: ['LABEL'],
};

// Amazon chooses the service; which one is its own affair.
const bestFit = {
  carrierId: 'UPS',
  carrierName: 'UPS',
  serviceId: 'UPS_GROUND',
  serviceName: 'UPS Ground',
  pricePence: 520,
  pickupHours: [2, 6],
  deliveryHours: [48, 72],
} as const;

/** Buys the service that fits a Direct Fulfillment shipment best. A repetition with the same key and request buys nothing. */
export function directPurchase(world: World, call: DirectPurchaseCall): Answer {
  const { book, switches } = world.shipping;
  const { request, idempotencyKey } = call;
  const fault = directPurchaseFault(request);
  if (fault !== undefined) return shippingRefusals.invalid(fault);
  const specification = request.labelSpecifications ?? usualLabel;
  if (!isPrintable(specification)) return invalidInput('The label specification is not supported.');
  const earlier = idempotencyKey === undefined ? undefined : book.findByKey(idempotencyKey);
  if (earlier !== undefined && earlier.request !== sameRequest(request)) {
    return invalidInput('The idempotency key was used with another request.');
  }
  const shipment = earlier?.shipment ?? buy(world, call, specification);
  if (shipment === undefined) return shippingRefusals.invalid('Packages cannot be null');
  if (earlier !== undefined) earlier.shipment.replays++;
  const answer = success(switches.dialect, wireDirectPurchase(shipment, switches.dialect));
  return idempotencyKey === undefined ? answer : { ...answer, headers: { 'x-amzn-idempotencykey': idempotencyKey } };
}

function buy(
  world: World,
  { businessId, request, idempotencyKey, at }: DirectPurchaseCall,
  specification: RequestedDocumentSpecification,
) {
  const [parcel] = request.packages ?? [];
  const orderId = request.channelDetails.amazonShipmentDetails?.shipmentId;
  if (parcel === undefined || orderId === undefined) return undefined;
  const { country, currency, priceFactor } = businesses[businessId];
  const shipment = makeShipment(
    world,
    {
      businessId,
      channel: 'DIRECT_FULFILLMENT',
      orderId,
      parcel,
      shipFrom: request.shipFrom ?? { ...warehouse, countryCode: country },
      request: {},
      service: bestFit,
      charge: { minor: Math.round(bestFit.pricePence * priceFactor), unit: currency },
      promise: promiseOf(bestFit, undefined, at),
      life: 'on-time',
      specification,
      quotedIds: false,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    },
    at,
  );
  world.shipping.book.buy(shipment, sameRequest(request));
  return shipment;
}

// Amazon knows the vendor's warehouse from the order.
const warehouse = { name: 'Warehouse', addressLine1: '1 Depot Road', city: 'Depot', stateOrRegion: '', postalCode: '' };

function isPrintable({ format, size, dpi = 203 }: RequestedDocumentSpecification): boolean {
  const fourBySix = size.width === 4 && size.length === 6 && size.unit === 'INCH';
  return format !== 'PDF' && fourBySix && (dpi === 203 || dpi === 300);
}
