import type { LabelMode, LabelModeName } from '../workflows/purchase-order/order.js';
import type { AmazonAccount } from './accounts.js';
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
}

/**
 * Who labels and carries an order, or `undefined` when the table has no answer: that is a person's decision.
 *
 * The exact ship method wins over `*`. Vendor modes always carry a default weight.
 */
export function labelModeFor(
  { labelModes, amazon, policy }: { labelModes: LabelModes; amazon: { accounts: AmazonAccount[] }; policy: Policy },
  { account, warehouse, shipMethod }: { account: string; warehouse: string; shipMethod: string },
): LabelMode | undefined {
  const rows = labelModes.rows.filter((row) => row.account === account && row.warehouse === warehouse);
  const found =
    rows.find((row) => row.shipMethod === shipMethod)?.labelMode ??
    rows.find((row) => row.shipMethod === '*')?.labelMode ??
    (labelModes.everywhere === undefined ? undefined : { mode: labelModes.everywhere });
  if (found === undefined || found.mode === 'amazon' || found.defaultWeight !== undefined) return found;
  const region = amazon.accounts.find((row) => row.account === account)?.region;
  const unitOfMeasure = region === 'NA' ? 'LB' : 'KG';
  return { ...found, defaultWeight: policy.confirmation.defaultWeight ?? { value: '1', unitOfMeasure } };
}
