import { checked, instant } from '../../workflows/steps/checks.js';
import {
  amazonSpelling,
  checkReport,
  partyId,
  reasonCodes,
  shipmentStatuses,
  trackingIdCheck,
} from '../../workflows/ndr-case/report.js';
import type { NdrReport } from '../../workflows/ndr-case/report.js';

/** A push that was understood. */
export interface Push {
  trackingId: string;
  /** Absent where Amazon leaves it out. */
  shippingPartyAccountId?: string;
  appId?: string;
  report: NdrReport;
}

/** What was read, or what is wrong with it in our own words: nothing of the push. */
export type ReadPush = { push: Push } | { fault: string };

/**
 * Reads a push of Amazon.
 *
 * 1. Needed are `source`, `detail-type`, `id`, and of the detail `trackingId`, `shipmentStatus` and `reasonCode`.
 * 2. Whatever else is missing, unknown or not readable counts as not said; numbers may be texts.
 * 3. Times that contradict each other, `timeToLive` among them, mean nothing: the guide's own sample has them.
 * 4. It is pure, and never throws, whatever the bytes are.
 */
export function readPush(bytes: Uint8Array): ReadPush {
  const envelope = jsonObject(bytes);
  if (envelope === undefined) return { fault: 'The body is no JSON object' };
  if (textOf(envelope, 'source') !== 'AmazonShipping') return { fault: 'source is not AmazonShipping' };
  if (textOf(envelope, 'detail-type') !== 'NDR Events') return { fault: 'detail-type is not NDR Events' };
  const detail = own(envelope, 'detail');
  if (!isObject(detail)) return { fault: 'detail is no object' };
  const trackingId = checked(trackingIdCheck, textOf(detail, 'trackingId'));
  if ('faults' in trackingId) return { fault: `detail.trackingId ${trackingId.faults.join('; ')}` };
  const report = checkReport(withoutNothing(reportIn(envelope, detail)));
  if ('faults' in report) return { fault: `The report has faults: ${report.faults.join('; ')}` };
  const party = checked(partyId, textOf(detail, 'shippingPartyAccountId'));
  const appId = textOf(detail, 'appId');
  return {
    push: {
      trackingId: trackingId.value,
      ...('value' in party ? { shippingPartyAccountId: party.value } : {}),
      ...(appId === undefined ? {} : { appId }),
      report: report.value,
    },
  };
}

type Json = Record<string, unknown>;

function reportIn(envelope: Json, detail: Json): Record<keyof NdrReport, unknown> {
  const spelled = (known: readonly string[], name: string): string | undefined => {
    const value = textOf(detail, name);
    return value === undefined ? undefined : amazonSpelling(known, value);
  };
  return {
    id: textOf(envelope, 'id'),
    source: 'push',
    version: wholeOf(detail, 'version', 0) ?? 0,
    time: instantOf(envelope, 'time'),
    attempt: wholeOf(detail, 'deliveryAttemptCount', 1),
    shipmentStatus: spelled(shipmentStatuses, 'shipmentStatus'),
    reasonCode: spelled(reasonCodes, 'reasonCode'),
    attemptedAt: instantOf(detail, 'latestDeliveryAttemptedDate'),
    dueAt: instantOf(detail, 'ndrDueDate'),
    expectedDeliveryAt: instantOf(detail, 'expectedDeliveryDate'),
    referenceId: plainOf(detail, ['referenceID', 'referenceId'], /^[A-Za-z0-9._/-]{1,64}$/),
    paymentType: plainOf(detail, ['paymentType'], /^[A-Za-z]{1,50}$/),
  };
}

function jsonObject(bytes: Uint8Array): Json | undefined {
  try {
    // A byte order mark goes with the decoding; what is not UTF-8 is no text of Amazon's.
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Never what every object inherits. */
const own = (object: Json, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);

/** A text without spaces at its ends; a whole number counts as its digits. */
function textOf(object: Json, name: string): string | undefined {
  const value = own(object, name);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

function wholeOf(object: Json, name: string, min: number): number | undefined {
  const text = textOf(object, name);
  const value = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return value >= min ? value : undefined;
}

function instantOf(object: Json, name: string): string | undefined {
  const read = checked(instant, textOf(object, name));
  return 'value' in read ? read.value : undefined;
}

function plainOf(object: Json, names: readonly string[], pattern: RegExp): string | undefined {
  return names.map((name) => textOf(object, name)).find((text) => text !== undefined && pattern.test(text));
}

const withoutNothing = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
