import type { LabelMode, LabelModeName } from '../workflows/purchase-order/order.js';
import type { AmazonAccount } from './accounts.js';
import type { CarrierSettings } from './carriers.js';
import type { Policy } from './policy.js';

/** Where label modes come from: one for everything, or the rows of WAREHOUSES_FILE. */
export interface LabelModes {
  /** LABEL_MODE; never present together with rows. */
  everywhere?: LabelModeName;
  rows: LabelModeRow[];
}

export interface LabelModeRow {
  account: string;
  /** Warehouse code, as in `shipFromParty`. */
  warehouse: string;
  /** Amazon's code, exactly; `*` is any other. */
  shipMethod: string;
  labelMode: LabelMode;
  /** How the vendor's own carrier reports. */
  carrier: CarrierSettings;
}

/**
 * Who labels and carries an order, or `undefined` when the table has no answer: that is a person's decision.
 *
 * The exact ship method wins over `*`. Vendor modes always carry a default weight.
 */
export function labelModeFor(
  { labelModes, amazon, policy }: { labelModes: LabelModes; amazon: { accounts: AmazonAccount[] }; policy: Policy },
  order: OrderPlace,
): LabelMode | undefined {
  const found =
    rowFor(labelModes, order)?.labelMode ??
    (labelModes.everywhere === undefined ? undefined : { mode: labelModes.everywhere });
  if (found === undefined || found.mode === 'amazon') return found;
  const isNorthAmerican = amazon.accounts.find((row) => row.account === order.account)?.region === 'NA';
  const unitOfMeasure = isNorthAmerican ? 'LB' : 'KG';
  const defaultWeight = found.defaultWeight ?? policy.confirmation.defaultWeight ?? { value: '1', unitOfMeasure };
  return {
    ...found,
    defaultWeight,
    ...(isNorthAmerican && found.mode === 'vendor-carrier' && { needsScac: true as const }),
  };
}

/**
 * How the carrier of an order reports: of the very row that gives the label mode.
 *
 * The dialect is the row's, else the account's, else X12 in North America and EDIFACT elsewhere.
 */
export function carrierFor(
  { labelModes, amazon }: { labelModes: LabelModes; amazon: { accounts: AmazonAccount[] } },
  order: OrderPlace,
): CarrierSettings & Required<Pick<CarrierSettings, 'dialect'>> {
  const account = amazon.accounts.find((row) => row.account === order.account);
  const dialect = account?.dialect ?? (account?.region === 'NA' ? 'X12' : 'EDIFACT');
  return { dialect, ...rowFor(labelModes, order)?.carrier };
}

/** What of an order the table is asked by. */
interface OrderPlace {
  account: string;
  warehouse: string;
  shipMethod: string;
}

function rowFor({ rows }: LabelModes, { account, warehouse, shipMethod }: OrderPlace): LabelModeRow | undefined {
  const own = rows.filter((row) => row.account === account && row.warehouse === warehouse);
  return own.find((row) => row.shipMethod === shipMethod) ?? own.find((row) => row.shipMethod === '*');
}
