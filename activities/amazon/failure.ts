import { CallFailed } from './amazon.js';
import type { Answer } from './caller.js';
import type { Classification } from './classification.js';
import type { Limiter } from './limiter.js';
import type { Operation } from './operations.js';

/**
 * The failure that an answer amounts to, in our own words: operation, status and codes.
 *
 * @param limiter - Says when a throttled call makes sense again.
 */
export function failureOf(
  classification: Classification,
  operation: Operation,
  answer: Pick<Answer, 'reason' | 'codes' | 'requestId'>,
  limiter?: Pick<Limiter, 'retryAfterMs'>,
): CallFailed {
  const kind = kindOf(classification);
  return new CallFailed(kind, `${operation.name}: ${[answer.reason, ...answer.codes].join(', ')}.`, {
    codes: answer.codes,
    ...(answer.requestId !== undefined && { requestId: answer.requestId }),
    ...(kind === 'Throttled' && limiter && { retryAfterMs: limiter.retryAfterMs(operation) }),
  });
}

function kindOf(classification: Classification): CallFailed['kind'] {
  switch (classification) {
    // A success without the result it should have.
    case 'ok':
      return 'Unexpected';
    case 'not-found':
      return 'NotFound';
    case 'token-refused':
      return 'NotPermitted';
    case 'lost':
      return 'Unproven';
    default:
      return classification;
  }
}
