import type { Answer, GatewayRefusals } from '../replies.js';

/** An error as Amazon Pay sends it. */
export function payError(status: number, reasonCode: string, message: string): Answer {
  return { status, body: { reasonCode, message } };
}

/** A parameter that is there and wrong, in the guide's words. */
export function invalidParameter(name: string): Answer {
  return payError(400, 'InvalidParameterValue', `The ${name} that you submitted in this request is invalid.`);
}

/** A signature that does not fit, for whatever reason; the code is from public reports. */
export function signatureRefused(why: string): Answer {
  return payError(403, 'InvalidRequestSignature', `Unable to verify signature: ${why}`);
}

/** The refusals that stand before the operation. */
export const payRefusals: GatewayRefusals = {
  denied: () => signatureRefused('the request is not permitted'),
  unauthorized: () =>
    payError(401, 'UnauthorizedAccess', 'The specified merchant account is not authorized to execute this request.'),
  invalid: (details) => payError(400, 'InvalidRequest', details),
  tooLarge: () => payError(413, 'InvalidRequest', 'The request is too large.'),
  unsupportedMediaType: () => payError(415, 'InvalidHeaderValue', 'The Content-Type is not application/json.'),
  throttled: () =>
    payError(
      429,
      'TooManyRequests',
      'The request is throttled, due to too many requests in a given amount of time. Refer to the throttling limits.',
    ),
  notFound: () => payError(404, 'ResourceNotFound', 'The requested resource does not exist.'),
  failure: (status) => payError(status, 'InternalServerError', 'There was an unknown error in the service.'),
};
