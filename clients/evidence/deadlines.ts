import type { WriteKey } from '../../activities/ledger/ledger.js';
import { departureTimeOf } from '../../activities/ledger/meaning.js';
import type { Send } from '../../activities/ledger/sends.js';

const HOUR_MS = 3_600_000;

/** What Amazon asks for, whatever a policy warns of earlier. Source: Direct Fulfillment guides. */
const limits = { acknowledgement: 24 * HOUR_MS, confirmation: 4 * HOUR_MS } as const;

/** How long something took that Amazon sets a limit to. Instants are ISO 8601, UTC. */
export interface EvidencedDeadline {
  name: keyof typeof limits;
  /** `orderDate` of an acknowledgement, the departure of a confirmation; `null` when it is not known any more. */
  from: string | null;
  /** When the send left that is proven. */
  sentAt: string;
  tookMs: number | null;
  limitMs: number;
  isMet: boolean | null;
}

/**
 * The deadlines that the proven sends of an order tell of.
 *
 * @param orderDate ISO 8601: the ledger does not know it.
 */
export function evidencedDeadlines(
  sends: readonly { key: WriteKey; send: Send }[],
  orderDate: string | undefined,
): EvidencedDeadline[] {
  const provenOf = (operation: string): Send | undefined =>
    sends.findLast(
      ({ key, send }) => key.operation === operation && send.proven !== undefined && send.status === 'accepted',
    )?.send;
  const acknowledgement = provenOf('submitAcknowledgement');
  const confirmation = provenOf('submitShipmentConfirmations');
  const departedAt = confirmation === undefined ? undefined : departureTimeOf(confirmation.body);
  return [
    ...(acknowledgement === undefined
      ? []
      : [deadline('acknowledgement', acknowledgement, orderDate === undefined ? undefined : Date.parse(orderDate))]),
    // A denial has no departure, and no limit.
    ...(confirmation === undefined || departedAt === undefined
      ? []
      : [deadline('confirmation', confirmation, departedAt)]),
  ];
}

function deadline(name: keyof typeof limits, { openedAt }: Send, from: number | undefined): EvidencedDeadline {
  const tookMs = from === undefined ? null : openedAt - from;
  return {
    name,
    from: from === undefined ? null : new Date(from).toISOString(),
    sentAt: new Date(openedAt).toISOString(),
    tookMs,
    limitMs: limits[name],
    isMet: tookMs === null ? null : tookMs <= limits[name],
  };
}
