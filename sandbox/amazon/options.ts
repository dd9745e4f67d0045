import type { LabelFormat } from './orders/order.js';
import { usualCarrierCodes } from './pay/carrier-codes.js';
import type { Dialect } from './shipments/dialect.js';

/**
 * The operations this stand-in knows, named as the models name them; `accessToken` is Login with Amazon, `deliveryTrackers` Amazon Pay.
 */
export const operationNames = [
  'accessToken',
  'createRestrictedDataToken',
  'getOrders',
  'getOrder',
  'submitAcknowledgement',
  'submitShippingLabelRequest',
  'getShippingLabels',
  'getShippingLabel',
  'submitShipmentConfirmations',
  'submitShipmentStatusUpdates',
  'getPackingSlips',
  'getPackingSlip',
  'getCustomerInvoices',
  'getCustomerInvoice',
  'getTransactionStatus',
  'getRates',
  'getAdditionalInputs',
  'purchaseShipment',
  'directPurchaseShipment',
  'getShipmentDocuments',
  'getTracking',
  'cancelShipment',
  'submitNdrFeedback',
  'deliveryTrackers',
] as const;

/** One of {@link operationNames}. */
export type OperationName = (typeof operationNames)[number];

/** A token bucket: it refills with `ratePerSecond` and holds at most `burst` permits. */
export interface Rate {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** How long Amazon takes over a transaction, in milliseconds. Half of the draws lie below `medianMs`. */
export interface LatencyDistribution {
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/**
 * Latencies of asynchronous work; an operation that is not named uses `default`. Those of `getPackingSlip` and `getCustomerInvoice`
 * run from the acceptance to the document.
 */
export type LatencyOptions = { readonly default?: LatencyDistribution } & {
  readonly [Name in OperationName]?: LatencyDistribution;
};

/** Who may log in. All values are made up. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** The vendor code: `sellingParty.partyId` of every order. */
  readonly vendorCode: string;
}

/** What `startLocalAmazon` accepts; everything has a default. */
export interface LocalAmazonOptions {
  /** TCP port on 127.0.0.1. Default 0: any free port. */
  readonly port?: number;
  /** Amazon's clock, epoch milliseconds. Default `Date.now`. Nothing in here runs on a timer of its own. */
  readonly clock?: () => number;
  /** Seed of all chance: identifiers, latencies, generated orders. Default 1. */
  readonly seed?: number;
  /** Default 20 s to 15 min with a median of 90 s, never above 30 min (guide: status after 10 to 15 min). */
  readonly latency?: LatencyOptions;
  /**
   * Token buckets that differ from the models' defaults: 10 per second and burst 10, restricted tokens 1 and 10, Shipping v2 80 and 100,
   * Amazon Pay 1 and 10 a merchant (its sandbox 1 and 1).
   */
  readonly rates?: { readonly [Name in OperationName]?: Rate };
  readonly credentials?: Partial<Credentials>;
  /** `SP_API_REGION` in the environment. Default `NA`. */
  readonly region?: 'NA' | 'EU' | 'FE';
  /**
   * What one bad entry does to the other entries of its call: `atomic` fails them all without effect, `non-atomic` lets the good ones
   * take effect although the transaction says `Failure`. Which one Amazon does is unknown. Default `atomic`.
   */
  readonly batchFailure?: 'atomic' | 'non-atomic';
  /** Which of the two documented shapes of a transaction id is given. Default `mixed`. */
  readonly transactionIdShape?: 'time-first' | 'uuid-first' | 'mixed';
  /** When a rejected or floor-denied order turns `CANCELLED`, milliseconds after the outcome. Default 1 h; `null` for never. */
  readonly rejectionCancelsAfterMs?: number | null;
  /** Life of access tokens and restricted tokens, seconds. Default 3600. */
  readonly tokenLifetimeSeconds?: number;
  /** Largest request body in bytes, above it 413. Default 1 MiB; Amazon's own limit is not documented. */
  readonly maxBodyBytes?: number;
  /** Format of labels of orders that do not say. Default `PNG`. */
  readonly labelFormat?: LabelFormat;
  /** How many received requests are kept to be read back; older ones are dropped, counts stay. Default 100,000. */
  readonly keepRequests?: number;
  /** How Shipping v2 answers where its sources disagree. Default `model`. */
  readonly dialect?: Dialect;
  /** The carrier codes that Amazon Pay takes; its own list is not known here. Default: see `usualCarrierCodes`. */
  readonly payCarrierCodes?: readonly string[];
  /** Whether deliveryTrackers honours idempotency keys, which Amazon's guide does not say. Default `honoured`. */
  readonly payIdempotencyKeys?: 'honoured' | 'ignored';
  /** How far the signed date of an Amazon Pay request may lie from Amazon's clock, either way. Amazon's is not known. Default 5 min. */
  readonly payDateToleranceMs?: number;
}

/** Options with every default filled in. */
export interface Settings {
  readonly clock: () => number;
  readonly seed: number;
  readonly latency: LatencyOptions;
  readonly rates: { readonly [Name in OperationName]?: Rate };
  readonly credentials: Credentials;
  readonly region: 'NA' | 'EU' | 'FE';
  readonly batchFailure: 'atomic' | 'non-atomic';
  readonly transactionIdShape: 'time-first' | 'uuid-first' | 'mixed';
  readonly rejectionCancelsAfterMs: number | null;
  readonly tokenLifetimeSeconds: number;
  readonly maxBodyBytes: number;
  readonly labelFormat: LabelFormat;
  readonly keepRequests: number;
  readonly dialect: Dialect;
  readonly payCarrierCodes: readonly string[];
  readonly payIdempotencyKeys: 'honoured' | 'ignored';
  readonly payDateToleranceMs: number;
}

/** Plainly made-up credentials; nothing outside this stand-in accepts them. */
export const madeUpCredentials: Credentials = {
  clientId: 'amzn1.application-oa2-client.made-up-for-the-local-amazon',
  clientSecret: 'made-up-client-secret-for-the-local-amazon',
  refreshToken: 'Atzr|made-up-refresh-token-for-the-local-amazon',
  vendorCode: 'MADEUP',
};

/** The default latency of asynchronous work. */
export const usualLatency: LatencyDistribution = { minMs: 20_000, medianMs: 90_000, maxMs: 15 * 60_000 };

/** Fills in the defaults. */
export function settingsFrom(options: LocalAmazonOptions): Settings {
  return {
    clock: options.clock ?? Date.now,
    seed: options.seed ?? 1,
    latency: options.latency ?? {},
    rates: options.rates ?? {},
    credentials: { ...madeUpCredentials, ...options.credentials },
    region: options.region ?? 'NA',
    batchFailure: options.batchFailure ?? 'atomic',
    transactionIdShape: options.transactionIdShape ?? 'mixed',
    rejectionCancelsAfterMs:
      options.rejectionCancelsAfterMs === undefined ? 3_600_000 : options.rejectionCancelsAfterMs,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
    maxBodyBytes: options.maxBodyBytes ?? 1024 * 1024,
    labelFormat: options.labelFormat ?? 'PNG',
    keepRequests: options.keepRequests ?? 100_000,
    dialect: options.dialect ?? 'model',
    payCarrierCodes: options.payCarrierCodes ?? usualCarrierCodes,
    payIdempotencyKeys: options.payIdempotencyKeys ?? 'honoured',
    payDateToleranceMs: options.payDateToleranceMs ?? 5 * 60_000,
  };
}
