import type { BusinessId } from './businesses.js';
import type { JsonSchema } from './json-schema.js';
import type { TrackingLife } from './tracking-lives.js';

/** The formats of documents. */
export type DocumentFormat = 'PDF' | 'PNG' | 'ZPL';

/** The kinds of documents. */
export type DocumentType = 'PACKSLIP' | 'LABEL' | 'RECEIPT' | 'CUSTOM_FORM';

/** Shipping v2 `DocumentSize`. */
export interface DocumentSize {
  readonly width: number;
  readonly length: number;
  readonly unit: 'INCH' | 'CENTIMETER';
}

/** Shipping v2 `SupportedDocumentSpecification`. */
export interface SupportedDocumentSpecification {
  readonly format: DocumentFormat;
  readonly size: DocumentSize;
  readonly printOptions: readonly PrintOption[];
}

/** Shipping v2 `PrintOption`. */
export interface PrintOption {
  readonly supportedDPIs?: readonly number[];
  readonly supportedPageLayouts: readonly string[];
  readonly supportedFileJoiningOptions: readonly boolean[];
  readonly supportedDocumentDetails: readonly { readonly name: DocumentType; readonly isMandatory: boolean }[];
}

/** A group of value-added services; of a required one at least one service must be bought. */
export interface ValueAddedServiceGroup {
  readonly groupId: string;
  readonly groupDescription: string;
  readonly isRequired: boolean;
  readonly valueAddedServices: readonly ValueAddedService[];
}

/** A value-added service, its price in the smallest unit of the rate's currency. */
export interface ValueAddedService {
  readonly id: string;
  readonly name: string;
  readonly costMinor: number;
}

/** A start and an end, in hours after the first full hour at or after the ship date, or after now where that is later. */
export type HourWindow = readonly [start: number, end: number];

/** A service that is offered. */
export interface OfferedService {
  readonly carrierId: string;
  readonly carrierName: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** Price without value-added services, in the smallest unit of the currency. */
  readonly priceMinor: number;
  /** Default: the business's. */
  readonly currency?: string;
  readonly pickupHours: HourWindow;
  readonly deliveryHours: HourWindow;
  /** Default: PNG, ZPL and PDF of 4 by 6 inches, 300 or 203 dots an inch, a mandatory label. */
  readonly documents?: readonly SupportedDocumentSpecification[];
  /** Default none. */
  readonly valueAddedServiceGroups?: readonly ValueAddedServiceGroup[];
  /** A purchase needs these inputs: a JSON Schema of draft 4, or `true` for the usual one of an international parcel. Default none. */
  readonly additionalInputs?: JsonSchema | true;
  readonly paymentType?: 'PAY_THROUGH_AMAZON' | 'PAY_DIRECT_TO_CARRIER';
  readonly benefits?: Benefits;
  /** What becomes of a parcel that is bought with this service. Default: the plan's. */
  readonly life?: TrackingLife;
}

/** Shipping v2 `Benefits`. */
export interface Benefits {
  readonly includedBenefits: readonly string[];
  readonly excludedBenefits: readonly { readonly benefit: string; readonly reasonCodes?: readonly string[] }[];
}

/** A service that is not offered, and why. */
export interface IneligibleService {
  readonly carrierId: string;
  readonly carrierName: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly ineligibilityReasons: readonly { readonly code: IneligibilityCode; readonly message: string }[];
}

/** Shipping v2 `IneligibilityReasonCode`. */
export const ineligibilityCodes = [
  'NO_COVERAGE',
  'PICKUP_SLOT_RESTRICTION',
  'UNSUPPORTED_VAS',
  'VAS_COMBINATION_RESTRICTION',
  'SIZE_RESTRICTIONS',
  'WEIGHT_RESTRICTIONS',
  'LATE_DELIVERY',
  'PROGRAM_CONSTRAINTS',
  'TERMS_AND_CONDITIONS_NOT_ACCEPTED',
  'UNKNOWN',
] as const;

/** One of {@link ineligibilityCodes}. */
export type IneligibilityCode = (typeof ineligibilityCodes)[number];

/** What getRates answers to some or all requests, and what becomes of the parcels. Everything left out is as usual. */
export interface RatePlan {
  /** Only for the parcel with this `packageClientReferenceId`. */
  readonly parcel?: string;
  /** Only for this shipping business. */
  readonly businessId?: BusinessId;
  /** The services in place of the usual ones; may be empty. */
  readonly services?: readonly OfferedService[];
  /** The ineligible services in place of the usual ones. */
  readonly ineligible?: readonly IneligibleService[];
  /** Default `on-time`. */
  readonly life?: TrackingLife;
  /** How long before the answer the carrier made the rates: their ten minutes began then (SV-16). Default 0. */
  readonly rateAgeMs?: number;
  /** How many getRates calls it answers; then the one placed before holds again. Default all. */
  readonly times?: number;
}
