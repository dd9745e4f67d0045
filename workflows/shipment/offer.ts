/** An amount, as Amazon writes it: `unit` is the ISO 4217 code. */
export interface Money {
  value: number;
  unit: string;
}

/** ISO 8601, UTC; either end may be missing. */
export interface TimeWindow {
  start?: string;
  end?: string;
}

/** When a carrier promises to come and to deliver. */
export interface ShippingPromise {
  pickupWindow?: TimeWindow;
  deliveryWindow?: TimeWindow;
}

/** A rate as people and the price guard compare it. No personal data. */
export interface OfferFacts {
  carrierId: string;
  carrierName: string;
  serviceId: string;
  serviceName: string;
  promise: ShippingPromise;
  /** With the cost of all services that are bought along with it. */
  total: Money;
}

/** A value-added service that could be bought along with a rate. */
export interface OfferedService {
  id: string;
  name?: string;
  cost?: Money;
}

/** A required group of services that only a person can fill. */
export interface OpenGroup {
  groupId: string;
  groupDescription?: string;
  options: OfferedService[];
}

/** A rate that Amazon offers, as it is kept for people to look at and to choose from. */
export interface ListedRate extends OfferFacts {
  /** Good for ten minutes; afterwards it only names the rate in this list. */
  rateId: string;
  /** Why the policy does not take it; absent when it may. */
  refused?: string;
  /** Groups of services of which a person has to choose one each. */
  open?: OpenGroup[];
  /** The carrier wants to know more before it is bought. */
  needsInputs?: true;
  /** The formats that it prints. */
  formats: string[];
}

/** A service that is not to be had, and why: Amazon's codes and words. */
export interface IneligibleService {
  carrierId: string;
  carrierName: string;
  serviceId: string;
  serviceName: string;
  reasons: { code: string; message: string }[];
}

/** What is asked of the documents: format, size and so on, copied from the rate's own list. */
export interface DocumentSpecification {
  format: 'PDF' | 'PNG' | 'ZPL';
  size: { width: number; length: number; unit: string };
  dpi?: number;
  pageLayout?: string;
  needFileJoining: boolean;
  requestedDocumentTypes: string[];
}

/** A rate with everything that its purchase needs. It can be bought for ten minutes. */
export interface Offer extends OfferFacts {
  requestToken: string;
  rateId: string;
  /** Before it was asked for, ISO 8601: its ten minutes count from no later. */
  ratedAt: string;
  valueAddedServices: string[];
  specification: DocumentSpecification;
  /** Whether the additional inputs of the request go along. */
  hasInputs: boolean;
}

/** A person's choice among the rates that were listed. It names a service, because every answer has new rate ids. */
export interface ChosenRate {
  carrierId: string;
  serviceId: string;
  /** Default: those of the policy. */
  valueAddedServices?: string[];
  /** Default: as the policy prefers. */
  format?: 'PDF' | 'PNG' | 'ZPL';
}

/** One field of additional inputs that is missing or wrong. Names and words are Amazon's; no given value appears. */
export interface InputField {
  /** Names of the members from the outside in. */
  path: string[];
  title?: string;
  type?: string;
  /** The values it takes. */
  oneOf?: string[];
  default?: string;
}

/** What a purchase came to. */
export interface Purchased {
  shipmentId: string;
  /** Absent where Amazon's answer was lost; the documents bring it. */
  trackingId?: string;
}

/** The service with its carrier, which is not said twice: Amazon's own services begin with it. */
export const serviceWithCarrier = ({
  carrierName,
  serviceName,
}: {
  carrierName: string;
  serviceName: string;
}): string => (serviceName.startsWith(carrierName) ? serviceName : `${carrierName} ${serviceName}`);
