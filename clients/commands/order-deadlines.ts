import { duesOf } from '../../workflows/purchase-order/deadlines.js';
import type { DeadlineName } from '../../workflows/purchase-order/deadlines.js';
import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import type { FulfillmentState, PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { Due } from '../../workflows/steps/deadlines.js';

/** A deadline of an order, and how it stands. */
export interface ReportedDeadline {
  name: string;
  /** ISO 8601. */
  dueAt: string;
  /** What Amazon measures, where people plan by an earlier instant; ISO 8601. */
  limitAt: string | null;
  /** In the warehouse's own time. */
  local: string | null;
  status: 'open' | 'warned' | 'broken' | 'met late' | 'met';
  /** When it was met, where that is known; ISO 8601. */
  metAt: string | null;
}

/** The deadlines of an order in the order of its life: those that are met, those that run, those that were broken. */
export function deadlinesOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): ReportedDeadline[] {
  const running = duesOf(order, policy);
  const behind = metDues(order, policy).filter(({ due }) => !running.some(({ name }) => name === due.name));
  const listed = new Set([...behind.map(({ due }) => due.name), ...running.map(({ name }) => name)]);
  return [
    ...behind.map(({ due, metAt }) => reported(order, due, { isMet: true, metAt })),
    ...running.map((due) => reported(order, due, { isMet: false, metAt: null })),
    ...order.breaches
      .filter(({ deadline }) => !listed.has(deadline))
      .map(({ deadline, dueAt, metAt }): ReportedDeadline => ({
        name: deadline,
        dueAt,
        limitAt: null,
        local: null,
        status: metAt === undefined ? 'broken' : 'met late',
        metAt: metAt ?? null,
      })),
  ];
}

function reported(
  { shipPlan, breaches, told }: PurchaseOrderState,
  due: Due,
  { isMet, metAt }: { isMet: boolean; metAt: string | null },
): ReportedDeadline {
  const breach = breaches.findLast(({ deadline }) => deadline === due.name);
  const late = breach?.metAt === undefined ? 'broken' : 'met late';
  const running = told.includes(`warning ${due.name}`) ? 'warned' : 'open';
  return {
    name: due.name,
    dueAt: new Date(due.dueAt).toISOString(),
    limitAt: due.breachAt === due.dueAt ? null : new Date(due.breachAt).toISOString(),
    local: due.name === ('ship' satisfies DeadlineName) ? (shipPlan?.local ?? null) : null,
    status: breach === undefined ? (isMet ? 'met' : running) : late,
    metAt: breach?.metAt ?? metAt,
  };
}

/** What an order has behind it. The instants of proofs are the ledger's; those of decisions are the order's. */
function metDues(order: PurchaseOrderState, policy: PurchaseOrderPolicy): { due: Due; metAt: string | null }[] {
  const { acknowledgement, joined, departure, state } = order;
  // The deadline of an earlier state, as it was then.
  const dueIn = (earlier: FulfillmentState, name: DeadlineName): Due[] =>
    duesOf({ ...order, state: earlier }, policy).filter((due) => due.name === name);
  const isAcknowledged = acknowledgement !== undefined && !joined && state !== 'ACKNOWLEDGING' && state !== 'RECEIVED';
  return [
    ...(isAcknowledged && state !== 'CANCELLED' && state !== 'CLOSED_BY_PERSON'
      ? dueIn('RECEIVED', 'acknowledge').map((due) => ({ due, metAt: null }))
      : []),
    ...(departure === undefined
      ? []
      : dueIn('READY_TO_SHIP', 'ship').map((due) => ({ due, metAt: departure.departedAt }))),
    ...(state === 'COMPLETED' && departure !== undefined
      ? dueIn('CONFIRMING', 'confirm').map((due) => ({ due, metAt: null }))
      : []),
  ];
}
