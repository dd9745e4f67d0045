import type { WireRequest } from './wire.js';
import type { World } from './world.js';

/** The orders that a request is about: from its path, from its body, or from the transaction it asks for. */
export function ordersAskedFor(world: World, request: WireRequest, body: unknown): readonly string[] {
  const { purchaseOrderNumber, transactionId } = request.params;
  if (purchaseOrderNumber !== undefined) return [purchaseOrderNumber];
  if (transactionId !== undefined) return world.transactions.find(transactionId)?.purchaseOrderNumbers ?? [];
  if (typeof body !== 'object' || body === null) return [];
  return Object.values(body)
    .flatMap((list: unknown) => (Array.isArray(list) ? (list as unknown[]) : []))
    .flatMap((entry) =>
      typeof entry === 'object' && entry !== null && 'purchaseOrderNumber' in entry ? [entry.purchaseOrderNumber] : [],
    )
    .filter((number) => typeof number === 'string');
}

/** The tracking numbers that the body of a notice is about. */
export function trackingNumbersIn(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null || !('deliveryDetails' in body)) return [];
  const details: unknown = body.deliveryDetails;
  return (Array.isArray(details) ? (details as unknown[]) : []).flatMap((each) =>
    typeof each === 'object' && each !== null && 'trackingNumber' in each && typeof each.trackingNumber === 'string'
      ? [each.trackingNumber]
      : [],
  );
}
