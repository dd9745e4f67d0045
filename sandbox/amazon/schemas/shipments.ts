import { z } from 'zod';
import type { Dialect } from '../shipments/dialect.js';
import { firstFault, instant } from './common.js';

const address = z.strictObject({
  name: z.string().min(1).max(50),
  addressLine1: z.string().min(1).max(60),
  addressLine2: z.string().min(1).max(60).optional(),
  addressLine3: z.string().min(1).max(60).optional(),
  companyName: z.string().optional(),
  stateOrRegion: z.string(),
  city: z.string(),
  countryCode: z.string(),
  postalCode: z.string(),
  email: z.string().max(64).optional(),
  phoneNumber: z.string().min(1).max(20).optional(),
  geocode: z.strictObject({ latitude: z.string().optional(), longitude: z.string().optional() }).optional(),
});

// The guide's example for India has no region (SV-6).
const guideAddress = address.partial({ stateOrRegion: true });

/** Shipping v2 `Address`; the region may be missing where the guide's letter holds. */
export type Address = z.infer<typeof guideAddress>;

const currency = z.strictObject({ value: z.number(), unit: z.string().length(3) });
const weight = z.strictObject({ unit: z.enum(['GRAM', 'KILOGRAM', 'OUNCE', 'POUND']), value: z.number() });

/** Shipping v2 `Weight`. */
export type Weight = z.infer<typeof weight>;

const lithiumPackings = [
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
] as const;

const item = z.strictObject({
  itemValue: currency.optional(),
  description: z.string().optional(),
  itemIdentifier: z.string().optional(),
  quantity: z.int(),
  weight: weight.optional(),
  liquidVolume: z
    .strictObject({ unit: z.enum(['ML', 'L', 'FL_OZ', 'GAL', 'PT', 'QT', 'C']), value: z.number() })
    .optional(),
  isHazmat: z.boolean().optional(),
  dangerousGoodsDetails: z
    .strictObject({
      unitedNationsRegulatoryId: z
        .string()
        .regex(/^(UN|ID|NA)[0-9]{4}$/)
        .optional(),
      transportationRegulatoryClass: z
        .string()
        .regex(/^[1-9](\.[1-9])?$/)
        .optional(),
      packingGroup: z.enum(['I', 'II', 'III']).optional(),
      packingInstruction: z.enum(lithiumPackings).optional(),
    })
    .optional(),
  productType: z.string().optional(),
  invoiceDetails: z.strictObject({ invoiceNumber: z.string().optional(), invoiceDate: instant.optional() }).optional(),
  serialNumbers: z.array(z.string()).optional(),
  directFulfillmentItemIdentifiers: z
    .strictObject({ lineItemID: z.string(), pieceNumber: z.string().optional() })
    .optional(),
});

const parcel = z.strictObject({
  dimensions: z.strictObject({
    length: z.number(),
    width: z.number(),
    height: z.number(),
    unit: z.enum(['INCH', 'CENTIMETER']),
  }),
  weight,
  insuredValue: currency,
  isHazmat: z.boolean().optional(),
  sellerDisplayName: z.string().optional(),
  charges: z
    .array(z.strictObject({ amount: currency.optional(), chargeType: z.enum(['TAX', 'DISCOUNT']).optional() }))
    .optional(),
  packageClientReferenceId: z.string(),
  items: z.array(item),
});

/** Shipping v2 `Package`. */
export type Package = z.infer<typeof parcel>;

const channelDetails = z.strictObject({
  channelType: z.enum(['AMAZON', 'EXTERNAL']),
  amazonOrderDetails: z.strictObject({ orderId: z.string() }).optional(),
  amazonShipmentDetails: z.strictObject({ shipmentId: z.string() }).optional(),
});

/** Shipping v2 `ChannelDetails`. */
export type ChannelDetails = z.infer<typeof channelDetails>;

const getRatesRequestWith = <A extends z.ZodType>(anAddress: A) =>
  z.strictObject({
    shipTo: anAddress.optional(),
    shipFrom: anAddress,
    returnTo: anAddress.optional(),
    shipDate: instant.optional(),
    shipperInstruction: z.strictObject({ deliveryNotes: z.string().max(256).optional() }).optional(),
    packages: z.array(parcel),
    valueAddedServices: z
      .strictObject({ collectOnDelivery: z.strictObject({ amount: currency }).optional() })
      .optional(),
    taxDetails: z.array(z.strictObject({ taxType: z.enum(['GST']), taxRegistrationNumber: z.string() })).optional(),
    channelDetails,
    clientReferenceDetails: z
      .array(
        z.strictObject({
          clientReferenceType: z.enum(['IntegratorShipperId', 'IntegratorMerchantId']),
          clientReferenceId: z.string(),
        }),
      )
      .optional(),
    shipmentType: z.enum(['FORWARD', 'RETURNS']).optional(),
    destinationAccessPointDetails: z.strictObject({ accessPointId: z.string().optional() }).optional(),
    carrierAccounts: z.array(z.strictObject({ carrierAccountId: z.string(), carrierId: z.string() })).optional(),
  });

const size = z.strictObject({ width: z.number(), length: z.number(), unit: z.enum(['INCH', 'CENTIMETER']) });

/** The formats of documents. */
export const documentFormat = z.enum(['PDF', 'PNG', 'ZPL']);

/** The kinds of documents. */
export const documentType = z.enum(['PACKSLIP', 'LABEL', 'RECEIPT', 'CUSTOM_FORM']);

const requestedDocumentSpecification = z.strictObject({
  format: documentFormat,
  size,
  dpi: z.int().optional(),
  pageLayout: z.string().optional(),
  needFileJoining: z.boolean(),
  requestedDocumentTypes: z.array(documentType),
  requestedLabelCustomization: z
    .strictObject({
      requestAttributes: z
        .array(z.enum(['PACKAGE_CLIENT_REFERENCE_ID', 'SELLER_DISPLAY_NAME', 'COLLECT_ON_DELIVERY_AMOUNT']))
        .optional(),
    })
    .optional(),
});

/** Shipping v2 `RequestedDocumentSpecification`. */
export type RequestedDocumentSpecification = z.infer<typeof requestedDocumentSpecification>;

const directPurchaseRequestWith = <A extends z.ZodType>(anAddress: A) =>
  z.strictObject({
    shipTo: anAddress.optional(),
    shipFrom: anAddress.optional(),
    returnTo: anAddress.optional(),
    packages: z.array(parcel).optional(),
    channelDetails,
    labelSpecifications: requestedDocumentSpecification.optional(),
  });

const toTheModel = { getRates: getRatesRequestWith(address), directPurchase: directPurchaseRequestWith(address) };
const toTheGuide = {
  getRates: getRatesRequestWith(guideAddress),
  directPurchase: directPurchaseRequestWith(guideAddress),
};

/** Shipping v2 `GetRatesRequest`. */
export type GetRatesRequest = z.infer<typeof toTheGuide.getRates>;

/** Shipping v2 `DirectPurchaseRequest`. */
export type DirectPurchaseRequest = z.infer<typeof toTheGuide.directPurchase>;

/** Shipping v2 `GetRatesRequest`, by the letter of a source. */
export function getRatesRequest(dialect: Dialect): z.ZodType<GetRatesRequest> {
  return dialect === 'guide' ? toTheGuide.getRates : toTheModel.getRates;
}

/** Shipping v2 `DirectPurchaseRequest`, by the letter of a source. */
export function directPurchaseRequest(dialect: Dialect): z.ZodType<DirectPurchaseRequest> {
  return dialect === 'guide' ? toTheGuide.directPurchase : toTheModel.directPurchase;
}

/** Shipping v2 `PurchaseShipmentRequest`. */
export const purchaseShipmentRequest = z.strictObject({
  requestToken: z.string(),
  rateId: z.string(),
  requestedDocumentSpecification,
  requestedValueAddedServices: z.array(z.strictObject({ id: z.string() })).optional(),
  additionalInputs: z.record(z.string(), z.unknown()).optional(),
});

/** Shipping v2 `PurchaseShipmentRequest`. */
export type PurchaseShipmentRequest = z.infer<typeof purchaseShipmentRequest>;

/** Query of `getAdditionalInputs`. */
export const additionalInputsQuery = z.strictObject({ requestToken: z.string(), rateId: z.string() });

/** Query of `getShipmentDocuments`. */
export const shipmentDocumentsQuery = z.strictObject({
  packageClientReferenceId: z.string(),
  format: documentFormat.optional(),
  dpi: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .optional(),
});

/** Query of `getTracking`. */
export const trackingQuery = z.strictObject({ trackingId: z.string(), carrierId: z.string() });

/** The first fault of a Shipping v2 request, worded as the model's examples are where something is missing. */
export function shippingFault(error: z.ZodError): string {
  const issue = error.issues[0];
  const missing = issue?.code === 'invalid_type' && /received (undefined|null)$/.test(issue.message);
  if (issue === undefined || !missing) return firstFault(error);
  const where = issue.path.map(String).join('.');
  return where === ''
    ? 'Request body cannot be null'
    : `${where.charAt(0).toUpperCase()}${where.slice(1)} cannot be null`;
}
