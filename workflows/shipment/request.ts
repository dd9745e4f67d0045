import { instant, listOf, object, oneOf, optional, text, truth, wholeNumber } from '../steps/checks.js';
import type { Check } from '../steps/checks.js';
import type { Money } from './offer.js';

/** Where a shipment is bought. There is no default: to Amazon, none means the UK. */
export const businessIds = [
  'AmazonShipping_US',
  'AmazonShipping_IN',
  'AmazonShipping_UK',
  'AmazonShipping_UAE',
  'AmazonShipping_SA',
  'AmazonShipping_EG',
  'AmazonShipping_IT',
  'AmazonShipping_ES',
  'AmazonShipping_FR',
  'AmazonShipping_JP',
] as const;

export type BusinessId = (typeof businessIds)[number];

/** Where the order behind a parcel came from. */
export type Channel =
  /** Amazon knows the recipient; every item has its Order Item ID. */
  | { type: 'AMAZON'; orderId: string }
  /** Any other shop; the recipient is in the details. */
  | { type: 'EXTERNAL' }
  /** Label only, bought directly: no rates, no tracking, no cancellation at Amazon. Paused by Amazon. */
  | { type: 'DIRECT_FULFILLMENT'; amazonShipmentId: string; locale?: string };

/** One parcel to ship. No personal data: addresses and all free text are in the document `detailsDocumentId`. */
export interface ShipmentRequest {
  channel: Channel;
  businessId: BusinessId;
  /** A document of the store with {@link ShipmentDetails}. */
  detailsDocumentId: string;
  parcel: ParcelFacts;
  /** The next eligible slot from then on, ISO 8601. Default: now. */
  shipDate?: string;
  /** What the carrier collects from the recipient. */
  collectOnDelivery?: Money;
}

/** The personal part of a request, as JSON in the document store; fields as Amazon spells them. Never in history. */
export interface ShipmentDetails {
  /** Amazon's `Address`. */
  shipFrom: Record<string, unknown>;
  /** Channel EXTERNAL. */
  shipTo?: Record<string, unknown>;
  returnTo?: Record<string, unknown>;
  /** At most 256 characters. */
  deliveryNotes?: string;
  /** India. */
  taxDetails?: { taxType: 'GST'; taxRegistrationNumber: string }[];
  /** What is in the parcel, in the order of its items; absent or `null` for one without a description. */
  itemDescriptions?: (string | null)[];
  /** What a carrier may want to know besides, in the form of its JSON Schema. */
  additionalInputs?: Record<string, unknown>;
}

export interface ParcelFacts {
  dimensions: { length: number; width: number; height: number; unit: 'INCH' | 'CENTIMETER' };
  weight: ParcelWeight;
  insuredValue: Money;
  isHazmat?: boolean;
  charges?: { amount: Money; chargeType: 'TAX' | 'DISCOUNT' }[];
  items: ParcelItem[];
}

export interface ParcelWeight {
  value: number;
  unit: 'GRAM' | 'KILOGRAM' | 'OUNCE' | 'POUND';
}

export interface ParcelItem {
  quantity: number;
  /** Channel AMAZON: the Order Item ID. */
  itemIdentifier?: string;
  itemValue?: Money;
  weight?: ParcelWeight;
  liquidVolume?: { value: number; unit: 'ML' | 'L' | 'FL_OZ' | 'GAL' | 'PT' | 'QT' | 'C' };
  isHazmat?: boolean;
  dangerousGoodsDetails?: {
    /** Such as `UN3481`. */
    unitedNationsRegulatoryId?: string;
    /** Such as `9`. */
    transportationRegulatoryClass?: string;
    packingGroup?: 'I' | 'II' | 'III';
    packingInstruction?: string;
  };
  productType?: string;
  invoiceDetails?: { invoiceNumber?: string; invoiceDate?: string };
  serialNumbers?: string[];
  /** Channel DIRECT_FULFILLMENT. */
  directFulfillmentItemIdentifiers?: { lineItemID: string; pieceNumber?: string };
}

const positive: Check<number> = (value, path, faults) => numberAbove(value, path, faults, 0, false);
const amount: Check<number> = (value, path, faults) => numberAbove(value, path, faults, 0, true);

function numberAbove(value: unknown, path: string, faults: string[], least: number, isIncluded: boolean) {
  if (typeof value === 'number' && Number.isFinite(value) && (value > least || (isIncluded && value === least))) {
    return value;
  }
  faults.push(`${path} must be a number ${isIncluded ? 'of at least' : 'above'} ${least}`);
  return undefined;
}

const id = text({ max: 200 });
const money: Check<Money> = object({
  value: amount,
  unit: text({ max: 3, pattern: /^[A-Z]{3}$/, says: 'must be a currency such as EUR' }),
});
const weight: Check<ParcelWeight> = object({
  value: positive,
  unit: oneOf(['GRAM', 'KILOGRAM', 'OUNCE', 'POUND']),
});

const item = object({
  quantity: wholeNumber({ min: 1 }),
  itemIdentifier: optional(id),
  itemValue: optional(money),
  weight: optional(weight),
  liquidVolume: optional(object({ value: positive, unit: oneOf(['ML', 'L', 'FL_OZ', 'GAL', 'PT', 'QT', 'C']) })),
  isHazmat: optional(truth),
  dangerousGoodsDetails: optional(
    object({
      unitedNationsRegulatoryId: optional(
        text({ max: 6, pattern: /^(UN|ID|NA)[0-9]{4}$/, says: 'must be a UN number' }),
      ),
      transportationRegulatoryClass: optional(
        text({ max: 3, pattern: /^[1-9](\.[1-9])?$/, says: 'must be a class such as 9' }),
      ),
      packingGroup: optional(oneOf(['I', 'II', 'III'])),
      packingInstruction: optional(text({ max: 30 })),
    }),
  ),
  productType: optional(text({ max: 100 })),
  invoiceDetails: optional(object({ invoiceNumber: optional(text({ max: 100 })), invoiceDate: optional(instant) })),
  serialNumbers: optional(listOf(text({ max: 100 }), { max: 1_000 })),
  directFulfillmentItemIdentifiers: optional(
    object({ lineItemID: text({ max: 100 }), pieceNumber: optional(text({ max: 20 })) }),
  ),
});

const parcel: Check<ParcelFacts> = object({
  dimensions: object({
    length: positive,
    width: positive,
    height: positive,
    unit: oneOf(['INCH', 'CENTIMETER']),
  }),
  weight,
  insuredValue: money,
  isHazmat: optional(truth),
  charges: optional(listOf(object({ amount: money, chargeType: oneOf(['TAX', 'DISCOUNT']) }), { max: 20 })),
  items: listOf(item, { max: 500 }),
});

const channel: Check<Channel> = (value, path, faults) => {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  switch (type) {
    case 'AMAZON':
      return object({ type: oneOf(['AMAZON']), orderId: id })(value, path, faults);
    case 'DIRECT_FULFILLMENT':
      return object({
        type: oneOf(['DIRECT_FULFILLMENT']),
        amazonShipmentId: id,
        locale: optional(
          text({ max: 12, pattern: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$/, says: 'must be such as en-US' }),
        ),
      })(value, path, faults);
    default:
      return object({ type: oneOf(['AMAZON', 'EXTERNAL', 'DIRECT_FULFILLMENT']) })(value, path, faults) as
        Channel | undefined;
  }
};

/** Checks a request; what its details document holds is checked before the first call. */
export const shipmentRequest: Check<ShipmentRequest> = (value, path, faults) => {
  const found = object({
    channel,
    businessId: oneOf(businessIds),
    detailsDocumentId: id,
    parcel,
    shipDate: optional(instant),
    collectOnDelivery: optional(money),
  })(value, path, faults);
  // With a fault anywhere, what belongs together may be incomplete.
  if (found === undefined || faults.length > 0) return found;
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  found.parcel.items.forEach(({ itemIdentifier, directFulfillmentItemIdentifiers, serialNumbers, quantity }, index) => {
    const of = at(`parcel.items[${index}]`);
    if (found.channel.type === 'AMAZON' && itemIdentifier === undefined) {
      faults.push(`${of}.itemIdentifier is missing: the Order Item ID of the Amazon order`);
    }
    if (found.channel.type === 'DIRECT_FULFILLMENT' && directFulfillmentItemIdentifiers === undefined) {
      faults.push(`${of}.directFulfillmentItemIdentifiers is missing`);
    }
    if ((serialNumbers?.length ?? 0) > quantity) faults.push(`${of}.serialNumbers has more entries than pieces`);
  });
  return found;
};
