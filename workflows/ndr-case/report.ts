import { checked, instant, object, oneOf, optional, text, wholeNumber } from '../steps/checks.js';
import type { Checked } from '../steps/checks.js';

/** One non-delivery report: Amazon's push, or a row of the portal's list. No personal data. */
export interface NdrReport {
  /** The envelope's id; of a row `import-…`. Amazon may send a report again under the same id. */
  id: string;
  source: 'push' | 'import';
  /** Amazon's `detail.version`, which grows; 0 where there is none. */
  version: number;
  /** The envelope's own time, ISO 8601. */
  time?: string;
  /** `deliveryAttemptCount`: 1 for the first failed delivery. */
  attempt?: number;
  /** `Attempted`, `Rejected`, `Undeliverable`, or what Amazon has added since. */
  shipmentStatus: string;
  /** One of {@link reasonCodes}, or what Amazon has added since. */
  reasonCode: string;
  /** When delivery was attempted, ISO 8601. */
  attemptedAt?: string;
  /** Until when it can be answered, ISO 8601. */
  dueAt?: string;
  expectedDeliveryAt?: string;
  /** The shipper's own reference of the parcel. */
  referenceId?: string;
  /** `CollectOnDelivery` … */
  paymentType?: string;
}

export const shipmentStatuses = ['Attempted', 'Rejected', 'Undeliverable'] as const;

/** The 17 reasons. Source: Amazon's guide on push notifications, FAQ 8; it lists two of them more than once. */
export const reasonCodes = [
  'Not required',
  'No items delivered',
  'Customer rejected',
  'Other',
  'Inaccessible delivery location',
  'Customer unavailable',
  'Payment not ready',
  'Unable to contact customer',
  'Rescheduled by customer',
  'OTP not available',
  'Bad weather',
  'Business closed',
  'Address not found',
  'Customer not at address',
  'Out of jurisdiction',
  'Wrong address',
  'Unable to access',
] as const;

/** A value as Amazon spells it; one that is not known stays as it came, in one line. */
export const amazonSpelling = (known: readonly string[], value: string): string =>
  known.find((each) => keyOf(each) === keyOf(value)) ?? value.trim().replaceAll(/\s+/g, ' ');

const keyOf = (value: string): string => value.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** The parts of a report by which the newest is told. */
export type ReportOrder = Pick<NdrReport, 'id' | 'version' | 'time'>;

/**
 * Whether a report is newer than another: by version, then by time.
 *
 * The id decides where both are equal, so that reports in any order leave the same one standing.
 */
export function isNewer(report: ReportOrder, other: ReportOrder): boolean {
  if (report.version !== other.version) return report.version > other.version;
  const [time = '', otherTime = ''] = [report.time, other.time];
  return time === otherTime ? report.id > other.id : time > otherTime;
}

/**
 * Which attempt of delivery a report is about: an attempt is answered once.
 *
 * @param known the latest attempt that is known of the parcel: a row without a number means that one.
 */
export const attemptOf = ({ attempt, version, source }: NdrReport, known = 0): number =>
  attempt ?? Math.max(source === 'push' ? version : 0, known, 1);

const SAYS_ASCII = 'must be plain ASCII';
const words = text({ max: 100, pattern: /^[ -~]+$/, says: SAYS_ASCII });

/** Ids of Amazon's: plain ASCII, in one line, without spaces at the ends. */
export const partyId = text({ max: 100, pattern: /^[!-~]([ -~]*[!-~])?$/, says: SAYS_ASCII });
export const trackingIdCheck = text({ max: 100, pattern: /^[!-~]+$/, says: 'must be plain ASCII without spaces' });

export const reportCheck = object({
  id: text({ max: 100, pattern: /^[!-~]+$/, says: 'must be plain ASCII without spaces' }),
  source: oneOf(['push', 'import']),
  version: wholeNumber({ min: 0 }),
  time: optional(instant),
  attempt: optional(wholeNumber({ min: 1 })),
  shipmentStatus: words,
  reasonCode: words,
  attemptedAt: optional(instant),
  dueAt: optional(instant),
  expectedDeliveryAt: optional(instant),
  referenceId: optional(
    text({ max: 64, pattern: /^[A-Za-z0-9._/-]+$/, says: 'must have letters, digits and . _ / -' }),
  ),
  paymentType: optional(text({ max: 50, pattern: /^[A-Za-z]+$/, says: 'must have letters only' })),
});

export const checkReport = (payload: unknown): Checked<NdrReport> => checked(reportCheck, payload);
