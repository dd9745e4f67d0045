import type { Answer } from '../caller.js';

/** The operations that name a rate. */
const withRate: readonly string[] = ['getAdditionalInputs', 'purchaseShipment'];

/**
 * Whether Amazon refused a call because the rate's ten minutes are over.
 *
 * The code is documented, its status is not, and Amazon has rewritten codes for channel EXTERNAL: it counts wherever
 * it stands. Other words about something expired count in refusals of content only, where they cannot mean the access
 * token. 5xx and what is unanswered leave the outcome unknown, whatever they say.
 */
export function isRateExpired(operation: { name: string }, { status, classification, envelope }: Answer): boolean {
  if (!withRate.includes(operation.name)) return false;
  if (status === undefined || status >= 500 || status === 429 || classification === 'ok') return false;
  const words = envelope.errors.map(({ code, message = '', details = '' }) => `${code} ${message} ${details}`);
  if (words.some((text) => /TOKEN_EXPIRED/i.test(text))) return true;
  return classification === 'Rejected' && words.some((text) => /expired/i.test(text));
}
