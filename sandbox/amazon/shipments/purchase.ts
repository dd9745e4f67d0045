import type { Answer } from '../replies.js';
import type { PurchaseShipmentRequest } from '../schemas/shipments.js';
import type { World } from '../world.js';
import { additionalInputsOf } from './additional-inputs.js';
import type { BusinessId } from './businesses.js';
import { documentFault } from './document-match.js';
import { schemaFault } from './json-schema.js';
import { makeShipment } from './make-shipment.js';
import { total } from './money.js';
import type { Offer, Quote } from './quotes.js';
import { invalidInput, success, tokenExpired } from './replies.js';
import { sameRequest } from './same-request.js';
import { wirePurchase } from './shipment-view.js';
import { offAmazonDocuments } from './usual-documents.js';
import { selectServices } from './value-added-services.js';

/** A call of purchaseShipment whose body has the right shape. */
export interface PurchaseCall {
  readonly businessId: BusinessId;
  readonly request: PurchaseShipmentRequest;
  readonly idempotencyKey?: string;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Buys a shipment.
 *
 * 1. A key that was used with another request is refused, whatever else holds.
 * 2. An expired rate is refused, also to a repetition of a purchase that was made in time: the refusal proves nothing about the first call.
 * 3. Within the rate's life a repetition with the same key and request gets the first answer, and nothing is charged.
 * 4. Without a key every call buys.
 */
export function purchase(world: World, call: PurchaseCall): Answer {
  const { quotes, book, switches } = world.shipping;
  const { request, businessId, idempotencyKey, at } = call;
  const earlier = idempotencyKey === undefined ? undefined : book.findByKey(idempotencyKey);
  if (earlier !== undefined && earlier.request !== sameRequest(request)) {
    return invalidInput('The idempotency key was used with another request.');
  }
  const quote = quotes.find(request.requestToken);
  if (quote?.businessId !== businessId) return invalidInput('The requestToken is invalid.');
  const offer = quote.offers.find(({ rateId }) => rateId === request.rateId);
  if (offer === undefined) return invalidInput('The rateId is invalid.');
  if (at >= quote.expiresAt) return tokenExpired(switches.expiryRefusal);
  if (earlier !== undefined) {
    earlier.shipment.replays++;
    return success(switches.dialect, wirePurchase(earlier.shipment, switches.dialect));
  }
  return buy(world, call, quote, offer);
}

function buy(
  world: World,
  { businessId, request, idempotencyKey, at }: PurchaseCall,
  quote: Quote,
  offer: Offer,
): Answer {
  const { book, switches } = world.shipping;
  const { service } = offer;
  const [parcel] = quote.request.packages;
  const { channelType, amazonOrderDetails } = quote.request.channelDetails;
  if (parcel === undefined) return invalidInput('The requestToken is invalid.');

  const specification = request.requestedDocumentSpecification;
  const wrongDocument = documentFault(specification, service.documents ?? offAmazonDocuments);
  if (wrongDocument !== undefined) return invalidInput(wrongDocument);
  const selection = selectServices(request.requestedValueAddedServices ?? [], service.valueAddedServiceGroups ?? []);
  if ('fault' in selection) return invalidInput(selection.fault);
  const inputs = additionalInputsOf(service, quote.request);
  const wrongInputs = inputs === undefined ? undefined : schemaFault(inputs, request.additionalInputs ?? {});
  if (wrongInputs !== undefined) return invalidInput(`The additionalInputs are invalid: ${wrongInputs}.`);

  const { unit } = offer.charge;
  const shipment = makeShipment(
    world,
    {
      businessId,
      channel: channelType,
      ...(amazonOrderDetails === undefined ? {} : { orderId: amazonOrderDetails.orderId }),
      parcel,
      shipFrom: quote.request.shipFrom,
      ...(channelType === 'AMAZON' || quote.request.shipTo === undefined ? {} : { shipTo: quote.request.shipTo }),
      request: quote.request,
      service,
      charge: total(offer.charge, ...selection.services.map(({ costMinor: minor }) => ({ minor, unit }))),
      promise: offer.promise,
      ...(service.benefits === undefined ? {} : { benefits: service.benefits }),
      life: offer.life,
      specification,
      quotedIds: switches.dialect === 'guide' && inputs !== undefined,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    },
    at,
  );
  book.buy(shipment, sameRequest(request));
  return success(switches.dialect, wirePurchase(shipment, switches.dialect));
}
