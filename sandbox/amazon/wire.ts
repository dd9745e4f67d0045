/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path without query, not decoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer | undefined;
}

/** What goes back over the wire. */
export type WireReply =
  | { readonly connection: 'destroyed' }
  | {
      readonly connection: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly contentType: string;
      readonly text: string;
    };

/** Waits in real time; ends early, with a rejection, when the server stops. */
export type Delay = (ms: number) => Promise<void>;

/** The parameters of a form or of a JSON object; nothing for other media types. */
export function formOrJson(request: WireRequest): Readonly<Record<string, unknown>> | undefined {
  switch (mediaType(request.headers)) {
    case 'application/x-www-form-urlencoded':
      return Object.fromEntries(new URLSearchParams(request.body?.toString('utf8') ?? ''));
    case 'application/json': {
      const body = parsedJson(request.body);
      return typeof body === 'object' && body !== null ? { ...body } : {};
    }
    default:
      return undefined;
  }
}

/** The parsed body; nothing when it is no JSON. */
export function parsedJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined; // refused later, by the operation's schema
  }
}

// Marks a string of digits that goes out as a bare number; no text that anybody sends begins with this character.
const numberMark = '\u0000';

/** Digits that {@link jsonText} writes as a JSON number of any length, which a JavaScript number could not hold. */
export function exactNumber(digits: string): string {
  return `${numberMark}${digits}`;
}

/** A body as it is sent. */
export function jsonText(body: unknown): string {
  return JSON.stringify(body).replaceAll(/"\\u0000(\d+)"/g, '$1');
}

/** The media type without its parameters, lower case. */
export function mediaType(headers: WireRequest['headers']): string {
  return (header(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The first value of a header. */
export function header(headers: WireRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
