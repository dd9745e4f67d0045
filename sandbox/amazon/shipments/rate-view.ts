import { additionalInputsOf } from './additional-inputs.js';
import type { Dialect } from './dialect.js';
import { wireMoney } from './money.js';
import { wirePromise } from './promise.js';
import type { Offer, Quote } from './quotes.js';
import type { ValueAddedServiceGroup } from './rate-plan.js';
import { offAmazonDocuments } from './usual-documents.js';
import { grams } from './weights.js';

/** Shipping v2 `GetRatesResult`. */
export function wireQuote(quote: Quote, dialect: Dialect): unknown {
  const { requestToken, offers, ineligible } = quote;
  return {
    requestToken,
    rates: offers.map((offer) => wireRate(quote, offer, dialect)),
    // Optional in the model; the guide shows an empty list.
    ...(ineligible.length === 0 && dialect !== 'guide' ? {} : { ineligibleRates: ineligible }),
  };
}

function wireRate(quote: Quote, offer: Offer, dialect: Dialect): unknown {
  const { service, charge } = offer;
  const { documents = offAmazonDocuments, valueAddedServiceGroups = [], paymentType, benefits } = service;
  return {
    rateId: offer.rateId,
    carrierId: service.carrierId,
    carrierName: service.carrierName,
    serviceId: service.serviceId,
    serviceName: service.serviceName,
    billedWeight: billedWeight(quote, dialect),
    totalCharge: wireMoney(charge),
    promise: wirePromise(offer.promise, dialect),
    supportedDocumentSpecifications: documents,
    availableValueAddedServiceGroups: wireGroups(valueAddedServiceGroups, quote, charge.unit, dialect),
    requiresAdditionalInputs: additionalInputsOf(service, quote.request) !== undefined,
    ...(dialect === 'guide' ? {} : { rateItemList: [baseRate(offer, dialect)] }),
    ...(paymentType === undefined ? {} : { paymentType }),
    ...(benefits === undefined ? {} : { benefits }),
  };
}

// A unit that the model's own enum does not have (SV-13).
function billedWeight(quote: Quote, dialect: Dialect): unknown {
  const weight = quote.request.packages[0]?.weight;
  if (weight === undefined || dialect !== 'examples') return weight;
  return { value: Math.round(grams(weight)), unit: 'GRAMS' };
}

function wireGroups(groups: readonly ValueAddedServiceGroup[], quote: Quote, unit: string, dialect: Dialect): unknown {
  if (dialect === 'guide' && groups.length === 0) return null;
  const bare = dialect === 'guide' && quote.businessId === 'AmazonShipping_IN';
  return groups.map(({ groupId, groupDescription, isRequired, valueAddedServices }) => ({
    groupId,
    ...(bare ? {} : { groupDescription }),
    isRequired,
    valueAddedServices: valueAddedServices.map(({ id, name, costMinor }) => ({
      id,
      name,
      ...(bare ? {} : { cost: wireMoney({ minor: costMinor, unit }) }),
    })),
  }));
}

function baseRate({ charge }: Offer, dialect: Dialect): unknown {
  const { value, unit } = wireMoney(charge);
  return {
    rateItemID: 'BASE_RATE',
    rateItemType: 'MANDATORY',
    rateItemNameLocalization: 'Base Rate',
    rateItemCharge: { value: dialect === 'examples' ? value.toFixed(5) : value, unit },
  };
}
