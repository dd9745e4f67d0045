import type { ReportStatusInput } from '../../workflows/purchase-order/activities.js';
import type { ShipmentStatus } from '../../workflows/purchase-order/carrier.js';
import { StepNotDone } from '../attempt.js';
import type { CarrierSettings } from './carrier-settings.js';

/**
 * What an event means to Amazon: a person's word, else the event's own, else the table's.
 *
 * @throws StepNotDone `CarrierNotConfigured` for a code that is in no table.
 */
export function meaningOf(
  { meaning, reported, order }: Pick<ReportStatusInput, 'meaning' | 'reported' | 'order'>,
  codes: CarrierSettings['codes'] = {},
): ShipmentStatus | 'ignore' {
  const said = meaning ?? reported.status;
  if (said !== undefined) return said;
  const { code } = reported;
  const found = code === undefined || !Object.hasOwn(codes, code) ? undefined : codes[code];
  if (found === undefined) {
    throw new StepNotDone(
      'CarrierNotConfigured',
      `The carrier's code ${JSON.stringify(code ?? '')} is in no table for ${placeOf(order)}: add it to carrierCodes of that label mode in WAREHOUSES_FILE.`,
    );
  }
  return found;
}

/** Where the settings of an order's carrier are looked for, for people. */
export const placeOf = ({ shipFromParty, shipMethod }: ReportStatusInput['order']): string =>
  `warehouse ${shipFromParty}, ship method ${shipMethod}`;
