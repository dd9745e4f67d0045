import { z } from 'zod';

const id = z.string().min(1).max(64);

/** Body of deliveryTrackers: one parcel, and exactly one of the two order ids. */
export const deliveryTrackerRequest = z
  .strictObject({
    /** Checkout v2. */
    chargePermissionId: id.exactOptional(),
    /** Older integrations. */
    amazonOrderReferenceId: id.exactOptional(),
    deliveryDetails: z
      .array(
        z.strictObject({
          trackingNumber: z.string().regex(/^\S+$/, 'expected a text without spaces'),
          carrierCode: z.string().regex(/^[A-Z0-9_]+$/, 'expected a code of capitals, digits and underscores'),
        }),
      )
      .length(1),
  })
  .refine(
    ({ chargePermissionId, amazonOrderReferenceId }) =>
      (chargePermissionId === undefined) !== (amazonOrderReferenceId === undefined),
    { message: 'expected exactly one of chargePermissionId and amazonOrderReferenceId' },
  );

/** What a notice says: this parcel belongs to that order of Amazon Pay. */
export type DeliveryNotice = ({ chargePermissionId: string } | { amazonOrderReferenceId: string }) & {
  trackingNumber: string;
  carrierCode: string;
};

/** The body of a notice, byte for byte the same every time: Amazon Pay compares what comes under one key. */
export function deliveryTrackerBody(notice: DeliveryNotice): string {
  const order =
    'chargePermissionId' in notice
      ? { chargePermissionId: notice.chargePermissionId }
      : { amazonOrderReferenceId: notice.amazonOrderReferenceId };
  const { trackingNumber, carrierCode } = notice;
  return JSON.stringify({ ...order, deliveryDetails: [{ trackingNumber, carrierCode }] });
}
