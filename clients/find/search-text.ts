import { PURCHASE_ORDER_NUMBER } from '../../workflows/purchase-order/messages.js';
import { checkShipmentReference } from '../../workflows/shipment/messages.js';
import { isQueryValue } from '../visibility.js';
import type { FoundName } from './found-name.js';

/** What something can be found by, and how that is named for people. */
export const matchNames = {
  po: 'purchase order number',
  ref: 'shipment reference',
  co: 'customer order number',
  trk: 'tracking number',
  sid: "Amazon's shipment id",
  tx: 'transaction id',
  req: 'request id',
} as const;

export type MatchKind = keyof typeof matchNames;

/** A text to look for: which ids it may be. */
export interface SearchText {
  /** As a purchase order number; absent when it cannot be one. */
  purchaseOrderNumber?: string;
  /** As a shipment's reference, or that of all packages of an order; absent when it cannot be one. */
  shipmentReference?: string;
  /** As values of the search attribute `References`, such as `tx:…`. */
  references: string[];
}

/** In whose data is searched. */
export interface SearchedAccounts {
  /** Those in which a purchase order number or a shipment's reference is looked up. */
  configured: readonly string[];
  /** Only this one's; absent: all, also those that are configured no longer. */
  only?: string;
}

/** Leaves room for the prefix: a query takes values of up to 100 characters. */
const MAX_LENGTH = 90;

/** Kinds that `References` has values of. */
const referenceKinds = ['co', 'trk', 'sid', 'tx', 'req'] as const satisfies readonly MatchKind[];

/**
 * What a text may be; a prefix such as `tx:`, as the Temporal UI shows it, says which.
 *
 * A tracking number is meant as it is written, and without spaces and hyphens in capital letters.
 *
 * @returns `undefined` for a text that is no id: empty, too long, or with characters that no id has.
 */
export function searchText(given: string): SearchText | undefined {
  const text = given.trim();
  if (text.length > MAX_LENGTH || !isQueryValue(text)) return undefined;
  const prefix = referenceKinds.find((kind) => text.startsWith(`${kind}:`));
  if (prefix !== undefined) {
    const value = text.slice(prefix.length + 1).trim();
    return value === '' ? undefined : { references: referencesOf(prefix, value) };
  }
  return {
    ...(PURCHASE_ORDER_NUMBER.test(text) ? { purchaseOrderNumber: text } : {}),
    ...('value' in checkShipmentReference(text) ? { shipmentReference: text } : {}),
    references: referenceKinds.flatMap((kind) => referencesOf(kind, text)),
  };
}

const referencesOf = (kind: (typeof referenceKinds)[number], value: string): string[] =>
  (kind === 'trk' ? spellingsOf(value) : [value]).map((spelling) => `${kind}:${spelling}`);

/** How a tracking number may be on record: as it is written, and without spaces and hyphens in capital letters. */
export const spellingsOf = (trackingNumber: string): string[] => [
  ...new Set([trackingNumber, trackingNumber.replaceAll(/[\s-]/g, '').toUpperCase()].filter((text) => text !== '')),
];

/** By what a search has found something; empty when it has not. @param found its references. */
export const matchedKinds = (
  { kind, id }: Pick<FoundName, 'kind' | 'id'>,
  found: readonly string[],
  { purchaseOrderNumber, shipmentReference, references }: SearchText,
): MatchKind[] => [
  ...(kind === 'purchase-order' && id === purchaseOrderNumber ? (['po'] as const) : []),
  ...(kind === 'shipment' && shipmentReference !== undefined && isOfOrder(id, shipmentReference)
    ? (['ref'] as const)
    : []),
  ...referenceKinds.filter((each) =>
    references.some((wanted) => wanted.startsWith(`${each}:`) && found.includes(wanted)),
  ),
];

/** Whether a shipment has this reference, or is one package of the order that has it. */
const isOfOrder = (reference: string, wanted: string): boolean =>
  reference === wanted || (reference.startsWith(`${wanted}/`) && /^\d+$/.test(reference.slice(wanted.length + 1)));
