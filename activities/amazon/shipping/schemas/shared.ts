import { z } from 'zod';
import { receivedDateTime } from '../../schemas/shared.js';

/** Where a shipment is bought: an omitted header means the UK to Amazon, so it always goes out (SV-3). */
export const shippingBusinessId = z.enum([
  'AmazonShipping_US',
  'AmazonShipping_IN',
  'AmazonShipping_UK',
  'AmazonShipping_UAE',
  'AmazonShipping_SA',
  'AmazonShipping_EG',
  'AmazonShipping_IT',
  'AmazonShipping_ES',
  'AmazonShipping_FR',
  'AmazonShipping_JP',
]);

/** Headers of every operation of Shipping v2. */
export const shippingHeaders = z.strictObject({ 'x-amzn-shipping-business-id': shippingBusinessId });

/** The same, for operations that Amazon carries out once per key. Its format is not documented: ours is hexadecimal. */
export const keyedHeaders = shippingHeaders.extend({
  'x-amzn-IdempotencyKey': z.string().regex(/^[0-9a-f]{32,64}$/, 'expected 32 to 64 hexadecimal digits'),
});

/** An amount of money as it goes out; `unit` is the ISO 4217 code. */
export const currency = z.strictObject({ value: z.number().nonnegative(), unit: z.string().length(3) });

/** A number as it comes in: examples carry money as text, `"2.00000"` (SV-13). */
const receivedNumber = z.union([z.number(), z.string()]).transform((value, context): number => {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return number;
  context.addIssue('expected a number');
  return z.NEVER;
});

/** An amount of money as it comes in. */
export const receivedCurrency = z.object({ value: receivedNumber, unit: z.string() });

/** A weight as it comes in; its unit passes through (SV-13). */
export const receivedWeight = z.object({ value: receivedNumber, unit: z.string() });

/**
 * An id as it comes in, as text.
 *
 * One example gives a tracking id as a number, another wraps it in apostrophes, and `"null"` stands for none (SV-9,
 * SV-10).
 */
export const receivedId = z.union([z.string(), z.number()]).transform((value, context): string => {
  const id = String(value)
    .trim()
    .replace(/^'(.*)'$/, '$1');
  if (id !== '' && id !== 'null') return id;
  context.addIssue('expected an id');
  return z.NEVER;
});

/** A list whose elements are read one by one: one that cannot be understood costs itself only. */
export const receivedList = <S extends z.ZodType>(element: S) =>
  z
    .array(z.unknown())
    .transform((elements): z.output<S>[] =>
      elements.flatMap((value) => {
        const parsed = element.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    )
    .default([]);

/** A date-time that may be missing: one that cannot be understood is. */
export const receivedInstant = receivedDateTime.optional().catch(undefined);

/** Start and end, named as the model or as the guide has it (SV-2). */
const receivedWindow = z
  .object({
    start: receivedInstant,
    end: receivedInstant,
    startTime: receivedInstant,
    endTime: receivedInstant,
  })
  .transform((window): TimeWindow => {
    const start = window.start ?? window.startTime;
    const end = window.end ?? window.endTime;
    return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  });

/** ISO 8601, UTC. */
export interface TimeWindow {
  start?: string;
  end?: string;
}

/** When a parcel is picked up and delivered; source: model `Promise`. */
export const receivedPromise = z.object({
  pickupWindow: receivedWindow.exactOptional(),
  deliveryWindow: receivedWindow.exactOptional(),
});
