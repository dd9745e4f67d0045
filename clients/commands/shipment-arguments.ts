import type { AttentionDesk, AttentionItem } from '../../workflows/steps/attention.js';
import { checkShipmentReference } from '../../workflows/shipment/messages.js';
import { ClientError } from '../errors.js';
import { bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';

/** References of shipments; one that is named twice counts once. */
export function shipmentReferences(given: readonly string[]): Input<string[]> {
  const faults = given.flatMap((reference) => {
    const read = checkShipmentReference(reference);
    const no = `${JSON.stringify(reference)} is no reference of a shipment:`;
    return 'faults' in read ? bad('REFERENCE', `${no} ${read.faults.join('; ')}.`).faults : [];
  });
  return faults.length > 0 ? { faults } : good([...new Set(given)]);
}

/** The reference of one shipment. */
export function shipmentReference(given: string): Input<string> {
  const read = shipmentReferences([given]);
  return 'faults' in read ? read : good(given);
}

/** Stands in for the item while the rest is checked: which one is meant may have to be asked of Temporal. */
export const ANY_ITEM = 'any';

/**
 * The open item that is meant: the only one that takes the answer.
 *
 * @param name of what asks, for people.
 * @throws {ClientError} `refused` when there is none, or more than one.
 */
export function itemMeant(
  name: string,
  { attention, state }: { attention: AttentionDesk; state: string },
  answer: string,
): AttentionItem {
  const fitting = attention.items.filter(({ answers }) => answers.includes(answer));
  const open = fitting.length > 0 ? fitting : attention.items;
  const [item, ...others] = open;
  if (item === undefined) throw new ClientError('refused', `Nothing waits for a person at ${name}; it is ${state}.`);
  if (others.length === 0) return item;
  const named = open.map(({ attentionId, reason, answers }) => `${attentionId} (${reason}: ${answers.join(', ')})`);
  throw new ClientError('refused', `Several items are open; name one with --item: ${named.join('; ')}.`);
}
