import { z } from 'zod';
import type { PayKey } from '../pay/pay-key.js';
import { businessIds } from '../shipments/businesses.js';
import { dialects } from '../shipments/dialect.js';
import type { JsonSchema } from '../shipments/json-schema.js';
import { ineligibilityCodes } from '../shipments/rate-plan.js';
import type {
  IneligibleService,
  OfferedService,
  RatePlan,
  SupportedDocumentSpecification,
} from '../shipments/rate-plan.js';
import type { PriceRise } from '../shipments/rate-plans.js';
import type { ExpiryRefusal } from '../shipments/replies.js';
import type { TrackingMove } from '../shipments/shipping-control.js';
import { trackingLives } from '../shipments/tracking-lives.js';
import { documentFormat, documentType } from './shipments.js';

const minor = z.int();
const hours = z.tuple([z.number(), z.number()]);
const life = z.enum(trackingLives);
const service = { carrierId: z.string(), carrierName: z.string(), serviceId: z.string(), serviceName: z.string() };

const documents = z.strictObject({
  format: documentFormat,
  size: z.strictObject({ width: z.number(), length: z.number(), unit: z.enum(['INCH', 'CENTIMETER']) }),
  printOptions: z.array(
    z.strictObject({
      supportedDPIs: z.array(z.int()).exactOptional(),
      supportedPageLayouts: z.array(z.string()),
      supportedFileJoiningOptions: z.array(z.boolean()),
      supportedDocumentDetails: z.array(z.strictObject({ name: documentType, isMandatory: z.boolean() })),
    }),
  ),
}) satisfies z.ZodType<SupportedDocumentSpecification>;

const offeredService = z.strictObject({
  ...service,
  priceMinor: minor,
  currency: z.string().length(3).exactOptional(),
  pickupHours: hours,
  deliveryHours: hours,
  documents: z.array(documents).exactOptional(),
  valueAddedServiceGroups: z
    .array(
      z.strictObject({
        groupId: z.string(),
        groupDescription: z.string(),
        isRequired: z.boolean(),
        valueAddedServices: z.array(z.strictObject({ id: z.string(), name: z.string(), costMinor: minor })),
      }),
    )
    .exactOptional(),
  additionalInputs: z
    .union([z.literal(true), z.custom<JsonSchema>((value) => typeof value === 'object' && value !== null)])
    .exactOptional(),
  paymentType: z.enum(['PAY_THROUGH_AMAZON', 'PAY_DIRECT_TO_CARRIER']).exactOptional(),
  benefits: z
    .strictObject({
      includedBenefits: z.array(z.string()),
      excludedBenefits: z.array(
        z.strictObject({ benefit: z.string(), reasonCodes: z.array(z.string()).min(1).exactOptional() }),
      ),
    })
    .exactOptional(),
  life: life.exactOptional(),
}) satisfies z.ZodType<OfferedService>;

const ineligibleService = z.strictObject({
  ...service,
  ineligibilityReasons: z.array(z.strictObject({ code: z.enum(ineligibilityCodes), message: z.string() })),
}) satisfies z.ZodType<IneligibleService>;

/** A rate plan as it is given to the control. */
export const ratePlan = z.strictObject({
  parcel: z.string().exactOptional(),
  businessId: z.enum(businessIds).exactOptional(),
  services: z.array(offeredService).exactOptional(),
  ineligible: z.array(ineligibleService).exactOptional(),
  life: life.exactOptional(),
  rateAgeMs: z.number().min(0).exactOptional(),
  times: z.int().min(1).exactOptional(),
}) satisfies z.ZodType<RatePlan>;

/** A rise of prices as it is given to the control. */
export const priceRise = z.strictObject({
  percent: z.number().min(-100),
  parcel: z.string().exactOptional(),
  serviceId: z.string().exactOptional(),
}) satisfies z.ZodType<PriceRise>;

/** The look of a refusal as it is given to the control. */
export const expiryRefusal = z.strictObject({
  status: z.int().min(400).max(499).exactOptional(),
  place: z.enum(['code', 'message', 'details']).exactOptional(),
}) satisfies z.ZodType<ExpiryRefusal>;

/** A move of a parcel as it is given to the control. */
export const trackingMove = z.strictObject({
  parcel: z.string(),
  life: life.exactOptional(),
  event: z
    .strictObject({
      eventCode: z.string(),
      at: z.number().exactOptional(),
      leg: z.enum(['FORWARD', 'RETURNS']).exactOptional(),
      place: z
        .strictObject({
          city: z.string().exactOptional(),
          stateOrRegion: z.string().exactOptional(),
          postalCode: z.string().exactOptional(),
          countryCode: z.string().exactOptional(),
        })
        .exactOptional(),
      detailCode: z.string().exactOptional(),
    })
    .exactOptional(),
}) satisfies z.ZodType<TrackingMove>;

/** A dialect as it is given to the control. */
export const dialect = z.enum(dialects);

/** A public key as it is given to the control. */
export const payKey = z.strictObject({
  publicKeyId: z.string().min(1),
  publicKey: z.string().startsWith('-----BEGIN PUBLIC KEY-----'),
  merchantId: z.string().exactOptional(),
  authorized: z.boolean().exactOptional(),
}) satisfies z.ZodType<PayKey>;
