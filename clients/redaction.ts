/** What a logged object becomes: plain data without secrets, addresses and bodies, however deep they are. */
export const redacted = (fields: object): Record<string, unknown> => plainObject(fields, 0);

/** Takes tokens, secrets and credentials out of a line that quotes them in a text. */
export const withoutTokens = (line: string): string => line.replace(tokens, CENSORED);

/** In place of what was taken out. */
export const CENSORED = '[redacted]';

/** Amazon's access and refresh tokens, client secrets, and whatever follows `Bearer`. */
const tokens = /\b(?:Atz[a-z]\||Atc\||amzn1\.oa2-cs\.)[^\s"\\]+|(?<=\bBearer )[^\s"\\]+/gi;

/** Names without case, `-` and `_`. A name that ends in one of these is meant, too: `lwaClientSecret`. */
const secretEndings =
  /(?:token|secret|password|passphrase|authorization|cookie|apikey|privatekey|signature|documentskey|notifykey)$/;

/** Persons and where they live; bodies, which hold both. */
const personal = new Set([
  'shiptoparty',
  'shipfromparty',
  'billtoparty',
  'buyer',
  'customer',
  'recipient',
  'shipto',
  'shipfrom',
  'address',
  'addressline1',
  'addressline2',
  'addressline3',
  'street',
  'city',
  'postalcode',
  'phone',
  'phonenumber',
  'email',
  'body',
  'rawbody',
  'form',
  'json',
  'remoteaddress',
]);

/** Deeper than anything that is meant to be logged. */
const MOST_LEVELS = 6;
const MOST_ENTRIES = 100;

/** Whether what stands under this name is a secret, a person's, or a body. */
export function isCensored(name: string): boolean {
  const key = name.replace(/[-_]/g, '').toLowerCase();
  return secretEndings.test(key) || personal.has(key);
}

function plain(value: unknown, level: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (level > MOST_LEVELS) return '[too deep]';
  if (value instanceof Error) return plainError(value, level);
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((entry) => plain(entry, level + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  // A request, a socket, a buffer: it holds headers and bodies under names that nobody knows in advance.
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor.name}]`;
  return plainObject(value, level);
}

const plainObject = (value: object, level: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isCensored(name) ? CENSORED : plain(inner, level + 1)]),
  );

/** Libraries hang requests with headers and replies with bodies onto their errors: only what tells the fault is kept. */
function plainError(error: Error, level: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: plain(cause, level + 1) }),
  };
}
