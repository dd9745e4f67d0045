/** One of Amazon's errors. `message` and `details` may hold personal data: they go into the encrypted ledger only. */
export interface ApiError {
  code: string;
  message?: string;
  details?: string;
}

/** A body without its wrapping. */
export interface Envelope {
  /** Whether the body was JSON at all: gateways answer with HTML, or with nothing. */
  readable: boolean;
  /** `payload` where there is one, else the whole body (DF-1); `undefined` when unreadable. */
  data: unknown;
  /** The errors it names, on 2xx too. */
  errors: ApiError[];
}

/** Opens a reply's body. `null` members are read as absent. Never throws. */
export function openEnvelope(body: Uint8Array): Envelope {
  const parsed = parseJson(body);
  if (parsed === undefined) return { readable: false, data: undefined, errors: [] };
  const hasPayload = isRecord(parsed) && parsed['payload'] !== undefined;
  return { readable: true, data: hasPayload ? parsed['payload'] : parsed, errors: errorsOf(parsed) };
}

/**
 * The errors in a value, in every documented shape: `{ errors: […] }`, a bare array, a list nested once more
 * (`errors.errors`), a single error, LWA's `{ error, error_description }`, Amazon Pay's `{ reasonCode, message }`.
 */
export function errorsOf(value: unknown): ApiError[] {
  if (Array.isArray(value)) return value.flatMap(errorsOf);
  if (!isRecord(value)) return [];
  if (value['errors'] !== undefined) return errorsOf(value['errors']);
  const code = value['code'] ?? value['error'] ?? value['reasonCode'];
  if (typeof code !== 'string') return [];
  const message = value['message'] ?? value['error_description'];
  const details = value['details'];
  return [
    {
      code,
      ...(typeof message === 'string' && { message }),
      ...(typeof details === 'string' && { details }),
    },
  ];
}

/** The codes of errors, fit for messages and logs: what does not look like a code is not passed on. */
export const codesOf = (errors: readonly ApiError[]): string[] => [
  ...new Set(errors.map(({ code }) => (/^[\w.-]{1,64}$/.test(code) ? code : 'UnreadableCode'))),
];

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body), (_key, value: unknown) => (value === null ? undefined : value));
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
