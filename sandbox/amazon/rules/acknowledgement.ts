import type { OrderAcknowledgement } from '../schemas/orders.js';
import type { OrderFacts } from './facts.js';
import { everyLineOnce, identifiersMatch, quantitiesHold } from './lines.js';
import { firstBroken, refuse } from './refusal.js';
import type { RuleRefusal } from './refusal.js';

/** The code that accepts an order: everything ordered will ship. */
export const acceptingCode = '00';

/** An order is to be acknowledged within this long after its date. */
export const acknowledgementDeadlineMs = 24 * 3_600_000;

/** Judges an acknowledgement against the order as it stands when it is processed. */
export function judgeAcknowledgement(
  submitted: OrderAcknowledgement,
  order: OrderFacts | undefined,
): RuleRefusal | undefined {
  if (order === undefined) return refuse('order is known');
  const items = submitted.itemAcknowledgements;
  const code = submitted.acknowledgementStatus.code ?? '';
  const amount = (item: (typeof items)[number]): number => item.acknowledgedQuantity.amount ?? 0;
  return firstBroken(
    [order.acknowledgement === undefined, 'acknowledged once'],
    [!order.cancelled, 'order is not cancelled'],
    [
      submitted.sellingParty.partyId === order.sellingParty && submitted.shipFromParty.partyId === order.shipFromParty,
      'parties are the order’s',
    ],
    [/^\d{2}$/.test(code), 'code has two digits'],
    [everyLineOnce(order.lines, items), 'every line once'],
    [identifiersMatch(order.lines, items), 'identifiers are the order’s'],
    [items.every((item) => amount(item) > 0), 'quantity is given and not zero'],
    [quantitiesHold(order.lines, items, (item, ordered) => amount(item) <= ordered), 'no more than ordered'],
    [
      code !== acceptingCode || quantitiesHold(order.lines, items, (item, ordered) => amount(item) === ordered),
      'no partial acceptance',
    ],
  );
}
