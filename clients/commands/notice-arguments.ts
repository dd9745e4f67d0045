import { noticeFields } from '../../workflows/delivery-notification/notice.js';
import type { PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import { checked } from '../../workflows/steps/checks.js';
import { bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { CommonConfig } from './session.js';

/** Where notices go. Without a configuration only its own faults count. */
export function payEnvironment(config: Input<CommonConfig>): Input<PayEnvironment> {
  if ('faults' in config) return { faults: [] };
  const { payEnvironment: environment } = config.value;
  return environment === undefined
    ? bad('AMAZON_PAY_ENVIRONMENT', 'is missing. Set it to live or sandbox, as the worker has it.')
    : good(environment);
}

/** The tracking number of a notice. */
export function noticeNumber(given: string): Input<string> {
  const read = checked(noticeFields.trackingNumber, given);
  return 'value' in read
    ? read
    : bad('TRACKING', `${JSON.stringify(given)} is no tracking number: ${read.faults.join('; ')}.`);
}
