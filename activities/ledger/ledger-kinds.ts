import type { WriteKey } from './ledger.js';

/** Whose record a line of the ledger is. */
export type LedgerKind = 'purchase-order' | 'shipment' | 'delivery-notice' | 'ndr-case';

/** A place in the ledger: an account of the configuration has no slash, so that these are nobody's orders. */
const NOTICES = /^pay\//;
const NDR_CASES = /^ndr\//;

/** Operations of shipments. An order may have the same number as a shipment: both are then in one file. */
const SHIPMENT_OPERATIONS: ReadonlySet<string> = new Set([
  'purchaseShipment',
  'directPurchaseShipment',
  'cancelShipment',
]);

/** `undefined`: a note of the ledger's own, such as a carrier code that Amazon Pay has accepted once. */
export function ledgerKindOf({
  account,
  operation,
  businessId,
}: Pick<WriteKey, 'account' | 'operation' | 'businessId'>): LedgerKind | undefined {
  // No tracking number has a space.
  if (NOTICES.test(account)) return businessId.includes(' ') ? undefined : 'delivery-notice';
  if (NDR_CASES.test(account)) return 'ndr-case';
  return SHIPMENT_OPERATIONS.has(operation) ? 'shipment' : 'purchase-order';
}

/** The tracking number that the business id of a notice or a case tells by itself. */
export function trackingOf(kind: LedgerKind, businessId: string): string | undefined {
  if (kind === 'delivery-notice') return businessId;
  return kind === 'ndr-case' ? businessId.slice(businessId.lastIndexOf('/') + 1) : undefined;
}
