import { describe, expect, it } from 'vitest';

import { loadConfig, toPurchaseOrderPolicy } from '../../temporal.config.js';
import { errorOf, file, placesOf } from './config-files.js';

describe('POLICY_FILE', () => {
  const policy = (content: unknown) => loadConfig({ POLICY_FILE: file(content) }).policy;

  it('changes what it names and nothing else', () => {
    const changed = policy({
      polling: { label: { maxMs: 120_000 } },
      quotas: { getOrder: { ratePerSecond: 0.5, burst: 1 } },
      proof: { windowMs: 1_001 },
    });
    const { policy: defaults } = loadConfig({});
    expect(changed).toEqual({
      ...defaults,
      polling: { ...defaults.polling, label: { ...defaults.polling.label, maxMs: 120_000 } },
      quotas: { getOrder: { ratePerSecond: 0.5, burst: 1 } },
      // What is derived from the window follows it.
      proof: { windowMs: 1_001, evidenceAfterMs: 500, maxFailures: 3 },
      breaker: { probeEveryMs: 167 },
    });
  });

  it('lets a warning follow its deadline unless it is named', () => {
    const given = { acknowledgeMs: 6_000, evidenceMs: 10_000, labelMs: 90_000, shipWarningMs: 1 };
    expect(policy({ deadlines: given }).deadlines).toMatchObject({
      ...given,
      acknowledgeWarningMs: 5_000,
      evidenceWarningMs: 5_000,
      labelWarningMs: 7_000,
    });
    const warnings = { acknowledgeWarningMs: 1, evidenceWarningMs: 2, labelWarningMs: 3, confirmWarningMs: 4 };
    expect(policy({ deadlines: { ...given, ...warnings } }).deadlines).toMatchObject(warnings);
  });

  it('decides on orders by rules', () => {
    const { acknowledgement } = policy({
      acknowledgement: {
        decide: 'reject',
        code: '03',
        acknowledgeAfterMs: 60_000,
        rules: [
          { decide: 'accept', warehouse: 'WH01' },
          { decide: 'reject', code: '02', description: 'Bad SKU', vendorProductIdentifier: 'S1', shipMethod: 'UPS' },
        ],
      },
    });
    expect(acknowledgement).toMatchObject({
      decide: 'reject',
      code: '03',
      acknowledgeAfterMs: 60_000,
      rules: [
        { decide: 'accept', warehouse: 'WH01' },
        { decide: 'reject', code: '02', description: 'Bad SKU', vendorProductIdentifier: 'S1', shipMethod: 'UPS' },
      ],
    });
  });

  it('has a code table of its own, which replaces the usual one; the code that accepts need not be left out', () => {
    const codes = { '00': 'accepted', '42': 'recalled' };
    const { acknowledgement } = policy({ acknowledgement: { decide: 'reject', code: '42', codes } });
    expect(acknowledgement).toMatchObject({ decide: 'reject', code: '42' });
    expect(acknowledgement.codes).toEqual({ '42': 'recalled' });
  });

  it.each([
    // acknowledge within, hook until; ms
    [{}, 72_000_000],
    [{ deadlines: { acknowledgeMs: 6_000 } }, 5_000],
    [{ inventoryHook: { giveUpAfterMs: 60_000 } }, 60_000],
  ])('with %j asks the inventory hook for %i ms from the order date', (content, hookGiveUpMs) => {
    expect(policy(content).acknowledgement.hookGiveUpMs).toBe(hookGiveUpMs);
  });

  it('goes into the input of an order only in part', () => {
    const { acknowledgement, deadlines, attempts } = policy({});
    const { startToCloseMs, minimumBudgetMs } = attempts;
    expect(toPurchaseOrderPolicy(policy({}))).toEqual({
      acknowledgement,
      deadlines,
      attempts: { startToCloseMs, minimumBudgetMs },
    });
  });

  it('may be as short as a demonstration needs', () => {
    const attempts = { startToCloseMs: 4_500, httpTimeoutMs: 1_500, minimumBudgetMs: 60_000 };
    expect(policy({ attempts, proof: { windowMs: 10_000 } }).attempts).toEqual(attempts);
  });

  it.each<[string, string, unknown]>([
    ['policy', 'is unknown', { policy: {} }],
    ['proof.windowMinutes', 'is unknown', { proof: { windowMinutes: 30 } }],
    ['proof.windowMs', 'a whole number', { proof: { windowMs: 1.5 } }],
    ['proof.windowMs', 'a number', { proof: { windowMs: '30 min' } }],
    ['proof.windowMs', 'at least 1', { proof: { windowMs: 0 } }],
    ['proof.evidenceAfterMs', 'at most proof.windowMs', { proof: { windowMs: 5, evidenceAfterMs: 6 } }],
    ['proof', 'an object', { proof: null }],
    ['polling.label.factor', 'at least 1', { polling: { label: { factor: 0.5 } } }],
    ['polling.transaction.firstMs', 'polling.transaction.maxMs', { polling: { transaction: { firstMs: 300_001 } } }],
    ['polling.paper.firstMs', 'polling.paper.maxMs', { polling: { paper: { firstMs: 900_001 } } }],
    ['labels.leadMs', 'at most 86400000', { labels: { leadMs: 86_400_001 } }],
    ['deadlines.confirmWarningMs', 'deadlines.confirmMs', { deadlines: { confirmMs: 1_800_000 } }],
    ['deadlines.acknowledgeWarningMs', 'acknowledgeMs', { deadlines: { acknowledgeWarningMs: 86_400_000 } }],
    ['deadlines.evidenceWarningMs', 'evidenceMs', { deadlines: { evidenceMs: 5, evidenceWarningMs: 5 } }],
    ['deadlines.labelWarningMs', 'labelMs', { deadlines: { labelMs: 5, labelWarningMs: 5 } }],
    ['deadlines.labelMs', 'at most 7776000000', { deadlines: { labelMs: 7_776_000_001 } }],
    ['deadlines.shipWarningMs', 'at least 1', { deadlines: { shipWarningMs: 0 } }],
    ['polling.evidence', 'is unknown', { polling: { evidence: { firstMs: 1, maxMs: 2 } } }],
    ['attempts.startToCloseMs', 'at most 45000', { attempts: { startToCloseMs: 45_001 } }],
    ['attempts.startToCloseMs', 'httpTimeoutMs + 3000', { attempts: { startToCloseMs: 17_999 } }],
    ['attempts.minimumBudgetMs', 'startToCloseMs', { attempts: { minimumBudgetMs: 44_999 } }],
    ['worker.shutdownGraceMs', 'httpTimeoutMs', { worker: { shutdownGraceMs: 15_000 } }],
    ['worker.maxCachedWorkflows', '0 or at least 2', { worker: { maxCachedWorkflows: 1 } }],
    ['quotas.getOrderz', 'is unknown', { quotas: { getOrderz: { ratePerSecond: 1, burst: 1 } } }],
    ['quotas.getOrder.burst', 'is missing', { quotas: { getOrder: { ratePerSecond: 1 } } }],
    ['quotas.getOrder.ratePerSecond', 'above 0', { quotas: { getOrder: { ratePerSecond: 0, burst: 1 } } }],
    [
      'confirmation.defaultWeight.unitOfMeasure',
      'KG, LB',
      { confirmation: { defaultWeight: { value: '1', unitOfMeasure: 'g' } } },
    ],
    ['acknowledgement.decide', 'one of accept', { acknowledgement: { decide: 'maybe' } }],
    ['acknowledgement.code', 'two digits', { acknowledgement: { decide: 'reject' } }],
    ['acknowledgement.code', 'not 00', { acknowledgement: { decide: 'reject', code: '00' } }],
    ['acknowledgement.code', '"reject" only', { acknowledgement: { code: '02' } }],
    ['acknowledgement.code', '"reject" only', { acknowledgement: { decide: 'hook', code: '02' } }],
    ['acknowledgement.code', 'codes: 02, 03', { acknowledgement: { decide: 'reject', code: '99' } }],
    ['acknowledgement.code', 'codes: 42', { acknowledgement: { decide: 'reject', code: '03', codes: { '42': 'x' } } }],
    [
      'acknowledgement.rules[0].code',
      'codes: 02, 03',
      { acknowledgement: { rules: [{ decide: 'reject', warehouse: 'W', code: '99' }] } },
    ],
    ['acknowledgement.codes', 'no code to reject', { acknowledgement: { codes: {} } }],
    ['acknowledgement.codes', 'no code to reject', { acknowledgement: { codes: { '00': 'accepted' } } }],
    ['acknowledgement.codes', 'an object', { acknowledgement: { codes: ['02'] } }],
    ['acknowledgement.codes.3', 'two digits', { acknowledgement: { codes: { 3: 'x' } } }],
    ['acknowledgement.codes.O2', 'two digits', { acknowledgement: { codes: { O2: 'x' } } }],
    ['acknowledgement.codes.02', 'a string', { acknowledgement: { codes: { '02': 2 } } }],
    ['acknowledgement.codes.02', 'not be empty', { acknowledgement: { codes: { '02': '' } } }],
    ['acknowledgement.codes.02', '200 characters', { acknowledgement: { codes: { '02': 'x'.repeat(201) } } }],
    ['inventoryHook.timeoutMs', 'at most 30000', { inventoryHook: { timeoutMs: 30_001 } }],
    ['inventoryHook.giveUpAfterMs', 'deadlines.acknowledgeMs', { inventoryHook: { giveUpAfterMs: 86_400_000 } }],
    ['inventoryHook.retry.firstMs', 'retry.maxMs', { inventoryHook: { retry: { firstMs: 300_001 } } }],
    ['acknowledgement.acknowledgeAfterMs', 'deadlines', { acknowledgement: { acknowledgeAfterMs: 86_400_000 } }],
    ['acknowledgement.rules[0].decide', 'is missing', { acknowledgement: { rules: [{ warehouse: 'W' }] } }],
    ['acknowledgement.rules[0]', 'every order', { acknowledgement: { rules: [{ decide: 'ask' }] } }],
    ['acknowledgement.rules[0].code', 'digits', { acknowledgement: { rules: [{ decide: 'reject', warehouse: 'W' }] } }],
    [
      'acknowledgement.rules[0].sku',
      'is unknown',
      { acknowledgement: { rules: [{ decide: 'ask', warehouse: 'W', sku: 'S' }] } },
    ],
  ])('with a fault at %s is refused: %s', (path, what, content) => {
    const { faults } = errorOf({ POLICY_FILE: file(content) }, []);
    expect(faults).toEqual([{ where: `POLICY_FILE, ${path}`, what: expect.stringContaining(what) as unknown }]);
  });

  it('names every code that its table does not have', () => {
    const rules = [
      { decide: 'reject', warehouse: 'W1', code: '98' },
      { decide: 'reject', warehouse: 'W2', code: '02' },
      { decide: 'reject', warehouse: 'W3', code: '97' },
    ];
    const content = { acknowledgement: { decide: 'reject', code: '99', rules, extra: 1 } };
    expect(placesOf({ POLICY_FILE: file(content) }, [])).toEqual([
      'POLICY_FILE, acknowledgement.code',
      'POLICY_FILE, acknowledgement.rules[0].code',
      'POLICY_FILE, acknowledgement.rules[2].code',
      'POLICY_FILE, acknowledgement.extra',
    ]);
  });

  it('is checked for numbers that do not fit together even when something else is wrong', () => {
    const content = { attempts: { startToCloseMs: 10, typo: 1 }, deadlines: { confirmMs: 'x', evidenceMs: 0 } };
    expect(placesOf({ POLICY_FILE: file(content) }, [])).toEqual([
      'POLICY_FILE, attempts.startToCloseMs',
      'POLICY_FILE, attempts.typo',
      'POLICY_FILE, deadlines.confirmMs',
      'POLICY_FILE, deadlines.evidenceMs',
    ]);
  });
});
