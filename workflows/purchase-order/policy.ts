import type { AcknowledgementCode, OrderFacts } from './order.js';

/**
 * The part of the policy that travels in a purchase order's input.
 *
 * It is a snapshot: a change of configuration applies to orders that start after it, never to a running one.
 */
export interface PurchaseOrderPolicy {
  acknowledgement: AcknowledgementPolicy;
  deadlines: DeadlinePolicy;
  attempts: AttemptPolicy;
}

/** Who decides whether an order is accepted, and when the answer goes to Amazon. */
export type AcknowledgementPolicy = AcknowledgementDecision & {
  /** Wait this long after the order is read, so that a person can still reject it. */
  acknowledgeAfterMs: number;
  /** Exceptions to `decide`; the first that matches wins. */
  rules: AcknowledgementRule[];
  /** Two digits and what they mean, as agreed with Amazon: the codes that reject an order. `00`, which accepts, is not among them. */
  codes: Record<string, string>;
  /** From `orderDate` until the vendor's own system is asked no more, and a person is. */
  hookGiveUpMs: number;
};

/** `ask` leaves the order to a person, `hook` to the vendor's own system. */
export type AcknowledgementDecision =
  | { decide: 'accept' }
  | {
      decide: 'reject';
      /** Two digits, not `00`: the reason agreed with Amazon. */
      code: string;
      description?: string;
    }
  | { decide: 'ask' }
  | { decide: 'hook' };

/** Matches an order when every field that is present matches; product identifiers match any line. */
export type AcknowledgementRule = AcknowledgementDecision & {
  /** Warehouse code, as in `shipFromParty`. */
  warehouse?: string;
  shipMethod?: string;
  vendorProductIdentifier?: string;
  buyerProductIdentifier?: string;
};

/** Limits of a purchase order, ms; each warns before and counts as broken after, once each. */
export interface DeadlinePolicy {
  /** From `orderDate` to the acknowledgement. */
  acknowledgeMs: number;
  /** From `orderDate` to the warning that it is not acknowledged yet. */
  acknowledgeWarningMs: number;
  /** From the begin of a step that writes to the evidence that Amazon has it. */
  evidenceMs: number;
  /** From the begin of such a step to the warning that there is none yet. */
  evidenceWarningMs: number;
  /** The warning that an order has not left comes this long before its ship-by instant. */
  shipWarningMs: number;
  /** From the departure to the shipment confirmation. */
  confirmMs: number;
  /** From the departure to the warning that the confirmation is not proven yet. */
  confirmWarningMs: number;
  /** From the request of a label to its end. */
  labelMs: number;
  /** The warning comes this long before a label's end. */
  labelWarningMs: number;
  /** From the request of a packing slip or an invoice until a person is asked. */
  paperMs: number;
  /** From the departure until the vendor's own carrier has to have reported something of each package. */
  firstScanMs: number;
  /** From a carrier's last report of a package until a person is asked. */
  carrierSilenceMs: number;
}

/** Time of a step's activity. */
export interface AttemptPolicy {
  /** One attempt: also the time until a killed worker's attempt is taken over. */
  startToCloseMs: number;
  /** A step whose deadline is past still gets this long. */
  minimumBudgetMs: number;
}

/** What the policy says about an order: the first rule that matches, else the policy's own decision. */
export function decideAcknowledgement(
  policy: Pick<PurchaseOrderPolicy, 'acknowledgement'>,
  order: OrderFacts,
): AcknowledgementDecision {
  const { rules } = policy.acknowledgement;
  const decision = decisionOf(rules.find((rule) => matches(rule, order)) ?? policy.acknowledgement);
  return decision.decide === 'reject' ? { decide: 'reject', ...described(policy, decision) } : decision;
}

/** Why an order cannot be rejected with this code, or `undefined` when it can: Amazon knows the agreed ones only. */
export function codeFault(
  { acknowledgement }: Pick<PurchaseOrderPolicy, 'acknowledgement'>,
  code: string,
): string | undefined {
  const { codes } = acknowledgement;
  return Object.hasOwn(codes, code) ? undefined : `Code ${code} is not in the table: ${tableOf(codes)}.`;
}

/** A code with the description that Amazon is sent: its own, else that of the table. */
export function described(
  { acknowledgement }: Pick<PurchaseOrderPolicy, 'acknowledgement'>,
  { code, description }: AcknowledgementCode,
): AcknowledgementCode {
  const { codes } = acknowledgement;
  const says = description ?? (Object.hasOwn(codes, code) ? codes[code] : undefined);
  return says === undefined ? { code } : { code, description: says };
}

/** `02 bad SKU, 03 out of stock`; sorted, because objects put `10` before `02`. */
const tableOf = (codes: AcknowledgementPolicy['codes']): string =>
  Object.entries(codes)
    .map(([code, meaning]) => `${code} ${meaning}`)
    .toSorted()
    .join(', ');

function matches(rule: AcknowledgementRule, order: OrderFacts): boolean {
  const { warehouse, shipMethod, vendorProductIdentifier, buyerProductIdentifier } = rule;
  return (
    (warehouse === undefined || warehouse === order.shipFromParty) &&
    (shipMethod === undefined || shipMethod === order.shipMethod) &&
    (vendorProductIdentifier === undefined ||
      order.lines.some((line) => line.vendorProductIdentifier === vendorProductIdentifier)) &&
    (buyerProductIdentifier === undefined ||
      order.lines.some((line) => line.buyerProductIdentifier === buyerProductIdentifier))
  );
}

/** Only the decision: a rule's conditions stay behind. */
function decisionOf(source: AcknowledgementDecision): AcknowledgementDecision {
  if (source.decide !== 'reject') return { decide: source.decide };
  const { decide, code, description } = source;
  return description === undefined ? { decide, code } : { decide, code, description };
}
