import { noticeFault, noticeFields } from '../../workflows/delivery-notification/notice.js';
import type { DeliveryNotice, PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import { checked, object, oneOf, optional } from '../../workflows/steps/checks.js';
import type { Check, Checked } from '../../workflows/steps/checks.js';

/** A parcel belongs to an order of Amazon Pay, and the carrier has it. */
export interface DeliveryNoticeRequested {
  type: 'delivery-notice.requested';
  account: string;
  environment: PayEnvironment;
  notice: DeliveryNotice;
}

/**
 * Reads the bare data of the event.
 *
 * @param accounts The configured ones; the first is meant when an event names none.
 * @param environment Absent when Amazon Pay is not configured: every event is refused.
 */
export function createNoticeEvent(
  accounts: readonly string[],
  environment: PayEnvironment | undefined,
): (data: unknown) => Checked<DeliveryNoticeRequested> {
  const shape = object({ account: optional(oneOf(accounts)), ...noticeFields });
  const whole: Check<{ account: string; notice: DeliveryNotice }> = (value, path, faults) => {
    const found = shape(value, path, faults);
    if (found === undefined || faults.length > 0) return undefined;
    const { account = accounts[0] ?? '', ...notice } = found;
    const fault = noticeFault(notice);
    if (fault !== undefined) faults.push(fault);
    return { account, notice };
  };
  return (data) => {
    if (environment === undefined) return { faults: [NOT_CONFIGURED] };
    const read = checked(whole, data);
    return 'faults' in read ? read : { value: { type: 'delivery-notice.requested', environment, ...read.value } };
  };
}

const NOT_CONFIGURED = 'cannot be taken: this intake has no AMAZON_PAY_ENVIRONMENT';
