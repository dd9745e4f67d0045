import { checked, object, optional, text } from '../steps/checks.js';
import type { Check, Checked } from '../steps/checks.js';

/** Amazon Pay's two worlds. In the sandbox nobody is notified. */
export type PayEnvironment = 'live' | 'sandbox';

export const payEnvironments = ['live', 'sandbox'] as const satisfies readonly PayEnvironment[];

/** Which parcel belongs to which order of Amazon Pay. No personal data. */
export interface DeliveryNotice {
  /** The carrier's own, as it goes to Amazon Pay. */
  trackingNumber: string;
  /** As Shipping v2 names the carrier; Amazon Pay's code of it is in a table. */
  carrierId?: string;
  /** Amazon Pay's own code, where somebody knows it: the table is not asked then. */
  carrierCode?: string;
  /** Exactly one of the two names an order: this one for Checkout v2 … */
  chargePermissionId?: string;
  /** … this one for older integrations. */
  amazonOrderReferenceId?: string;
}

/** What a person may correct of a notice that was not accepted. */
export type NoticeCorrection = Partial<Omit<DeliveryNotice, 'trackingNumber' | 'carrierId'>>;

/**
 * The form of a tracking number by which notices meet: Amazon Pay takes each number once, and carriers' systems do not
 * agree on capitals.
 */
export const trackingKey = (trackingNumber: string): string => trackingNumber.toUpperCase();

/** The order of a notice, under the name that Amazon Pay knows it by. */
export function payOrderOf({
  chargePermissionId,
  amazonOrderReferenceId = '',
}: Pick<DeliveryNotice, 'chargePermissionId' | 'amazonOrderReferenceId'>):
  { chargePermissionId: string } | { amazonOrderReferenceId: string } {
  return chargePermissionId === undefined ? { amazonOrderReferenceId } : { chargePermissionId };
}

/** The ledger's key of a notice: one for each tracking number and environment, whoever asks for it. */
export const noticeWriteKey = (environment: PayEnvironment, trackingNumber: string) => ({
  // No account of the configuration can have a slash in its name.
  account: `pay/${environment}`,
  operation: 'deliveryTrackers',
  businessId: trackingKey(trackingNumber),
  occurrence: 1,
});

/** A notice with what is corrected of it; another name of the order replaces the one before. */
export function corrected(notice: DeliveryNotice, correction: NoticeCorrection): DeliveryNotice {
  const { chargePermissionId, amazonOrderReferenceId, ...rest } = notice;
  const namesOrder = correction.chargePermissionId !== undefined || correction.amazonOrderReferenceId !== undefined;
  return { ...rest, ...(namesOrder ? {} : payOrderOf(notice)), ...correction };
}

const orderId = text({ max: 64, pattern: /^[A-Za-z0-9-]+$/, says: 'must have letters, digits and hyphens only' });

const correctable = {
  carrierCode: optional(
    text({ max: 50, pattern: /^[A-Z0-9_]+$/, says: 'must have capitals, digits and underscores only' }),
  ),
  chargePermissionId: optional(orderId),
  amazonOrderReferenceId: optional(orderId),
};

/** The fields of a notice in a message; {@link noticeFault} says whether they go together. */
export const noticeFields = {
  trackingNumber: text({ max: 100, pattern: /^[!-~]+$/, says: 'must be plain ASCII without spaces' }),
  carrierId: optional(text({ max: 50, pattern: /^[ -~]+$/, says: 'must be plain ASCII' })),
  ...correctable,
};

const BOTH_ORDERS = 'only one of chargePermissionId and amazonOrderReferenceId may be given';

/** What is wrong with fields that are right by themselves. */
export function noticeFault(notice: DeliveryNotice): string | undefined {
  const { chargePermissionId, amazonOrderReferenceId, carrierId, carrierCode } = notice;
  if (chargePermissionId !== undefined && amazonOrderReferenceId !== undefined) return BOTH_ORDERS;
  if (chargePermissionId === undefined && amazonOrderReferenceId === undefined) {
    return 'one of chargePermissionId and amazonOrderReferenceId is needed: it names the order of Amazon Pay';
  }
  return (carrierId === undefined) === (carrierCode === undefined)
    ? "one of carrierId (the carrier, for the table) and carrierCode (Amazon Pay's own) is needed"
    : undefined;
}

const noticeShape: Check<DeliveryNotice> = (value, path, faults) => {
  const found = object(noticeFields)(value, path, faults);
  const fault = found === undefined || faults.length > 0 ? undefined : noticeFault(found);
  if (fault !== undefined) faults.push(fault);
  return found;
};

export const checkNotice = (payload: unknown): Checked<DeliveryNotice> => checked(noticeShape, payload);

const correctionShape: Check<NoticeCorrection> = (value, path, faults) => {
  const found = object(correctable)(value, path, faults);
  if (found === undefined || faults.length > 0) return undefined;
  if (Object.keys(found).length === 0) {
    faults.push('carrierCode, chargePermissionId or amazonOrderReferenceId is needed');
  } else if (found.chargePermissionId !== undefined && found.amazonOrderReferenceId !== undefined) {
    faults.push(BOTH_ORDERS);
  }
  return found;
};

export const checkCorrection = (data: unknown): Checked<NoticeCorrection> => checked(correctionShape, data);
