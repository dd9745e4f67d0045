import { describe, expect, it } from 'vitest';

import { loadConfig, toDeliveryNotificationPolicy } from '../../temporal.config.js';
import { errorOf, file } from './config-files.js';

describe('amazonPay in POLICY_FILE', () => {
  const policy = (content: unknown) => loadConfig({ POLICY_FILE: file(content) }).policy;

  it('has carrier codes by carrierId, and what travels with a notice', () => {
    const carrierCodes = { AMZN_UK: 'AMZN_UK', 'DHL eCommerce': 'DHL' };
    const read = policy({ amazonPay: { carrierCodes, giveUpAfterMs: 3_600_000 } });
    expect(read.amazonPay).toEqual({
      carrierCodes,
      giveUpAfterMs: 3_600_000,
      retry: { firstMs: 2_000, factor: 2, maxMs: 300_000 },
    });
    expect(toDeliveryNotificationPolicy(read)).toEqual({ startToCloseMs: 45_000, giveUpAfterMs: 3_600_000 });
  });

  it.each<[amazonPay: object, says: string]>([
    [{ carrierCodes: { UPS: 'ups' } }, 'must be a code of Amazon Pay'],
    [{ carrierCodes: { '': 'UPS' } }, 'must be a carrierId'],
    [{ giveUpAfterMs: 1_000 }, 'must be at least attempts.startToCloseMs'],
    [{ retry: { firstMs: 400_000 } }, 'must be at most amazonPay.retry.maxMs'],
    [{ carriercodes: {} }, 'carriercodes'],
  ])('refuses %j', (amazonPay, says) => {
    expect(errorOf({ POLICY_FILE: file({ amazonPay }) }).message).toContain(says);
  });
});

describe('AMAZON_PAY_ENVIRONMENT', () => {
  it('is enough to start notices, and nothing else is asked for', () => {
    expect(loadConfig({ AMAZON_PAY_ENVIRONMENT: 'sandbox' }).payEnvironment).toBe('sandbox');
    expect(loadConfig({})).not.toHaveProperty('payEnvironment');
  });

  it('is checked by every command, and reported once', () => {
    const faults = [{ where: 'AMAZON_PAY_ENVIRONMENT', what: expect.stringContaining('live, sandbox') as unknown }];
    expect(errorOf({ AMAZON_PAY_ENVIRONMENT: 'test' }, []).faults).toEqual(faults);
    const ofWorker = errorOf({ AMAZON_PAY_ENVIRONMENT: 'test' }, ['amazonPay']).faults;
    expect(ofWorker.filter(({ where }) => where === 'AMAZON_PAY_ENVIRONMENT')).toEqual(faults);
  });
});
