import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { createLimiter } from '../../../activities/amazon/limiter.js';
import { createAmazonPay } from '../../../activities/amazon-pay/create-amazon-pay.js';
import type { AmazonPay, DeliveryTrackerInput, PayMerchant } from '../../../activities/amazon-pay/create-amazon-pay.js';
import type { Clock } from '../../../activities/clock.js';
import type { NoticeDependencies } from '../../../activities/delivery-notification/dependencies.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { startLocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';

/** Made for this run. */
export const merchantKeys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const plenty = { ratePerSecond: 1000, burst: 1000 };
export const publicKeyId = 'LIVE-A1';

/** A local Amazon Pay that knows one merchant. */
export interface PayWorld {
  amazon: LocalAmazon;
  ledger: Ledger;
  /** What a worker of this merchant has; its own limiter and connection. */
  dependencies: (more?: Partial<NoticeDependencies>, merchant?: Partial<PayMerchant>) => NoticeDependencies;
  clock: Clock;
  /** Moves the clock of Amazon and workers. */
  skip: (ms: number) => void;
  /** What was given to Amazon Pay's client, oldest first. */
  sent: DeliveryTrackerInput[];
  /** Tracking numbers of the notices that Amazon Pay has accepted. */
  accepted: () => string[];
}

export async function startPayWorld(options: LocalAmazonOptions = {}): Promise<PayWorld> {
  let skipped = 0;
  const clock = (): number => Date.now() + skipped;
  const amazon = await startLocalAmazon({ clock, rates: { deliveryTrackers: plenty }, ...options });
  amazon.registerPayKey({ publicKeyId, publicKey: merchantKeys.publicKey });
  const ledger = createMemoryLedger();
  const sent: DeliveryTrackerInput[] = [];
  const payOf = (merchant: Partial<PayMerchant>): AmazonPay => {
    const pay = createAmazonPay({
      merchant: {
        endpoint: amazon.url,
        region: 'na',
        environment: 'live',
        publicKeyId,
        privateKey: merchantKeys.privateKey,
        algorithm: 'AMZN-PAY-RSASSA-PSS-V2',
        ...merchant,
      },
      // Pace is the limiter's own business; here every call has its permit.
      limiter: { ...createLimiter({ stopping: new AbortController().signal }), permit: () => Promise.resolve() },
      clock,
      logger: pino({ level: 'silent' }),
      product: { name: 'amazon-fulfillment-worker', version: '0.0.0' },
      httpTimeoutMs: 2_000,
    });
    return {
      deliveryTracker: (input, options) => {
        sent.push(input);
        return pay.deliveryTracker(input, options);
      },
    };
  };
  return {
    amazon,
    ledger,
    clock,
    skip: (ms) => {
      skipped += ms;
    },
    sent,
    accepted: () => amazon.book().notices.map(({ trackingNumber }) => trackingNumber),
    dependencies: (more = {}, merchant = {}) => ({
      pay: payOf(merchant),
      environment: merchant.environment ?? 'live',
      ledger,
      clock,
      isDryRun: () => false,
      carrierCodes: {},
      retry: { firstMs: 100, factor: 1, maxMs: 100 },
      ...more,
    }),
  };
}
