import { z } from 'zod';
import type { AskInventoryResult } from '../workflows/purchase-order/activities.js';

/** What an inventory hook's answer decides, or what is wrong with it: never a part of what it says. */
export type InventoryAnswer = { decision: AskInventoryResult } | { fault: string };

/**
 * Reads the answer of an inventory hook.
 *
 * Strict, because the order is at stake: a field that is misspelt, or that contradicts the decision, decides nothing.
 * Only an answer that says `reject`, with a code of the table, rejects. `null` counts as absent, as many languages
 * write it.
 *
 * @param codes two digits and what they mean, as agreed with Amazon; a rejection without a description takes its own
 *   from here.
 */
export function readInventoryAnswer(body: Uint8Array, codes: Readonly<Record<string, string>>): InventoryAnswer {
  const read = json(body);
  if (read === undefined) return { fault: 'its answer is no JSON' };
  const { success, data, error } = answer.safeParse(withoutNulls(read.value));
  if (!success) return { fault: faultAt(error.issues[0]?.path[0]) };
  if (data.decision === 'accept') return { decision: { decide: 'accept' } };
  const { description } = data;
  if (data.decision === 'ask') {
    return { decision: { decide: 'ask', ...(description === undefined ? {} : { because: description }) } };
  }
  const meaning = Object.hasOwn(codes, data.code) ? codes[data.code] : undefined;
  return meaning === undefined
    ? { fault: `it rejects with code ${data.code}, which is not in acknowledgement.codes of POLICY_FILE` }
    : { decision: { decide: 'reject', code: data.code, description: description ?? meaning } };
}

const description = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u)
  .exactOptional();

const answer = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('accept') }),
  z.strictObject({ decision: z.literal('reject'), code: z.string().regex(/^(?!00)\d\d$/), description }),
  z.strictObject({ decision: z.literal('ask'), description }),
]);

function faultAt(field: PropertyKey | undefined): string {
  switch (field) {
    case 'decision':
      return 'its "decision" is none of accept, reject, ask';
    case 'code':
      return 'it rejects without a "code" of two digits, not 00';
    case 'description':
      return 'its "description" is no text of 1 to 200 characters on one line';
    default:
      return 'its answer has other fields than "decision", "code" (to reject) and "description" (to reject or ask)';
  }
}

/** Only whole UTF-8: what was cut off or garbled in between must not turn into a decision. */
function json(body: Uint8Array): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown };
  } catch {
    return undefined;
  }
}

const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
    : value;
