import { z } from 'zod';

import { acknowledgementSchema } from './acknowledgement.js';
import { whenObject } from './checks.js';
import { checkRelations } from './policy-relations.js';
import { quotaOperations } from './quotas.js';
import { shipmentsSchema } from './shipments.js';
import { count, duration, text, weight } from './values.js';

const pollPlan = (maxMs: number, { firstMs = 60_000, factor = 1.5 } = {}) =>
  z.strictObject({
    firstMs: duration.default(firstMs),
    factor: z.number().min(1).max(100).default(factor),
    maxMs: duration.default(maxMs),
  });
const pollPlanSchema = (...plan: Parameters<typeof pollPlan>) => pollPlan(...plan).prefault({});

/** POLICY_FILE with its plain defaults. Values that are optional here are derived from others. */
export const policySchema = z
  .strictObject({
    acknowledgement: acknowledgementSchema,
    inventoryHook: z
      .strictObject({
        timeoutMs: duration.max(30_000).default(5_000),
        giveUpAfterMs: duration.exactOptional(),
        retry: pollPlanSchema(300_000, { firstMs: 5_000, factor: 2 }),
      })
      .prefault({}),
    deadlines: z
      .strictObject({
        acknowledgeMs: duration.default(86_400_000),
        acknowledgeWarningMs: duration.exactOptional(),
        evidenceMs: duration.default(1_800_000),
        evidenceWarningMs: duration.exactOptional(),
        shipWarningMs: duration.default(14_400_000),
        confirmMs: duration.default(14_400_000),
        confirmWarningMs: duration.default(1_800_000),
        labelMs: duration.default(7_776_000_000),
        labelWarningMs: duration.exactOptional(),
        paperMs: duration.default(3_600_000),
        firstScanMs: duration.default(86_400_000),
        carrierSilenceMs: duration.default(259_200_000),
      })
      .prefault({}),
    proof: z
      .strictObject({
        windowMs: duration.default(1_800_000),
        evidenceAfterMs: duration.exactOptional(),
        maxFailures: count.default(3),
      })
      .prefault({}),
    batching: z
      .strictObject({
        size: count.max(1_000).default(25),
        windowMs: z
          .strictObject({
            labels: z.int().min(0).max(30_000).default(5_000),
            others: z.int().min(0).max(30_000).default(30_000),
          })
          .prefault({}),
        aloneBeforeDeadlineMs: z.int().min(0).max(86_400_000).default(5_400_000),
      })
      .prefault({}),
    labels: z.strictObject({ leadMs: z.int().min(0).max(86_400_000).default(3_600_000) }).prefault({}),
    polling: z
      .strictObject({
        transaction: pollPlanSchema(300_000),
        label: pollPlan(80_000, { firstMs: 45_000, factor: 2 })
          .extend({ stayMs: z.int().min(0).max(600_000).default(36_000) })
          .prefault({}),
        paper: pollPlanSchema(900_000),
      })
      .prefault({}),
    breaker: z.strictObject({ probeEveryMs: duration.exactOptional() }).prefault({}),
    attempts: z
      .strictObject({
        startToCloseMs: duration.max(45_000).default(45_000),
        httpTimeoutMs: duration.default(15_000),
        minimumBudgetMs: duration.default(1_800_000),
      })
      .prefault({}),
    sweep: z
      .strictObject({
        enabled: z.boolean().default(true),
        intervalMs: duration.default(900_000),
        overlapMs: duration.max(518_400_000).default(3_600_000),
        firstLookBackMs: duration.default(86_400_000),
        cancellationIntervalMs: duration.default(900_000),
        gapHourUtc: z.int().min(0).max(23).default(3),
        gapLookBackMs: duration.default(604_800_000),
      })
      .prefault({}),
    worker: z
      .strictObject({
        stickyTimeoutMs: duration.default(10_000),
        shutdownGraceMs: duration.default(25_000),
        maxConcurrentActivities: count.default(5_000),
        maxCachedWorkflows: z
          .int()
          .min(0)
          .refine((size) => size !== 1, 'must be 0 or at least 2.')
          .default(2_000),
      })
      .prefault({}),
    speaker: z.strictObject({ heartbeatTimeoutMs: duration.min(1_000).max(60_000).default(10_000) }).prefault({}),
    quotas: z
      .partialRecord(
        z.enum(quotaOperations),
        z.strictObject({ ratePerSecond: z.number().positive().max(1_000), burst: count.max(1_000) }),
      )
      .default({}),
    amazonPay: z
      .strictObject({
        carrierCodes: z
          .record(
            text.max(50),
            z.string().regex(/^[A-Z0-9_]{1,50}$/, 'must be a code of Amazon Pay: capitals, digits and underscores.'),
            {
              error: ({ code }) => (code === 'invalid_key' ? 'must be a carrierId of 1 to 50 characters.' : undefined),
            },
          )
          .default({}),
        giveUpAfterMs: duration.default(86_400_000),
        retry: pollPlanSchema(300_000, { firstMs: 2_000, factor: 2 }),
      })
      .prefault({}),
    shipments: shipmentsSchema,
    confirmation: z.strictObject({ defaultWeight: weight.exactOptional() }).prefault({}),
  })
  .superRefine(checkRelations, whenObject);
