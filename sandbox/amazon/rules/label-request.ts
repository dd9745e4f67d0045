import type { ShippingLabelRequest } from '../schemas/shipping.js';
import { packedItemChecks } from './containers.js';
import type { OrderFacts } from './facts.js';
import { firstBroken, refuse } from './refusal.js';
import type { RuleRefusal } from './refusal.js';

/** Judges a label request against the order as it stands when it is processed. */
export function judgeLabelRequest(
  submitted: ShippingLabelRequest,
  order: OrderFacts | undefined,
): RuleRefusal | undefined {
  if (order === undefined) return refuse('order is known');
  return firstBroken(
    [order.label === undefined || order.relabelAllowed, 'label asked once'],
    [!order.cancelled, 'order is not cancelled'],
    [
      submitted.sellingParty.partyId === order.sellingParty && submitted.shipFromParty.partyId === order.shipFromParty,
      'parties are the order’s',
    ],
    [order.acknowledgement?.accepted ?? false, 'acceptance comes first'],
    [order.labelMode === 'amazon', 'label is Amazon’s'],
    [order.confirmation === undefined, 'not shipped yet'],
    ...packedItemChecks(submitted.containers ?? [], order),
  );
}
