import { z } from 'zod';
import type { FailedDelivery, PushOrder } from '../ndr/ndr-control.js';

/** Shipping v2 `SubmitNdrFeedbackRequest` (model); what goes together is the operation's own rule. */
export const ndrFeedback = z.object({
  trackingId: z.string().min(1),
  ndrAction: z.enum(['RESCHEDULE', 'REATTEMPT', 'RTO']),
  ndrRequestData: z
    .object({
      rescheduleDate: z.iso.datetime({ offset: true }).optional(),
      additionalAddressNotes: z.string().max(256).optional(),
    })
    .optional(),
});

/** An answer as it comes in. */
export type NdrFeedback = z.output<typeof ndrFeedback>;

/** A failed delivery as it is given to the control. */
export const failedDelivery = z.strictObject({
  trackingId: z.string().min(1),
  shippingPartyAccountId: z.string().exactOptional(),
  appId: z.string().exactOptional(),
  shipmentStatus: z.string().exactOptional(),
  reasonCode: z.string().exactOptional(),
  dueInMs: z.number().exactOptional(),
  isSameAttempt: z.boolean().exactOptional(),
}) satisfies z.ZodType<FailedDelivery>;

const authentication = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('api-key'), header: z.string(), key: z.string() }),
  z.strictObject({ kind: z.literal('query-parameter'), name: z.string(), key: z.string() }),
  z.strictObject({ kind: z.literal('basic'), username: z.string(), password: z.string() }),
  z.strictObject({
    kind: z.literal('password-headers'),
    usernameHeader: z.string(),
    passwordHeader: z.string(),
    username: z.string(),
    password: z.string(),
  }),
  z.strictObject({ kind: z.literal('oauth'), tokenUrl: z.url(), clientId: z.string(), clientSecret: z.string() }),
  z.strictObject({ kind: z.literal('bearer'), token: z.string() }),
  z.strictObject({ kind: z.literal('none') }),
]);

/** A push as it is given to the control. */
export const pushOrder = z.strictObject({
  trackingId: z.string(),
  report: z.int().min(1).exactOptional(),
  times: z.int().min(1).max(1_000).exactOptional(),
  url: z.url(),
  authentication,
  method: z.enum(['POST', 'PUT']).exactOptional(),
  contentType: z.string().exactOptional(),
}) satisfies z.ZodType<PushOrder>;

/** Something that tracking tells, as it is given to the control. */
export const ndrMove = z.strictObject({
  trackingId: z.string(),
  eventCode: z.string(),
  leg: z.enum(['FORWARD', 'RETURNS']).exactOptional(),
});
