import { z } from 'zod';
import type { Notice, NoticeType } from '../../workflows/steps/notices.js';
import { noticeKey } from './outbox.js';
import type { Begun } from './outbox.js';
import type { Windows } from './plan.js';

/** What the file of a notice says: that it waits, or that it was delivered. */
export type NoticeRecord = { addedAt: number; notice: Notice } | { deliveredAt: number };

/** A file in the outbox was not written by us, or has changed since. The message holds no content. */
export class RecordDamaged extends Error {
  override name = 'RecordDamaged';
}

/** @throws {RecordDamaged} also when it is the record of another notice. */
export function noticeRecord(key: string, text: string): NoticeRecord {
  const record = parsed(text, noticeRecordSchema);
  if ('notice' in record && noticeKey(record.notice.id) !== key) throw new RecordDamaged('It is of another notice.');
  return record;
}

/** @throws {RecordDamaged} */
export const begunRecord = (text: string): Begun => parsed(text, begunSchema);

/** @throws {RecordDamaged} */
export const windowsRecord = (text: string): Windows => parsed(text, windowsSchema);

function parsed<Value>(text: string, schema: z.ZodType<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message would quote the file.
    throw new RecordDamaged('It is no JSON.');
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new RecordDamaged('It is JSON of another kind.');
  return result.data;
}

const instant = z.number().int().nonnegative();

/**
 * No stricter than the contract's types: what was taken in must be readable for ever.
 *
 * Fields and types that a later version adds go to the receiver as they are.
 */
const noticeSchema = z.looseObject({
  id: z.string(),
  type: z.custom<NoticeType>((type) => typeof type === 'string'),
  account: z.string(),
  workflowId: z.string(),
  businessId: z.string(),
  warehouse: z.string().exactOptional(),
  reason: z.string(),
  happened: z.string(),
  nextStep: z.string(),
  attentionId: z.string().exactOptional(),
  answers: z.array(z.string()).exactOptional(),
  at: z.string(),
  dueAt: z.string().exactOptional(),
});

const noticeRecordSchema: z.ZodType<NoticeRecord> = z.union([
  z.strictObject({ addedAt: instant, notice: noticeSchema }),
  z.strictObject({ deliveredAt: instant }),
]);

const begunSchema: z.ZodType<Begun> = z.strictObject({
  message: z.strictObject({
    id: z.string(),
    // Sent as they are: nothing reads them.
    type: z.custom<Begun['message']['type']>((type) => typeof type === 'string'),
    timestamp: z.string(),
    data: z.custom<Begun['message']['data']>((data) => typeof data === 'object' && data !== null),
  }),
  begunAt: instant,
  group: z.string(),
  keys: z.array(z.string().regex(/^[0-9a-f]{32}$/)).min(1),
});

const windowsSchema: z.ZodType<Windows> = z.record(
  z.string(),
  z.strictObject({ startedAt: instant, singles: z.number().int().nonnegative() }),
);
