import { z } from 'zod';

import type { VariableName } from './variables.js';
import { variables } from './variables.js';

/** Keys of Standard Webhooks, separated by commas: whatever is signed carries a signature of each. */
export const signingKeys = (name: VariableName) =>
  z.string().transform((value, context) => {
    const keys = value.split(',').map((entry) => parseKey(entry.trim()));
    const whole = keys.filter((key) => key !== undefined);
    const different = new Set(whole.map((key) => Buffer.from(key).toString('base64')));
    if (whole.length < keys.length) {
      context.addIssue(`does not hold a key. Each key is ${variables[name]}`);
    } else if (different.size < whole.length) {
      context.addIssue('holds a key twice. Remove one.');
    }
    return whole;
  });

/** The form of Standard Webhooks, whose verifiers take nothing else. */
export function parseKey(entry: string): Uint8Array | undefined {
  const base64 = entry.replace(/^whsec_/, '');
  const key = Buffer.from(base64, 'base64');
  // Node skips what is not base64; a key that reads back differently is another one for the receiver.
  if (key.toString('base64') !== base64 || key.length < 24 || key.length > 64) return undefined;
  return key;
}
