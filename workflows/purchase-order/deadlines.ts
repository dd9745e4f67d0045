import { settled } from '../steps/deadlines.js';
import type { Due } from '../steps/deadlines.js';
import type { PurchaseOrderPolicy } from './policy.js';
import { isEnd } from './state.js';
import type { FulfillmentState, PurchaseOrderState } from './state.js';

/** Deadlines of a purchase order, as people read them. */
export type DeadlineName =
  'acknowledge' | 'ship' | 'confirm' | 'label' | `evidence of the ${'acknowledgement' | 'label' | 'confirmation'}`;

/**
 * The deadlines that an order has in its state, all of them not yet met.
 *
 * 1. Acknowledge within 24 h of `orderDate`.
 * 2. Ship by `requiredShipDate`; people plan by the warehouse's last chance before it.
 * 3. Confirm at the latest 4 h after the departure (DF-14), warned at 30 min.
 * 4. A label is good for 90 days.
 * 5. The evidence of a write within 30 min of its step's begin.
 */
export function duesOf(order: PurchaseOrderState, { deadlines }: PurchaseOrderPolicy): Due[] {
  if (order.order === undefined || isEnd(order.state)) return [];
  const { orderDate, requiredShipDate } = order.order;
  const due = (name: DeadlineName, start: number, warnAfterMs: number, ms: number): Due => ({
    name,
    warnAt: start + warnAfterMs,
    dueAt: start + ms,
    breachAt: start + ms,
  });
  const evidence = (name: DeadlineName): Due[] =>
    order.since === undefined
      ? []
      : [due(name, Date.parse(order.since), deadlines.evidenceWarningMs, deadlines.evidenceMs)];
  const acknowledge = due(
    'acknowledge',
    Date.parse(orderDate),
    deadlines.acknowledgeWarningMs,
    deadlines.acknowledgeMs,
  );
  const shipBy = Date.parse(order.shipPlan?.shipBy ?? requiredShipDate);
  const ship: Due = {
    name: 'ship' satisfies DeadlineName,
    warnAt: shipBy - deadlines.shipWarningMs,
    dueAt: shipBy,
    breachAt: Date.parse(requiredShipDate),
  };
  switch (order.state) {
    case 'RECEIVED':
      return [acknowledge];
    case 'ACKNOWLEDGING':
      return [acknowledge, ...evidence(EVIDENCE.ACKNOWLEDGING)];
    case 'ACKNOWLEDGED':
      return [ship];
    case 'LABELLING':
      return [ship, ...(order.label === undefined ? evidence(EVIDENCE.LABELLING) : [])];
    case 'READY_TO_SHIP':
      return [
        ship,
        ...(order.label === undefined || order.labelRequestedAt === undefined
          ? []
          : [
              due(
                'label',
                Date.parse(order.labelRequestedAt),
                deadlines.labelMs - deadlines.labelWarningMs,
                deadlines.labelMs,
              ),
            ]),
      ];
    case 'CONFIRMING':
      return [
        ...(order.departure === undefined
          ? []
          : [due('confirm', Date.parse(order.departure.departedAt), deadlines.confirmWarningMs, deadlines.confirmMs)]),
        ...evidence(EVIDENCE.CONFIRMING),
      ];
    default:
      return [];
  }
}

const EVIDENCE = {
  ACKNOWLEDGING: 'evidence of the acknowledgement',
  LABELLING: 'evidence of the label',
  CONFIRMING: 'evidence of the confirmation',
} as const satisfies Partial<Record<FulfillmentState, DeadlineName>>;

/** The deadline for the evidence of the write that an order is at. */
export const evidenceDueOf = ({ state }: PurchaseOrderState): DeadlineName | undefined =>
  (EVIDENCE as Partial<Record<FulfillmentState, DeadlineName>>)[state];

/** The deadline that people go by: the earliest that is not broken, else the earliest of all. Epoch ms. */
export function nextDeadlineOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): number | undefined {
  const dues = duesOf(order, policy);
  const isBroken = ({ name }: Due): boolean =>
    order.breaches.some(({ deadline, metAt }) => deadline === name && metAt === undefined);
  const open = dues.filter((due) => !isBroken(due));
  const instants = (open.length > 0 ? open : dues).map(({ dueAt }) => dueAt);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/**
 * The business deadline that a step works towards, epoch ms: what Amazon measures, not what people plan by.
 *
 * Absent before the order was read and after its end.
 */
export function deadlineOf(order: PurchaseOrderState, { deadlines }: PurchaseOrderPolicy): number | undefined {
  if (order.order === undefined || isEnd(order.state)) return undefined;
  switch (order.state) {
    case 'RECEIVED':
    case 'ACKNOWLEDGING':
      return Date.parse(order.order.orderDate) + deadlines.acknowledgeMs;
    case 'CONFIRMING': {
      const startedAt = order.departure?.departedAt ?? order.denial?.decidedAt;
      return startedAt === undefined ? undefined : Date.parse(startedAt) + deadlines.confirmMs;
    }
    case 'IN_TRANSIT':
      return undefined;
    default:
      return Date.parse(order.order.requiredShipDate);
  }
}

/** Puts it on record when a deadline was met. */
export const met = (
  order: PurchaseOrderState,
  name: DeadlineName,
  dueAt: number,
  metAt: number,
): PurchaseOrderState => ({
  ...order,
  breaches: settled(order.breaches, name, dueAt, metAt),
});

/**
 * Puts it on record that nobody waits for a deadline any more: what was broken until then is met at `at`, ISO 8601.
 *
 * It may come again, with the next label, and is told again then.
 */
export const over = (order: PurchaseOrderState, name: DeadlineName, at: string): PurchaseOrderState => ({
  ...order,
  breaches: order.breaches.map((breach) =>
    breach.deadline === name && breach.metAt === undefined ? { ...breach, metAt: at } : breach,
  ),
  told: order.told.filter((id) => id !== `warning ${name}` && id !== `breach ${name}`),
});
