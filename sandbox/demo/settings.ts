import type { LatencyDistribution } from '../amazon/options.js';
import type { LabelMode } from '../amazon/orders/order.js';

/** A SKU that the demo's policy rejects. */
export const DISCONTINUED_SKU = 'SKU-DISCONTINUED';

/** A warehouse that WAREHOUSES_FILE does not know. */
export const UNLISTED_WAREHOUSE = 'WH09';

/** A warehouse that packs before it asks for a label. */
export const PACKING_WAREHOUSE = 'WH04';

/** How long the demo's Amazon takes over a transaction: seconds in place of minutes. */
export const amazonLatency: LatencyDistribution = { minMs: 300, medianMs: 1_000, maxMs: 3_000 };

/**
 * POLICY_FILE of the demo: durations are scaled, clocks are not.
 *
 * As in earnest, the proof window is longer than Amazon takes at worst (latency and a late label together), and an
 * attempt is longer than its HTTP exchange.
 */
export const demoPolicy = {
  acknowledgement: {
    decide: 'accept',
    rules: [{ decide: 'reject', code: '03', vendorProductIdentifier: DISCONTINUED_SKU }],
  },
  proof: { windowMs: 10_000, evidenceAfterMs: 3_000 },
  polling: {
    transaction: { firstMs: 1_000, factor: 1.5, maxMs: 2_000 },
    label: { firstMs: 1_000, factor: 1.5, maxMs: 2_000 },
    paper: { firstMs: 1_000, factor: 1.5, maxMs: 2_000 },
  },
  deadlines: { evidenceMs: 10_000 },
  // Amazon Pay's own codes of carriers are the merchant's to name.
  amazonPay: { carrierCodes: { AMZN_UK: 'AMZN_UK' }, retry: { firstMs: 1_000, factor: 1.5, maxMs: 2_000 } },
  attempts: { startToCloseMs: 5_000, httpTimeoutMs: 2_000, minimumBudgetMs: 600_000 },
  worker: { stickyTimeoutMs: 1_000, shutdownGraceMs: 2_500 },
  speaker: { heartbeatTimeoutMs: 2_500 },
  // Every order comes by an event here, so that the intake has something to show.
  sweep: { enabled: false },
};

/** The warehouse that ships with a label mode. */
export const warehouseOf = (mode: LabelMode): string => warehouses[mode];

const warehouses: Readonly<Record<LabelMode, string>> = {
  amazon: 'WH01',
  'vendor-label': 'WH02',
  'vendor-carrier': 'WH03',
};

/** The own carrier's codes, in the order in which a parcel gets them, and what they mean to Amazon. */
export const carrierCodes = { AR: 'IN_TRANSIT', OFD: 'OUT_FOR_DELIVERY', DLV: 'DELIVERED' } as const;

const ownCarrier = {
  scacCode: 'UPSN',
  carrier: 'UPS',
  dialect: 'X12',
  statusAddress: {
    name: 'UPS',
    addressLine1: '1 Hub Road',
    city: 'Louisville',
    stateOrRegion: 'KY',
    countryCode: 'US',
  },
  carrierCodes,
};

/** WAREHOUSES_FILE of the demo: each label mode has a warehouse of its own, and one packs first. */
export const demoWarehouses = {
  warehouses: [
    ...Object.entries(warehouses).map(([mode, partyId]) => ({
      partyId,
      waitForPacking: false,
      labelModes: [{ shipMethod: '*', mode, ...(mode === 'vendor-carrier' ? ownCarrier : {}) }],
    })),
    { partyId: PACKING_WAREHOUSE, waitForPacking: true, labelModes: [{ shipMethod: '*', mode: 'amazon' }] },
  ],
};
