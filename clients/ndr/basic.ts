/** User name and password. */
export interface Credentials {
  username: string;
  password: string;
}

/** Reads `Authorization: Basic …` (RFC 7617); `undefined` for anything else. */
export function readBasic(header: string | undefined): Credentials | undefined {
  const [, code] = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header ?? '') ?? [];
  if (code === undefined) return undefined;
  const text = Buffer.from(code, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
