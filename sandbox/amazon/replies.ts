/** One entry of an error list. `details` may be empty. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details?: string;
}

/** What an operation answers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The transaction that the call opened, for the record of requests. */
  readonly transactionId?: string;
  /** Headers beyond those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal as v1 and the Tokens API send it: `{ errors: [...] }`. */
export function refusal(status: number, code: string, message: string, details = ''): Answer {
  return { status, body: { errors: [{ code, message, details }] satisfies WireError[] } };
}

/** A v1 success: `{ payload }`. */
export function payload(status: 200 | 202, value: unknown, transactionId?: string): Answer {
  return { status, body: { payload: value }, ...(transactionId === undefined ? {} : { transactionId }) };
}

/** The refusals that stand before the operations of one API, in its own words and shape. */
export interface GatewayRefusals {
  /** 403: the token does not allow this. */
  readonly denied: (details: string) => Answer;
  /** 401. */
  readonly unauthorized: (details: string) => Answer;
  /** 400. */
  readonly invalid: (details: string) => Answer;
  /** 413. */
  readonly tooLarge: () => Answer;
  /** 415. */
  readonly unsupportedMediaType: () => Answer;
  /** 429. */
  readonly throttled: () => Answer;
  /** 404. */
  readonly notFound: () => Answer;
  /** Any 5xx. */
  readonly failure: (status: number) => Answer;
}

/** The refusals that the gateway gives, whatever the operation, unless its API has words of its own. */
export const gateway: GatewayRefusals = {
  denied: (details: string): Answer => refusal(403, 'Unauthorized', 'Access to requested resource is denied.', details),
  unauthorized: (details: string): Answer =>
    refusal(401, 'Unauthorized', 'Access to requested resource is denied.', details),
  invalid: (details: string): Answer =>
    refusal(400, 'InvalidRequest', 'Request is missing or has invalid parameters', details),
  tooLarge: (): Answer => refusal(413, 'RequestTooLarge', 'The request size exceeded the maximum accepted size.'),
  unsupportedMediaType: (): Answer =>
    refusal(
      415,
      'UnsupportedMediaType',
      'The entity of the request is in a format not supported by the requested resource.',
    ),
  throttled: (): Answer => refusal(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.'),
  notFound: (): Answer => refusal(404, 'NotFound', 'The specified resource does not exist.'),
  failure: (status: number): Answer =>
    refusal(
      status,
      status === 503 ? 'ServiceUnavailable' : 'InternalFailure',
      status === 503
        ? 'Service is temporarily unavailable. Please try again.'
        : 'We encountered an internal error. Please try again.',
    ),
};

/** The details of a 403 for a token that was good once. */
export const expiredTokenDetails = 'The access token you provided has expired.';
