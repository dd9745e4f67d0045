import { describe, expect, it } from 'vitest';
import { loadConfig, toShipmentPolicy } from '../../temporal.config.js';
import { file, placesOf } from './config-files.js';

const policy = (shipments: unknown) => loadConfig({ POLICY_FILE: file({ shipments }) }).policy;

describe('shipments in POLICY_FILE', () => {
  it('buy the cheapest rate within eight of its ten minutes, and nothing worse in place of an expired one', () => {
    expect(loadConfig({}).policy.shipments).toEqual({
      rates: { prefer: { kind: 'cheapest' } },
      priceGuard: {},
      documents: [{ format: 'PNG' }, { format: 'PDF' }, { format: 'ZPL' }],
      rateBudgetMs: 480_000,
      rateLifetimeMs: 600_000,
      maxNewRates: 5,
      refundMs: 1_209_600_000,
      handOverMs: 86_400_000,
      directPurchase: false,
    });
  });

  it('go into the input of a shipment, without the switch', () => {
    const { windows, ...given } = toShipmentPolicy(policy({ rates: 'ask', maxNewRates: 0 }));
    expect(given).toMatchObject({ rates: 'ask', priceGuard: {}, attempts: { minimumBudgetMs: 1_800_000 } });
    expect(windows).toMatchObject({ maxNewRates: 0, rateBudgetMs: 480_000 });
    expect(JSON.stringify(given)).not.toContain('directPurchase');
  });

  it.each([
    // what is wrong, where
    [{ rates: 'any' }, 'shipments.rates'],
    [{ rates: { maximumPrice: { value: 1, unit: 'euro' } } }, 'shipments.rates'],
    [{ documents: [] }, 'shipments.documents'],
    [{ rateLifetimeMs: 600_001 }, 'shipments.rateLifetimeMs'],
    [{ rateBudgetMs: 300_000, rateLifetimeMs: 200_000 }, 'shipments.rateBudgetMs'],
    [{ priceGuard: { increasePercent: -1 } }, 'shipments.priceGuard.increasePercent'],
  ])('are refused with %j', (shipments, place) => {
    expect(placesOf({ POLICY_FILE: file({ shipments }) }, []).join(' ')).toContain(place);
  });
});
