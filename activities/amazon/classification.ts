import type { ApiError, Envelope } from './envelope.js';
import type { Operation } from './operations.js';
import type { Reply } from './transport.js';

/**
 * What a reply means.
 *
 * - `ok`: the call did what it should.
 * - `token-refused`: the token may be the reason; refresh it once and repeat, then it is `NotPermitted`.
 * - `not-found`: a read of something that Amazon does not know (yet).
 * - `lost`: a write that may have been processed.
 * - The others are failure kinds; `Throttled` means refused before processing, or not sent at all.
 */
export type Classification =
  'ok' | 'token-refused' | 'not-found' | 'lost' | 'Rejected' | 'NotPermitted' | 'Throttled' | 'Unavailable';

/** Classifies a reply by status first and code second: Amazon's codes are not an enumeration. */
export function classify(operation: Pick<Operation, 'write'>, reply: Reply, envelope: Envelope): Classification {
  const unknown: Classification = operation.write ? 'lost' : 'Unavailable';

  // The connection was never established, so a write may go again at once.
  if (reply.kind === 'not-sent') return operation.write ? 'Throttled' : 'Unavailable';
  // Sent but unanswered: a read may be repeated, a write has to be proven.
  if (reply.kind === 'lost') return unknown;

  const { status } = reply;
  const { errors } = envelope;
  if (status >= 200 && status <= 299) return classifySuccess(envelope, unknown);
  // Refused before processing, so even a write may repeat.
  if (status === 429) return 'Throttled';
  // Overload or failure on Amazon's side; 408, redirects and anything below 200 leave the same doubt.
  if (status >= 500 || status === 408 || status < 400) return unknown;
  // Without a valid token nothing is processed.
  if (status === 401) return 'token-refused';
  if (status === 403) {
    // Bad dates and bodies were seen under 403 (DF-19).
    if (hasInputFault(errors)) return 'Rejected';
    // An expired token and a missing role share this code; a fresh token tells them apart.
    if (errors.length === 0 || errors.some(({ code }) => code === 'Unauthorized') || blamesToken(errors)) {
      return 'token-refused';
    }
    return 'NotPermitted';
  }
  // Labels and transactions appear some time after their submission.
  if (status === 404 && !operation.write) return 'not-found';
  // 400, 413, 415 and their like: the same again would be refused again.
  return 'Rejected';
}

function classifySuccess({ data, errors }: Envelope, unknown: Classification): Classification {
  // Errors beside a result: the result counts, for a write its transaction decides.
  if (errors.length === 0 || hasResult(data)) return 'ok';
  // Errors instead of a result. Faults of input are refusals under any status; the rest leaves a doubt.
  return hasInputFault(errors) ? 'Rejected' : unknown;
}

const hasResult = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && Object.keys(data).some((key) => key !== 'errors');

const hasInputFault = (errors: readonly ApiError[]): boolean =>
  errors.some(({ code }) => code === 'InvalidRequest' || code === 'InvalidInput');

const blamesToken = (errors: readonly ApiError[]): boolean =>
  errors.some((error) => /token.*\b(expired|revoked|malformed|invalid)\b/i.test(`${error.message} ${error.details}`));
