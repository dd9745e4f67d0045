import { z } from 'zod';

import type { Weight } from '../workflows/purchase-order/order.js';
import type { VariableName } from './variables.js';
import { variables } from './variables.js';

export const missing = (name: VariableName): string => `is missing. Set it to ${variables[name]}.`;

export const required = (name: VariableName) => z.string({ error: () => missing(name) });

export const text = z.string().min(1);

export const count = z.int().min(1);

/** Milliseconds. At most 90 days, as long as Amazon's labels are valid: what is longer is a slip of the pen. */
export const duration = z.int().min(1).max(7_776_000_000);

export const accountName = z
  .string()
  .regex(/^[A-Za-z0-9._-]+$/, 'may hold only letters, digits, dots, underscores and hyphens.');

/** A variable that is `true` or `false`. */
export const truth = z.enum(['true', 'false']).transform((value) => value === 'true');

export const url = z.string().refine((value) => isAllowedUrl(value) && new URL(value).search === '', {
  error: 'must be an https: URL without user, query and fragment. Only a loopback address may be http:.',
});

export const baseUrl = url.transform((value) => value.replace(/\/+$/, ''));

/** Receivers of notices often carry their token in the query, so it may have one. */
export const notifyUrl = z.string().refine(isAllowedUrl, {
  error: 'must be an https: URL without user and fragment. Only a loopback address may be http:.',
});

export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port between 0 and 65535.')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port between 0 and 65535.');

export const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with a time zone, such as 2026-01-01T00:00:00Z.' })
  .transform((value) => new Date(value).toISOString());

/** The date on which something was issued: it has begun somewhere on earth, where clocks are up to 14 h ahead of UTC. */
export const dateOfIssue = (now: number) =>
  z.iso
    .date('must be a date, such as 2026-01-01.')
    .refine((date) => !(Date.parse(date) > now + 14 * 3_600_000), 'is in the future. Give the date of issue.');

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 14:00.');

export const timeZone = z.string().refine(isTimeZone, 'must be a time zone, such as America/Chicago.');

export const weight: z.ZodType<Weight> = z.strictObject({
  value: z.string().regex(/^(?!0+(\.0+)?$)\d+(\.\d+)?$/, 'must be a decimal string above zero, such as "1.5".'),
  unitOfMeasure: z.enum(['KG', 'LB']),
});

export function isLoopback(hostname: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(hostname) || /^127(\.\d+){3}$/.test(hostname);
}

function isAllowedUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  if (username + password + hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
