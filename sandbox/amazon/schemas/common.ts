import { z } from 'zod';

/** An ISO 8601 instant with `Z` or an offset. */
export const instant = z.iso.datetime({ offset: true });

/** The pattern of purchase order numbers in Shipping v1. */
export const alphanumericNumber = z.string().regex(/^[a-zA-Z0-9]+$/);

/** The `limit` of a list operation, as text. */
export const limitUpTo = (most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(most))
    .optional();

/** `limit`, `nextToken`, `sortOrder`, `shipFromPartyId` and the two instants: the query of every list operation. */
export const listQuery = {
  createdAfter: instant,
  createdBefore: instant,
  limit: limitUpTo(100),
  sortOrder: z.enum(['ASC', 'DESC']).optional(),
  nextToken: z.string().min(1).optional(),
  shipFromPartyId: z.string().min(1).optional(),
};

/** The fields of `TaxRegistrationDetails`, the same in both APIs. */
export function taxRegistration(address: z.ZodType) {
  return z.strictObject({
    taxRegistrationType: z.enum(['VAT', 'GST']).optional(),
    taxRegistrationNumber: z.string(),
    taxRegistrationAddress: address.optional(),
    taxRegistrationMessages: z.string().optional(),
  });
}

/** The first fault of a schema check: where and what, never the value. */
export function firstFault(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'The request is invalid.';
  const where = issue.path.map(String).join('.');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}
