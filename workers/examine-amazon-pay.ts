import type { AmazonAccount, Config } from '../temporal.config.js';
import { fine, warning } from './examination.js';
import type { Finding } from './examination.js';

export interface ExamineAmazonPayOptions {
  /** Read without a fault: its key is an RSA key, and is of the environment that it names. */
  config: Pick<Config, 'amazonPay'>;
  /** Absent where they cannot be read. */
  accounts?: readonly Pick<AmazonAccount, 'region'>[];
}

/** Amazon Pay's regions by those of the Selling Partner API. */
const regions = { NA: 'na', EU: 'eu', FE: 'jp' } as const satisfies Record<AmazonAccount['region'], string>;

/** Whether buyers are told of deliveries, by which key and where. Nothing is sent. */
export function examineAmazonPay({ config: { amazonPay }, accounts = [] }: ExamineAmazonPayOptions): Finding[] {
  const subject = { check: 'amazon-pay' };
  const { merchant } = amazonPay;
  if (merchant === undefined) {
    return [fine(subject, 'Amazon Pay is not configured: it tells no buyer of a delivery.')];
  }
  const { endpoint, region, environment, publicKeyId, algorithm } = merchant;
  const isNamed = /^(live|sandbox)/i.test(publicKeyId);
  const hasRegion = accounts.length === 0 || accounts.some((account) => regions[account.region] === region);
  return [
    fine(subject, `Delivery notices go to ${new URL(endpoint).host}, region ${region}, signed with ${algorithm}.`),
    fine(
      { check: 'amazon-pay-key' },
      isNamed
        ? `The private key can be read, and its id is one for ${environment}.`
        : `The private key can be read. Its id names no environment: AMAZON_PAY_ENVIRONMENT says ${environment}.`,
    ),
    ...(environment === 'live'
      ? []
      : [
          warning(
            { check: 'amazon-pay-environment' },
            'Delivery notices go to the sandbox, where no buyer is told.',
            'Set AMAZON_PAY_ENVIRONMENT to live, with a key for it, before real buyers are to be told.',
          ),
        ]),
    ...(hasRegion
      ? []
      : [
          warning(
            { check: 'amazon-pay-region' },
            `Amazon Pay is in region ${region}, and no account is.`,
            'Check AMAZON_PAY_REGION: it is the region of the merchant account of Amazon Pay.',
          ),
        ]),
  ];
}
