import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The policy of orders that name none of their own: the product's defaults. */
export const defaultPolicy: PurchaseOrderPolicy = {
  acknowledgement: {
    decide: 'accept',
    acknowledgeAfterMs: 0,
    rules: [],
    codes: { '02': 'bad SKU', '03': 'out of stock', '05': 'bill-to' },
    hookGiveUpMs: 20 * HOUR,
  },
  deadlines: {
    acknowledgeMs: 24 * HOUR,
    acknowledgeWarningMs: 20 * HOUR,
    evidenceMs: 30 * MINUTE,
    evidenceWarningMs: 15 * MINUTE,
    shipWarningMs: 4 * HOUR,
    confirmMs: 4 * HOUR,
    confirmWarningMs: 30 * MINUTE,
    labelMs: 90 * DAY,
    labelWarningMs: 7 * DAY,
    paperMs: HOUR,
    firstScanMs: DAY,
    carrierSilenceMs: 3 * DAY,
  },
  attempts: { startToCloseMs: 45_000, minimumBudgetMs: 30 * MINUTE },
};
