import { z } from 'zod';

import { count, duration, instant, text } from './values.js';

const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency, such as EUR.');
const names = z.array(text.max(100)).min(1);

const prefer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cheapest') }),
  z.strictObject({ kind: z.literal('fastest') }),
  z.strictObject({ kind: z.literal('by-promise'), deliverBy: instant }),
]);

const ratePolicy = z.strictObject({
  prefer: prefer.default({ kind: 'cheapest' }),
  carriers: names.exactOptional(),
  services: names.exactOptional(),
  maximumPrice: z.strictObject({ value: z.number().min(0), unit: currency }).exactOptional(),
  valueAddedServices: names.exactOptional(),
});

const documentPreference = z.strictObject({
  format: z.enum(['PDF', 'PNG', 'ZPL']),
  size: z
    .strictObject({ width: z.number().positive(), length: z.number().positive(), unit: z.enum(['INCH', 'CENTIMETER']) })
    .exactOptional(),
  dpi: count.exactOptional(),
  pageLayout: text.exactOptional(),
  needFileJoining: z.boolean().exactOptional(),
  documentTypes: names.exactOptional(),
});

/** Rates, purchases and parcels in POLICY_FILE. */
export const shipmentsSchema = z
  .strictObject({
    rates: z.union([z.literal('ask'), ratePolicy]).prefault({}),
    priceGuard: z
      .strictObject({
        increasePercent: z.number().min(0).max(1_000).exactOptional(),
        laterByMs: duration.exactOptional(),
      })
      .default({}),
    documents: z
      .array(documentPreference)
      .min(1)
      .default([{ format: 'PNG' }, { format: 'PDF' }, { format: 'ZPL' }]),
    rateBudgetMs: duration.default(480_000),
    rateLifetimeMs: duration.max(600_000).default(600_000),
    maxNewRates: z.int().min(0).max(100).default(5),
    refundMs: duration.default(1_209_600_000),
    handOverMs: duration.default(86_400_000),
    directPurchase: z.boolean().default(false),
  })
  .refine(({ rateBudgetMs, rateLifetimeMs }) => rateBudgetMs <= rateLifetimeMs, {
    path: ['rateBudgetMs'],
    error: 'must be at most shipments.rateLifetimeMs.',
  })
  .prefault({});
