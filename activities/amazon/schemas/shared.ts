import { z } from 'zod';

/** A decimal number as Amazon writes it; source: model field `Decimal` of shipping v1. */
export const decimal = z.string().regex(/^-?(0|([1-9]\d*))(\.\d+)?([eE][+-]?\d+)?$/, 'expected a decimal string');

/** A date-time that leaves no doubt about its zone: ISO 8601 with `Z` or an offset. */
export const dateTime = z.iso.datetime({ offset: true });

/** Purchase order number in shipping v1, in bodies and paths; source: its model pattern. */
export const purchaseOrderNumber = z.string().regex(/^[a-zA-Z0-9]+$/, 'expected letters and digits only');

/** A party as it goes out: Amazon knows the address behind the id, so none is ever sent. */
export const partyReference = z.strictObject({ partyId: z.string().min(1) });

/** A party as it comes in. */
export const receivedParty = z.object({ partyId: z.string() });

/** A date-time as it comes in, read as ISO 8601 in UTC. One without a zone is UTC already. */
export const receivedDateTime = z.string().transform((value, context): string => {
  const hasZone = /([zZ]|[+-]\d\d:?\d\d)$/.test(value) || !value.includes('T');
  const at = Date.parse(hasZone ? value : `${value}Z`);
  if (Number.isNaN(at)) {
    context.addIssue('expected a date-time');
    return z.NEVER;
  }
  return new Date(at).toISOString();
});

/** `Each` in whatever case it comes in; the order examples carry `EACH`. Other units pass through. */
export const receivedUnit = z.string().transform((unit) => (unit.toLowerCase() === 'each' ? 'Each' : unit));

/** Bytes as they come in, in base64. Line breaks and a missing padding pass; other text is no document. */
export const receivedBytes = z.string().transform((value, context): Uint8Array => {
  const text = value.replaceAll(/\s/g, '').replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(text) || text.length % 4 === 1) {
    context.addIssue('expected base64');
    return z.NEVER;
  }
  return Buffer.from(text, 'base64');
});

/** One page of a list; no token on the last page. */
export const pagination = z.object({ nextToken: z.string().exactOptional() });

/** A member that the model calls optional and the process cannot do without. */
export function present<S extends z.ZodType>(schema: S) {
  return schema.optional().transform((value, context): z.output<S> => {
    if (value === undefined) {
      context.addIssue('expected a value');
      return z.NEVER;
    }
    return value;
  });
}

/** Whether one of the two product identifiers is there; source: model field `Item.buyerProductIdentifier`. */
export const hasProductIdentifier = (item: {
  buyerProductIdentifier?: string;
  vendorProductIdentifier?: string;
}): boolean => item.buyerProductIdentifier !== undefined || item.vendorProductIdentifier !== undefined;

export const productIdentifierMissing = {
  message: 'expected buyerProductIdentifier or vendorProductIdentifier',
};
