// Basic ISO 8601 as documented, or extended as the official SDK sends it.
const pattern = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)Z$/;

/** The instant of an `X-Amz-Pay-Date`, epoch ms; nothing when it is malformed. */
export function payDate(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = pattern.exec(text) ?? [];
  if (year === undefined) return undefined;
  const at = Date.parse(`${year}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`);
  return Number.isNaN(at) ? undefined : at;
}
