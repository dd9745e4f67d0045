import { z } from 'zod';

import { isRecord, whenObject } from './checks.js';
import { text } from './values.js';

/** What the codes of a rejection usually mean. Which ones count is agreed between Amazon and each vendor. */
const usualCodes: Record<string, string> = {
  '02': 'bad SKU',
  '03': 'out of stock',
  '04': 'duplicate Amazon shipment id',
  '05': 'bad bill-to location',
  '06': 'bad ship-from location',
  '07': 'bad ship-to name',
  '08': 'bad ship-to address line 1',
  '09': 'bad ship-to city',
  '10': 'bad ship-to state',
  '11': 'bad ship-to postal code',
  '12': 'bad ship-to country',
  '13': 'bad carrier or ship method',
};

/** Accepts an order. It may stand in a table, and nothing is rejected with it. */
const ACCEPTS = '00';

/** A table of one's own replaces the usual one as a whole, so that no code is left over that was not agreed. */
export const codesSchema = z
  .record(z.string(), text.max(200, 'must have at most 200 characters.'))
  .superRefine((codes, context) => {
    const names = Object.keys(codes);
    for (const name of names.filter((code) => !/^\d\d$/.test(code))) {
      context.addIssue({ code: 'custom', path: [name], message: 'is no code. A code is two digits, such as 03.' });
    }
    if (names.some((code) => code !== ACCEPTS)) return;
    context.addIssue('has no code to reject with. Name one, or leave the table out for the usual codes.');
  }, whenObject)
  .transform(({ [ACCEPTS]: _accepts, ...codes }) => codes)
  .default(usualCodes);

/** Refuses a code that the table does not have, in the decision and in its rules. */
export function checkCodes(acknowledgement: unknown, context: z.RefinementCtx): void {
  if (!isRecord(acknowledgement)) return;
  const { codes = usualCodes, rules } = acknowledgement;
  if (!isRecord(codes)) return;
  const known = Object.keys(codes).toSorted();
  const check = (decision: unknown, path: (string | number)[]): void => {
    const code = isRecord(decision) ? decision.code : undefined;
    if (!isRejection(code) || known.includes(code)) return;
    const message = `is not in acknowledgement.codes: ${known.join(', ')}.`;
    context.addIssue({ code: 'custom', path: [...path, 'code'], message });
  };
  check(acknowledgement, []);
  if (Array.isArray(rules)) for (const [index, rule] of rules.entries()) check(rule, ['rules', index]);
}

/** Two digits, and not those that accept. */
export const isRejection = (code: unknown): code is string =>
  typeof code === 'string' && /^\d\d$/.test(code) && code !== ACCEPTS;
