import type { AttentionItem } from '../steps/attention.js';
import { checked, listOf, object, oneOf, optional, text } from '../steps/checks.js';
import type { Check } from '../steps/checks.js';
import type { Answer } from '../steps/resolve.js';
import { shipmentStatuses } from './carrier.js';
import type { ShipmentStatus } from './carrier.js';
import { correctDeparture, departureFaults, timeFault } from './departure.js';
import type { AcknowledgementCode, LabelMode, LabelModeName } from './order.js';
import { packedContainers, packingFaults, trackingNumberCheck } from './packing.js';
import type { PackedContainer } from './packing.js';
import { codeFault } from './policy.js';
import type { PurchaseOrderPolicy } from './policy.js';
import type { PurchaseOrderState } from './state.js';

/** What is wrong with a person's answer to an item, or `undefined` when it can be taken. */
export function answerFault(
  order: PurchaseOrderState,
  item: AttentionItem,
  { answer, data, reference }: Answer,
  { now, policy }: { now: number; policy?: Pick<PurchaseOrderPolicy, 'acknowledgement'> },
): string | undefined {
  if (answer === 'done-elsewhere' && reference === undefined) {
    return 'done-elsewhere needs a reference: where and under which number it was done.';
  }
  if (item.reason === 'TrackingUnknown' && answer === 'retry' && trackingNumbersFrom(data) === undefined) {
    return 'retry needs data { "trackingNumbers": […] }, exactly as confirmed.';
  }
  if (answer === 'reject') {
    const code = rejectionFrom(data)?.code;
    if (code === undefined) return 'reject needs data { "code": "…", "description"? }: two digits, not 00.';
    return policy === undefined ? undefined : codeFault(policy, code);
  }
  if (data === undefined) return undefined;
  const check = answer === 'retry' ? correctionOf(item) : undefined;
  return check === undefined ? `${item.attentionId} takes no data with ${answer}.` : check(order, data, now);
}

type Correction = (order: PurchaseOrderState, data: Record<string, unknown>, now: number) => string | undefined;

/** What a `retry` may correct. */
function correctionOf(item: AttentionItem): Correction | undefined {
  if (item.reason === 'LabelModeMissing') return labelModeFault;
  if (item.reason === 'TrackingUnknown') return () => undefined;
  if (item.reason === 'CarrierNotConfigured') return meaningFault;
  if (item.step === 'obtainLabel') return packingFault;
  return item.step === 'confirmShipment' ? departureFault : undefined;
}

const labelModeFault: Correction = (_order, data) =>
  labelModeFrom(data) === undefined
    ? 'data takes { "labelMode": "amazon" | "vendor-label" | "vendor-carrier", "scacCode"?, "carrier"? }.'
    : undefined;

const meaningFault: Correction = (_order, data) =>
  statusFrom(data) === undefined ? `data takes { "status": … }: one of ${shipmentStatuses.join(', ')}.` : undefined;

const packingFault: Correction = ({ order }, data) => {
  const read = checked(corrections.packing, data);
  if ('faults' in read) return `data takes { "containers": […] }: ${read.faults.join('; ')}.`;
  return order === undefined ? undefined : packingFaults(order, read.value.containers)[0];
};

const departureFault: Correction = ({ order, labelMode, label, departure }, data, now) => {
  if (order === undefined || labelMode === undefined || departure === undefined) return 'There is no departure yet.';
  const corrected = correctDeparture(departure, data);
  return 'faults' in corrected
    ? `data takes the fields of a departure that change: ${corrected.faults.join('; ')}.`
    : (timeFault(order, corrected.value, now) ?? departureFaults(order, labelMode, label, corrected.value)[0]);
};

const corrections = {
  rejection: object({
    code: text({ max: 2, pattern: /^(?!00)\d{2}$/ }),
    description: optional(text({ max: 200 })),
  }),
  labelMode: object({
    labelMode: oneOf(['amazon', 'vendor-label', 'vendor-carrier'] satisfies LabelModeName[]),
    scacCode: optional(text({ max: 100 })),
    carrier: optional(text({ max: 100 })),
  }),
  packing: object({ containers: packedContainers }),
  meaning: object({ status: oneOf(shipmentStatuses) }),
  trackingNumbers: object({ trackingNumbers: listOf(trackingNumberCheck, { max: 200 }) }),
};

/** The code with which a person rejects an order. */
export const rejectionFrom = (data: unknown): AcknowledgementCode | undefined => readAs(corrections.rejection, data);

/** A label mode given by a person for one order. */
export function labelModeFrom(data: unknown): LabelMode | undefined {
  const found = readAs(corrections.labelMode, data);
  if (found === undefined) return undefined;
  const { labelMode: mode, ...carrier } = found;
  return { mode, ...carrier };
}

/** Packages that a person has corrected. */
export const packingFrom = (data: unknown): PackedContainer[] | undefined =>
  readAs(corrections.packing, data)?.containers;

/** What a carrier's code means, as a person says. */
export const statusFrom = (data: unknown): ShipmentStatus | undefined => readAs(corrections.meaning, data)?.status;

/** Under which numbers a shipment was confirmed, as a person says. */
export const trackingNumbersFrom = (data: unknown): string[] | undefined =>
  readAs(corrections.trackingNumbers, data)?.trackingNumbers;

function readAs<T>(check: Check<T>, data: unknown): T | undefined {
  const found = checked(check, data);
  return 'value' in found ? found.value : undefined;
}
