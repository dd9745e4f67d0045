import type { Container } from '../schemas/shipping.js';
import type { OrderFacts } from './facts.js';
import { identifierGiven, identifiersMatch, orderedLine } from './lines.js';
import type { Rule } from './refusal.js';

/** What must hold for the contents of containers, in a label request and in a confirmation. */
export function packedItemChecks(
  containers: readonly Container[],
  order: OrderFacts,
): (readonly [holds: boolean, rule: Rule])[] {
  const packed = containers.flatMap((container) => container.packedItems);
  return [
    [
      packed.every((item) => orderedLine(order.lines, item) !== undefined) &&
        identifierGiven(packed) &&
        identifiersMatch(order.lines, packed),
      'packed items are the order’s',
    ],
    [notTooMuchPacked(containers, order), 'no more packed than ordered'],
  ];
}

/** What must hold for the containers of a shipment that has left. */
export function shippedContainerChecks(
  containers: readonly Container[],
  order: OrderFacts,
): (readonly [holds: boolean, rule: Rule])[] {
  const label = order.labelMode === 'amazon' ? order.label : undefined;
  return [
    [containers.length > 0 || label?.readable === true, 'containers or an Amazon label'],
    [order.labelMode !== 'amazon' || label?.readable === true, 'label comes first'],
    [containers.every((container) => given(container.shipMethod)), 'container has a ship method'],
    [
      label === undefined || containers.every((container) => container.shipMethod === label.shipMethod),
      'ship method is the label’s',
    ],
    [
      label === undefined ||
        containers.every(
          ({ trackingNumber }) => trackingNumber === undefined || label.trackingNumbers.includes(trackingNumber),
        ),
      'tracking number is the label’s',
    ],
    [
      order.labelMode === 'amazon' || containers.every((container) => given(container.trackingNumber)),
      'container has a tracking number',
    ],
    [
      order.labelMode !== 'vendor-carrier' ||
        containers.every((container) => given(container.scacCode) || given(container.carrier)),
      'own carrier is named',
    ],
    ...packedItemChecks(containers, order),
  ];
}

// An item that spans several boxes may be named in each of them; such boxes carry a sequence number.
function notTooMuchPacked(containers: readonly Container[], order: OrderFacts): boolean {
  const whole = containers.filter((container) => container.containerSequenceNumber === undefined);
  return order.lines.every((line) => {
    const total = whole
      .flatMap((container) => container.packedItems)
      .filter((item) => orderedLine(order.lines, item) === line)
      .reduce((sum, item) => sum + item.packedQuantity.amount, 0);
    return total <= line.amount;
  });
}

function given(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
