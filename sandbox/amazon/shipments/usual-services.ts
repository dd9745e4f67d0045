import type { GetRatesRequest } from '../schemas/shipments.js';
import { businesses } from './businesses.js';
import type { BusinessId } from './businesses.js';
import type { IneligibilityCode, IneligibleService, OfferedService, ValueAddedServiceGroup } from './rate-plan.js';
import {
  internationalDocuments,
  offAmazonDocuments,
  onAmazonDocuments,
  otherCarrierDocuments,
} from './usual-documents.js';
import { grams } from './weights.js';

/** What is offered for a request and what is not. */
export interface Assortment {
  readonly services: readonly OfferedService[];
  readonly ineligible: readonly IneligibleService[];
}

const heaviestGrams = 30_000;

/** What getRates answers where no plan says otherwise: Amazon's two services and another carrier, as far as they take the parcel. */
export function usualServices(request: GetRatesRequest, businessId: BusinessId): Assortment {
  const judged = candidates(request, businessId).map((service) => ({
    service,
    reason: reasonAgainst(service, request, businessId),
  }));
  const notOffered = judged.flatMap(({ service: { carrierId, carrierName, serviceId, serviceName }, reason }) =>
    reason === undefined ? [] : [{ carrierId, carrierName, serviceId, serviceName, ineligibilityReasons: [reason] }],
  );
  return {
    services: judged.flatMap(({ service, reason }) => (reason === undefined ? [service] : [])),
    ineligible: [...notOffered, ...(request.channelDetails.channelType === 'AMAZON' ? [termsNotAccepted] : [])],
  };
}

function candidates(request: GetRatesRequest, businessId: BusinessId): OfferedService[] {
  const { carrierId, country, priceFactor } = businesses[businessId];
  const onAmazon = request.channelDetails.channelType === 'AMAZON';
  const price = (pence: number): number => Math.round(pence * priceFactor);
  const groups = [...(onAmazon ? [pickup] : []), ...(hasCollectOnDelivery(request) ? [collectOnDelivery] : [])];
  const amazon = {
    carrierId,
    carrierName: 'Amazon Shipping',
    pickupHours: [2, 6],
    documents: onAmazon ? onAmazonDocuments : offAmazonDocuments,
    valueAddedServiceGroups: groups,
  } as const;
  return [
    {
      ...amazon,
      serviceId: `SWA-${country}-PRIME-PREM`,
      serviceName: 'Amazon Shipping One Day',
      priceMinor: price(476),
      deliveryHours: [24, 36],
    },
    {
      ...amazon,
      serviceId: `SWA-${country}-ECON`,
      serviceName: 'Amazon Shipping Standard',
      priceMinor: price(372),
      deliveryHours: [72, 84],
    },
    isInternational(request)
      ? {
          carrierId: 'UPS',
          carrierName: 'UPS',
          serviceId: 'UPS_WORLDWIDE_SAVER',
          serviceName: 'UPS Worldwide Saver',
          priceMinor: price(2890),
          pickupHours: [4, 8],
          deliveryHours: [96, 120],
          documents: internationalDocuments,
          additionalInputs: true,
        }
      : {
          carrierId: 'UPS',
          carrierName: 'UPS',
          serviceId: 'UPS_STANDARD',
          serviceName: 'UPS Standard',
          priceMinor: price(690),
          pickupHours: [4, 8],
          deliveryHours: [48, 60],
          documents: otherCarrierDocuments,
          valueAddedServiceGroups: [confirmation(price(250))],
        },
  ];
}

function reasonAgainst(
  { carrierId }: OfferedService,
  request: GetRatesRequest,
  businessId: BusinessId,
): { readonly code: IneligibilityCode; readonly message: string } | undefined {
  const ownCarrier = carrierId === businesses[businessId].carrierId;
  if (request.packages.some((each) => grams(each.weight) > heaviestGrams)) {
    return { code: 'WEIGHT_RESTRICTIONS', message: 'The package is too heavy for the service.' };
  }
  if (ownCarrier && isInternational(request)) {
    return { code: 'NO_COVERAGE', message: 'The service does not cover the destination.' };
  }
  if (ownCarrier && request.packages.some((each) => each.isHazmat === true)) {
    return { code: 'PROGRAM_CONSTRAINTS', message: 'The service does not take hazardous goods.' };
  }
  if (hasCollectOnDelivery(request) && !(ownCarrier && businessId === 'AmazonShipping_IN')) {
    return { code: 'UNSUPPORTED_VAS', message: 'The service does not collect on delivery.' };
  }
  return undefined;
}

function isInternational({ shipFrom, shipTo, channelDetails }: GetRatesRequest): boolean {
  return (
    channelDetails.channelType === 'EXTERNAL' && shipTo !== undefined && shipTo.countryCode !== shipFrom.countryCode
  );
}

function hasCollectOnDelivery(request: GetRatesRequest): boolean {
  return request.valueAddedServices?.collectOnDelivery !== undefined;
}

const pickup: ValueAddedServiceGroup = {
  groupId: 'VAS_GROUP_ID_PICKUP',
  groupDescription: 'Pickup',
  isRequired: true,
  valueAddedServices: [{ id: 'CARRIER_PICKUP_CHARGE', name: 'Carrier Pickup', costMinor: 0 }],
};

const collectOnDelivery: ValueAddedServiceGroup = {
  groupId: 'CollectOnDelivery',
  groupDescription: 'Collect on delivery',
  isRequired: true,
  valueAddedServices: [{ id: 'CollectOnDelivery', name: 'CollectOnDelivery', costMinor: 0 }],
};

const confirmation = (signatureMinor: number): ValueAddedServiceGroup => ({
  groupId: 'VAS_GROUP_ID_CONFIRMATION',
  groupDescription: 'Confirmation of the delivery',
  isRequired: true,
  valueAddedServices: [
    { id: 'DELIVERY_CONFIRMATION', name: 'Delivery confirmation', costMinor: 0 },
    { id: 'SIGNATURE_CONFIRMATION', name: 'Signature of the recipient', costMinor: signatureMinor },
  ],
});

// The guide's example: terms that were not accepted are reported as UNKNOWN.
const termsNotAccepted: IneligibleService = {
  carrierId: 'CHINA_POST',
  carrierName: 'China Post',
  serviceId: 'CHINA_POST_AIRMAIL',
  serviceName: 'China Post Ordinary Airmail',
  ineligibilityReasons: [
    { code: 'UNKNOWN', message: 'It is not an eligible ship method for this order.' },
    { code: 'UNKNOWN', message: 'The Carrier Terms and Conditions were not accepted' },
  ],
};
