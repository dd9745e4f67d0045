import type { Logger } from 'pino';
import { CallFailed } from '../activities/amazon/amazon.js';
import { askShippingPermission } from '../activities/amazon/shipping/shipping-permission.js';
import type { Clock } from '../activities/clock.js';
import { product } from '../temporal.config.js';
import type { AmazonAccount, Config } from '../temporal.config.js';
import { fault, fine, warning } from './examination.js';
import type { Finding } from './examination.js';

export interface ExamineShippingOptions {
  config: Pick<Config, 'amazon' | 'policy' | 'ndr'>;
  clock: Clock;
  /** Gets one line per call, with ids and codes. */
  logger: Logger;
  /** Ends waiting. */
  stopping: AbortSignal;
}

/** How shipments are decided, and whether each account may use Amazon Shipping. Nothing is rated or bought. */
export async function examineShipping(options: ExamineShippingOptions): Promise<Finding[]> {
  const { amazon, policy } = options.config;
  const permissions = amazon.accounts.map((account) => examinePermission(account, options));
  return [...examinePolicy(policy), ...(await Promise.all(permissions))];
}

function examinePolicy({ shipments }: Config['policy']): Finding[] {
  const subject = { check: 'shipments' };
  const { rates, directPurchase } = shipments;
  return [
    fine(subject, `Rates are chosen ${rates === 'ask' ? 'by a person, for every shipment' : ratesText(rates)}.`),
    ...(directPurchase
      ? [
          warning(
            { check: 'direct-purchase' },
            'directPurchaseShipment is switched on, and Amazon has paused it.',
            'Set shipments.directPurchase to false in POLICY_FILE until Amazon says otherwise.',
          ),
        ]
      : []),
  ];
}

function ratesText({
  prefer,
  carriers,
  services,
  maximumPrice,
}: Exclude<Config['policy']['shipments']['rates'], 'ask'>): string {
  return [
    'by the policy',
    prefer.kind,
    ...(carriers === undefined ? [] : [`of ${carriers.join(', ')}`]),
    ...(services === undefined ? [] : [`services ${services.join(', ')}`]),
    ...(maximumPrice === undefined ? [] : [`at most ${maximumPrice.value} ${maximumPrice.unit}`]),
  ].join(', ');
}

/** Where Amazon Shipping is in each region, if only the region is known. */
const businessIds = { NA: 'AmazonShipping_US', EU: 'AmazonShipping_UK', FE: 'AmazonShipping_JP' } as const;

/** Vendors of Direct Fulfillment do without it; the non-delivery desk does not. */
async function examinePermission(
  account: AmazonAccount,
  { config: { ndr }, clock, logger, stopping }: ExamineShippingOptions,
): Promise<Finding> {
  const subject = { check: 'permission Amazon Shipping', account: account.account };
  const isOfDesk = ndr?.shippers.some((shipper) => shipper.account === account.account) === true;
  const businessId = isOfDesk ? 'AmazonShipping_IN' : businessIds[account.region];
  try {
    await askShippingPermission({ account, businessId, clock, logger, product, stopping });
    return fine(subject, `Amazon Shipping is permitted (asked as ${businessId}).`);
  } catch (error) {
    // An endpoint that would carry tokens in clear.
    if (error instanceof TypeError) return fault(subject, `${error.message}.`, 'Correct the endpoint.');
    if (!(error instanceof CallFailed)) throw error;
    if (error.kind !== 'NotPermitted') {
      const what = `Whether Amazon Shipping is permitted is not known. ${error.message}`;
      return warning(subject, what, 'Check the network and the endpoint, then examine again.');
    }
    const what = `Amazon Shipping is not permitted. ${error.message}`;
    return isOfDesk
      ? fault(subject, what, `No report can be answered without it. ${ROLE_REMEDY}`)
      : warning(subject, what, `Only shipments wait for it. ${ROLE_REMEDY}`);
  }
}

const ROLE_REMEDY = 'Give the application the role Amazon Shipping, then let the account authorise it again.';
