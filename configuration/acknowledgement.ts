import { z } from 'zod';

import type { AcknowledgementDecision } from '../workflows/purchase-order/policy.js';
import { checkCodes, codesSchema, isRejection } from './acknowledgement-codes.js';
import { whenObject } from './checks.js';
import { text } from './values.js';

const decisions = ['accept', 'reject', 'ask', 'hook'] as const;

const reasons = {
  code: text.exactOptional(),
  description: text.exactOptional(),
};

const conditions = {
  warehouse: text.exactOptional(),
  shipMethod: text.exactOptional(),
  vendorProductIdentifier: text.exactOptional(),
  buyerProductIdentifier: text.exactOptional(),
};

const ruleSchema = z
  .strictObject({ decide: z.enum(decisions), ...reasons, ...conditions })
  .superRefine((rule, context) => {
    checkDecision(rule, context);
    if (Object.keys(conditions).some((condition) => condition in rule)) return;
    context.addIssue(`matches every order. Name a ${listOf(Object.keys(conditions))}.`);
  }, whenObject)
  .transform(({ decide, code, description, ...matching }) => ({
    ...matching,
    ...toDecision({ decide, code, description }),
  }));

export const acknowledgementSchema = z
  .strictObject({
    decide: z.enum(decisions).default('accept'),
    ...reasons,
    acknowledgeAfterMs: z.int().min(0).default(0),
    rules: z.array(ruleSchema).default([]),
    codes: codesSchema,
  })
  .superRefine(checkDecision, whenObject)
  .superRefine(checkCodes, whenObject)
  .transform(({ acknowledgeAfterMs, rules, codes, decide, code, description }) => ({
    ...toDecision({ decide, code, description }),
    acknowledgeAfterMs,
    rules,
    codes,
  }))
  .prefault({});

function checkDecision(given: { decide?: unknown; code?: unknown; description?: unknown }, context: z.RefinementCtx) {
  const { decide, code } = given;
  if (decide === 'reject' && !isRejection(code)) {
    context.addIssue({
      code: 'custom',
      path: ['code'],
      message: 'must be two digits, and not 00, to reject an order.',
    });
  }
  if (decide === 'accept' || decide === 'ask' || decide === 'hook') {
    for (const key of ['code', 'description'] as const) {
      if (given[key] === undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: 'belongs to "decide": "reject" only. Remove it.' });
    }
  }
}

function toDecision(given: {
  decide: (typeof decisions)[number];
  code: string | undefined;
  description: string | undefined;
}): AcknowledgementDecision {
  const { decide, code = '', description } = given;
  if (decide !== 'reject') return { decide };
  return description === undefined ? { decide, code } : { decide, code, description };
}

const listOf = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
