import type { NdrConfig } from '../../temporal.config.js';
import { checked } from '../../workflows/steps/checks.js';
import { trackingIdCheck } from '../../workflows/ndr-case/report.js';
import { bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';

/** The desk as it is configured: every command of it needs one. Faults of the configuration itself are reported with it. */
export function ndrConfigured(
  config: Input<{ ndr?: NdrConfig & { hookGiveUpMs: number } }>,
): Input<NdrConfig & { hookGiveUpMs: number }> {
  if ('faults' in config) return good({ shippers: [] } as unknown as NdrConfig & { hookGiveUpMs: number });
  const { ndr } = config.value;
  return ndr === undefined
    ? bad('NDR_FILE', 'is missing. Set it to the path of a JSON file; docs/ndr.md has one.')
    : good(ndr);
}

/** `--party`: a configured shipper, by default the first. */
export function partyOf(given: string | undefined, desk: Input<NdrConfig>): Input<NdrConfig['shippers'][number]> {
  // Without a desk there is one fault, and it is not this one.
  if ('faults' in desk) return { faults: [] };
  const { shippers } = desk.value;
  const [first] = shippers;
  const found = given === undefined ? first : shippers.find((each) => each.shippingPartyAccountId === given);
  if (found !== undefined) return good(found);
  return bad(
    '--party',
    `${JSON.stringify(given ?? '')} is not configured; there are ${shippers.map((each) => each.shippingPartyAccountId).join(', ') || 'none'}.`,
  );
}

export function trackingIdOf(given: string): Input<string> {
  const read = checked(trackingIdCheck, given);
  return 'value' in read ? read : bad('TRACKING', `${JSON.stringify(given)} ${read.faults.join('; ')}.`);
}
