import type { Send } from '../ledger/sends.js';
import { repeatableUntil } from './purchase-move.js';

/**
 * Everything that is known of a purchase whose outcome nobody knows, for whoever looks for it in the account: what would
 * have been bought, when it was sent, and until when. No personal data.
 *
 * @param why what Amazon has said of the repetition, where it said anything.
 */
export function purchaseEvidence(shipmentReference: string, send: Send, why?: string): string {
  const { number, openedAt, purchase, lostAt, requestIds } = send;
  const { offer } = purchase ?? {};
  const what =
    offer === undefined
      ? 'A direct purchase'
      : `${offer.carrierName} ${offer.serviceName} (${offer.serviceId}) for ${offer.total.value} ${offer.total.unit}`;
  return [
    `Package ${shipmentReference}: ${what}, send ${number} of ${instant(openedAt)}.`,
    `${lostAt === undefined ? 'The worker died before an answer came' : `The last answer was missing at ${instant(lostAt)}`};`,
    `the rate could be bought until ${instant(repeatableUntil(send))}.`,
    ...(why === undefined ? [] : [`Sent again with the same key, Amazon ${why}: that says nothing about the first.`]),
    ...(requestIds.length === 0 ? [] : [`Amazon's request ids: ${requestIds.join(', ')}.`]),
  ].join(' ');
}

const instant = (ms: number): string => new Date(ms).toISOString();
