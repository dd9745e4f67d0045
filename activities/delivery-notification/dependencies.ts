import type { PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import type { AmazonPay } from '../amazon-pay/create-amazon-pay.js';
import type { Clock } from '../clock.js';
import type { Ledger } from '../ledger/ledger.js';
import type { PollPlan } from '../polling.js';

/** What delivery notices stand on, for one merchant of Amazon Pay. */
export interface NoticeDependencies {
  pay: Pick<AmazonPay, 'deliveryTracker'>;
  /** The merchant's. */
  environment: PayEnvironment;
  ledger: Ledger;
  clock: Clock;
  /** Whether nothing is sent for this account of the configuration. */
  isDryRun: (account: string) => boolean;
  /** The installation's own carrier codes by `carrierId`. */
  carrierCodes: Readonly<Record<string, string>>;
  /** When a notice with an unknown outcome is sent again. */
  retry: PollPlan;
}
