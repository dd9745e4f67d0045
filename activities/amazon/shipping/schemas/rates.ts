import { z } from 'zod';
import { dateTime } from '../../schemas/shared.js';
import { supportedDocumentSpecification } from './documents.js';
import { currency, receivedCurrency, receivedList, receivedPromise, receivedWeight } from './shared.js';

/**
 * An address as it goes out; source: model `Address`.
 *
 * The model requires `stateOrRegion`; the guide's example for India has none (SV-6).
 */
export const address = z
  .strictObject({
    name: z.string().min(1).max(50),
    addressLine1: z.string().min(1).max(60),
    addressLine2: z.string().min(1).max(60).exactOptional(),
    addressLine3: z.string().min(1).max(60).exactOptional(),
    companyName: z.string().min(1).exactOptional(),
    stateOrRegion: z.string().min(1).exactOptional(),
    city: z.string().min(1),
    countryCode: z.string().regex(/^[A-Z]{2}$/, 'expected two capital letters'),
    postalCode: z.string().min(1),
    email: z.string().min(1).max(64).exactOptional(),
    phoneNumber: z.string().min(1).max(20).exactOptional(),
  })
  .refine(({ stateOrRegion, countryCode }) => stateOrRegion !== undefined || countryCode === 'IN', {
    message: 'expected a value',
    path: ['stateOrRegion'],
  });

const measure = z.number().positive();
const weight = z.strictObject({ value: measure, unit: z.enum(['GRAM', 'KILOGRAM', 'OUNCE', 'POUND']) });

const dangerousGoods = z.strictObject({
  unitedNationsRegulatoryId: z
    .string()
    .regex(/^(UN|ID|NA)[0-9]{4}$/, 'expected a UN number')
    .exactOptional(),
  transportationRegulatoryClass: z
    .string()
    .regex(/^[1-9](\.[1-9])?$/, 'expected a class such as 9 or 3.1')
    .exactOptional(),
  packingGroup: z.enum(['I', 'II', 'III']).exactOptional(),
  packingInstruction: z
    .enum([
      'PI965_SECTION_IA',
      'PI965_SECTION_IB',
      'PI965_SECTION_II',
      'PI966_SECTION_I',
      'PI966_SECTION_II',
      'PI967_SECTION_I',
      'PI967_SECTION_II',
      'PI968_SECTION_IA',
      'PI968_SECTION_IB',
      'PI969_SECTION_I',
      'PI969_SECTION_II',
      'PI970_SECTION_I',
      'PI970_SECTION_II',
    ])
    .exactOptional(),
});

const item = z
  .strictObject({
    quantity: z.int().min(1),
    itemValue: currency.exactOptional(),
    description: z.string().min(1).exactOptional(),
    /** Channel AMAZON: the Order Item ID. */
    itemIdentifier: z.string().min(1).exactOptional(),
    weight: weight.exactOptional(),
    liquidVolume: z
      .strictObject({ value: measure, unit: z.enum(['ML', 'L', 'FL_OZ', 'GAL', 'PT', 'QT', 'C']) })
      .exactOptional(),
    isHazmat: z.boolean().exactOptional(),
    dangerousGoodsDetails: dangerousGoods.exactOptional(),
    productType: z.string().min(1).exactOptional(),
    invoiceDetails: z
      .strictObject({ invoiceNumber: z.string().min(1).exactOptional(), invoiceDate: dateTime.exactOptional() })
      .exactOptional(),
    serialNumbers: z.array(z.string().min(1)).min(1).exactOptional(),
    directFulfillmentItemIdentifiers: z
      .strictObject({ lineItemID: z.string().min(1), pieceNumber: z.string().min(1).exactOptional() })
      .exactOptional(),
  })
  .refine(({ serialNumbers = [], quantity }) => serialNumbers.length <= quantity, {
    message: 'expected no more serial numbers than pieces',
    path: ['serialNumbers'],
  });

/** A package as it goes out; source: model `Package`. One a shipment, although the field is a list. */
export const shippingPackage = z.strictObject({
  dimensions: z.strictObject({
    length: measure,
    width: measure,
    height: measure,
    unit: z.enum(['INCH', 'CENTIMETER']),
  }),
  weight,
  insuredValue: currency,
  isHazmat: z.boolean().exactOptional(),
  sellerDisplayName: z.string().min(1).exactOptional(),
  charges: z
    .array(z.strictObject({ amount: currency, chargeType: z.enum(['TAX', 'DISCOUNT']) }))
    .min(1)
    .exactOptional(),
  packageClientReferenceId: z.string().min(1),
  items: z.array(item).min(1),
});

const amazonOrder = z.strictObject({
  channelType: z.literal('AMAZON'),
  amazonOrderDetails: z.strictObject({ orderId: z.string().min(1) }),
});

/**
 * Body of getRates; source: model `GetRatesRequest`.
 *
 * Amazon ignores `shipTo` for its own orders, and needs it for all others. The rates of Direct Fulfillment orders are
 * not asked for: their labels are bought directly.
 */
export const getRatesRequest = z
  .strictObject({
    shipFrom: address,
    shipTo: address.exactOptional(),
    returnTo: address.exactOptional(),
    shipDate: dateTime.exactOptional(),
    shipperInstruction: z.strictObject({ deliveryNotes: z.string().min(1).max(256) }).exactOptional(),
    packages: z.array(shippingPackage).length(1),
    valueAddedServices: z.strictObject({ collectOnDelivery: z.strictObject({ amount: currency }) }).exactOptional(),
    taxDetails: z
      .array(z.strictObject({ taxType: z.literal('GST'), taxRegistrationNumber: z.string().min(1) }))
      .min(1)
      .exactOptional(),
    channelDetails: z.discriminatedUnion('channelType', [
      amazonOrder,
      z.strictObject({ channelType: z.literal('EXTERNAL') }),
    ]),
  })
  .superRefine(({ channelDetails, shipTo, packages }, context) => {
    if (channelDetails.channelType === 'EXTERNAL') {
      if (shipTo === undefined) context.addIssue({ code: 'custom', path: ['shipTo'], message: 'expected a value' });
      return;
    }
    if (shipTo !== undefined) {
      context.addIssue({ code: 'custom', path: ['shipTo'], message: 'expected none: Amazon has the address' });
    }
    for (const [number, { itemIdentifier }] of (packages[0]?.items ?? []).entries()) {
      if (itemIdentifier !== undefined) continue;
      const path = ['packages', 0, 'items', number, 'itemIdentifier'];
      context.addIssue({ code: 'custom', path, message: 'expected the Order Item ID' });
    }
  });

/** A group of value-added services, as it comes in; source: model `AvailableValueAddedServiceGroup`, guide (SV-7). */
const valueAddedServiceGroup = z.object({
  groupId: z.string(),
  groupDescription: z.string().exactOptional(),
  isRequired: z.boolean(),
  valueAddedServices: receivedList(
    z.object({ id: z.string(), name: z.string().exactOptional(), cost: receivedCurrency.exactOptional() }),
  ),
});

/** A rate as it comes in; source: model `Rate`. */
export const rate = z.object({
  rateId: z.string(),
  carrierId: z.string(),
  carrierName: z.string().default(''),
  serviceId: z.string(),
  serviceName: z.string().default(''),
  totalCharge: receivedCurrency,
  billedWeight: receivedWeight.optional().catch(undefined),
  promise: receivedPromise,
  supportedDocumentSpecifications: receivedList(supportedDocumentSpecification),
  // Not element by element: a required group that was left out would have the purchase refused.
  availableValueAddedServiceGroups: z.array(valueAddedServiceGroup).default([]),
  requiresAdditionalInputs: z.boolean(),
  paymentType: z.string().exactOptional(),
});

/** A service that is not to be had, and why; codes pass through, and `UNKNOWN` says nothing without its message. */
const ineligibleRate = z.object({
  carrierId: z.string(),
  carrierName: z.string().default(''),
  serviceId: z.string(),
  serviceName: z.string().default(''),
  ineligibilityReasons: receivedList(z.object({ code: z.string(), message: z.string().default('') })),
});

/** Result of getRates; source: model `GetRatesResult`. No rate at all is a result. */
export const ratesResult = z.object({
  requestToken: z.string().min(1),
  rates: z.array(z.unknown()).transform((elements) => {
    const parsed = elements.map((value) => rate.safeParse(value));
    return {
      readable: parsed.flatMap(({ data }) => (data === undefined ? [] : [data])),
      unreadable: parsed.filter(({ success }) => !success).length,
    };
  }),
  ineligibleRates: receivedList(ineligibleRate),
});

/** Query of getAdditionalInputs. */
export const additionalInputsQuery = z.strictObject({ requestToken: z.string().min(1), rateId: z.string().min(1) });

/** Result of getAdditionalInputs: a JSON Schema, as it comes. */
export const additionalInputsResult = z.record(z.string(), z.unknown());
