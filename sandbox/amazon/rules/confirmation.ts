import type { ShipmentConfirmation } from '../schemas/shipping.js';
import { shippedContainerChecks } from './containers.js';
import type { OrderFacts } from './facts.js';
import { everyLineOnce, identifierGiven, identifiersMatch, quantitiesHold } from './lines.js';
import { firstBroken, refuse } from './refusal.js';
import type { RuleRefusal } from './refusal.js';

/** A confirmation is due within this long after the shipped date (guide, business requirements). */
export const confirmationDeadlineMs = 4 * 3_600_000;

/** Judges a shipment confirmation against the order as it stands when it is processed; `receivedAt` in epoch ms. */
export function judgeConfirmation(
  submitted: ShipmentConfirmation,
  order: OrderFacts | undefined,
  receivedAt: number,
): RuleRefusal | undefined {
  if (order === undefined) return refuse('order is known');
  const { items, containers = [] } = submitted;
  const shipped = submitted.shipmentDetails.shipmentStatus === 'SHIPPED';
  const quantityIs = (holds: (amount: number, ordered: number) => boolean): boolean =>
    quantitiesHold(order.lines, items, (item, ordered) => holds(item.shippedQuantity.amount, ordered));
  return firstBroken(
    [order.confirmation === undefined, 'confirmed once'],
    [!order.cancelled, 'order is not cancelled'],
    [
      submitted.sellingParty.partyId === order.sellingParty && submitted.shipFromParty.partyId === order.shipFromParty,
      'parties are the order’s',
    ],
    [order.acknowledgement?.accepted ?? false, 'acceptance comes first'],
    [everyLineOnce(order.lines, items), 'every line once'],
    [identifierGiven(items), 'an identifier is given'],
    [identifiersMatch(order.lines, items), 'identifiers are the order’s'],
    [items.every((item) => item.shippedQuantity.unitOfMeasure.toLowerCase() === 'each'), 'unit is each'],
    [quantityIs((amount, ordered) => amount <= ordered), 'no more than ordered'],
    [quantityIs((amount, ordered) => amount === ordered), 'whole order ships'],
    [Date.parse(submitted.shipmentDetails.shippedDate) <= receivedAt, 'shipped date not in the future'],
    ...(shipped ? shippedContainerChecks(containers, order) : []),
  );
}
