import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { ReadOptions, Submission } from '../../../activities/amazon/amazon.js';
import type { Batching } from '../../../activities/amazon/batcher.js';
import { createAmazon } from '../../../activities/amazon/create-amazon.js';
import type { AmazonWithIncidents } from '../../../activities/amazon/create-amazon.js';
import type { Quotas } from '../../../activities/amazon/limiter.js';
import type { OrderAcknowledgement } from '../../../activities/amazon/schemas/index.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { Metrics } from '../../../activities/metrics.js';
import { startLocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import type { MemoryLedger } from '../../support/memory-ledger.js';

/** A local Amazon and the product's one way to it, with time that can be skipped. */
export interface LocalAccount {
  local: LocalAmazon;
  amazon: AmazonWithIncidents;
  /** The same for another process, which knows nothing yet. */
  restarted(): AmazonWithIncidents;
  ledger: MemoryLedger;
  stopping: AbortController;
  /** Epoch ms, for both sides. */
  clock: () => number;
  skip(ms: number): void;
  /** Log lines, parsed. */
  logged(): Record<string, unknown>[];
  /** What was logged, as text. */
  log(): string;
  stop(): Promise<void>;
}

export interface LocalAccountOptions {
  local?: LocalAmazonOptions;
  ledger?: Ledger;
  httpTimeoutMs?: number;
  quotas?: Quotas;
  batching?: Batching;
  invoices?: boolean;
  dryRun?: boolean;
  endpoint?: string;
  clientSecret?: string;
  metrics?: Metrics;
}

/** So that tests which are not about pacing do not wait for it. */
const generous = { ratePerSecond: 1_000, burst: 1_000 };
const unpaced: Quotas = {
  createRestrictedDataToken: generous,
  getOrders: generous,
  getOrder: generous,
  getShippingLabel: generous,
  getShippingLabels: generous,
  getPackingSlip: generous,
  getPackingSlips: generous,
  getCustomerInvoice: generous,
  getTransactionStatus: generous,
  submitAcknowledgement: generous,
  submitShippingLabelRequest: generous,
  submitShipmentConfirmations: generous,
  submitShipmentStatusUpdates: generous,
};

export async function startLocalAccount(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  let skipped = 0;
  const clock = (): number => Date.now() + skipped;
  const local = await startLocalAmazon({ clock, ...options.local });
  const { SP_API_ENDPOINT, LWA_ENDPOINT, LWA_CLIENT_ID, LWA_CLIENT_SECRET, LWA_REFRESH_TOKEN } = local.environment;
  const ledger = createMemoryLedger();
  const stopping = new AbortController();
  const lines: string[] = [];
  const open = (): AmazonWithIncidents =>
    createAmazon({
      account: {
        account: 'default',
        endpoint: options.endpoint ?? SP_API_ENDPOINT,
        lwaEndpoint: LWA_ENDPOINT,
        clientId: LWA_CLIENT_ID,
        clientSecret: options.clientSecret ?? LWA_CLIENT_SECRET,
        refreshToken: LWA_REFRESH_TOKEN,
        invoices: options.invoices ?? false,
        dryRun: options.dryRun ?? false,
      },
      ledger: options.ledger ?? ledger,
      clock,
      logger: pino(
        { level: 'trace' },
        new Writable({
          write(chunk: Buffer, _encoding, done) {
            lines.push(chunk.toString('utf8'));
            done();
          },
        }),
      ),
      metrics: options.metrics,
      httpTimeoutMs: options.httpTimeoutMs ?? 5_000,
      quotas: options.quotas ?? unpaced,
      batching: options.batching,
      product: { name: 'amazon-fulfillment-worker', version: '0.0.0' },
      stopping: stopping.signal,
      random: () => 0,
      monotonic: () => performance.now() + skipped,
    });
  return {
    local,
    amazon: open(),
    restarted: open,
    ledger,
    stopping,
    clock,
    skip: (ms) => {
      skipped += ms;
    },
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    log: () => lines.join(''),
    stop: () => local.stop(),
  };
}

/** Enough time for anything. */
export const soon = ({ clock }: Pick<LocalAccount, 'clock'>): ReadOptions => ({
  deadline: clock() + 3_600_000,
  attemptEndsAt: clock() + 45_000,
});

/** The acknowledgement that accepts an order of the local Amazon. */
export function acceptance(account: Pick<LocalAccount, 'local' | 'clock'>, number: string): OrderAcknowledgement {
  const made = account.local.order(number);
  return {
    purchaseOrderNumber: number,
    vendorOrderNumber: number,
    acknowledgementDate: new Date(account.clock()).toISOString(),
    acknowledgementStatus: { code: '00' },
    sellingParty: { partyId: account.local.environment.VENDOR_CODE },
    shipFromParty: { partyId: made?.warehouse ?? '' },
    itemAcknowledgements: [
      {
        itemSequenceNumber: '00001',
        vendorProductIdentifier: 'SKU-1',
        acknowledgedQuantity: { amount: 1, unitOfMeasure: 'Each' },
      },
    ],
  };
}

/** A submission of an item, as the write protocol makes it. */
export function submissionOf(
  { clock }: Pick<LocalAccount, 'clock'>,
  item: { purchaseOrderNumber: string },
  { operation = 'submitAcknowledgement', send = 1, ...times }: Partial<Submission> & { send?: number } = {},
): Submission {
  return {
    operation,
    item,
    intent: {
      key: { account: 'default', operation, businessId: item.purchaseOrderNumber, occurrence: 1 },
      send,
      subject: 'subject',
      body: JSON.stringify(item),
      actor: 'policy',
    },
    deadline: clock() + 3_600_000,
    attemptEndsAt: clock() + 45_000,
    ...times,
  };
}

/** What a call failed with. */
export const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );
