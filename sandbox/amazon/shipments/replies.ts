import { payload, refusal } from '../replies.js';
import type { Answer, GatewayRefusals } from '../replies.js';
import type { Dialect } from './dialect.js';

const noAccess = "You don't have access to the requested response or the credentials are invalid.";

/** The gateway's refusals in the words of the model's examples. */
export const shippingRefusals: GatewayRefusals = {
  denied: (details) => refusal(403, 'Unauthorized', noAccess, details),
  unauthorized: (details) => refusal(401, 'Unauthorized', noAccess, details),
  invalid: (details) => refusal(400, 'InvalidRequest', 'Request is missing or has invalid parameters', details),
  tooLarge: () => refusal(413, 'InvalidRequest', 'The request payload size is greater than maximum accepted size.'),
  unsupportedMediaType: () => refusal(415, 'InvalidRequest', 'The request payload format is not supported.'),
  throttled: () => refusal(429, 'TooManyRequests', 'The total number of requests exceeded your allowed limit.'),
  notFound: () => refusal(404, 'NotFound', "The requested resource is invalid or doesn't exist"),
  failure: (status) =>
    status === 503
      ? refusal(
          503,
          'ServiceUnavailable',
          'Service temporarily unavailable or down for maintenance. Please try again after sometime.',
        )
      : refusal(status, 'InternalError', 'Something went wrong while processing the request.'),
};

/** A request that is well formed and wrong. The live API names the cause in `details` only (public issue). */
export function invalidInput(details: string): Answer {
  return refusal(400, 'InvalidInput', 'The request has invalid input.', details);
}

/** How the refusal of an expired rate looks: only the code `TOKEN_EXPIRED` is documented, neither its status nor its place. */
export interface ExpiryRefusal {
  /** Default 400. */
  readonly status?: number;
  /** Which member of the error says it. Default `code`. */
  readonly place?: 'code' | 'message' | 'details';
}

/** The refusal of a rate that is older than ten minutes. */
export function tokenExpired({ status = 400, place = 'code' }: ExpiryRefusal): Answer {
  switch (place) {
    case 'code':
      return refusal(status, 'TOKEN_EXPIRED', 'The rate is no longer valid. Get the rates again.');
    case 'message':
      return refusal(status, 'InvalidInput', 'TOKEN_EXPIRED');
    case 'details':
      return refusal(status, 'InvalidInput', 'The request has invalid input.', 'TOKEN_EXPIRED');
  }
}

/** A success, with `payload` around it or without (SV-1). */
export function success(dialect: Dialect, value: unknown): Answer {
  return dialect === 'examples' ? { status: 200, body: value } : payload(200, value);
}
