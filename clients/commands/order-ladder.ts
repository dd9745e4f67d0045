import type { FulfillmentState, PurchaseOrderState } from '../../workflows/purchase-order/state.js';

/** One step on the road of an order. */
export interface LadderStep {
  state: FulfillmentState;
  mark: 'done' | 'now' | 'ahead';
  /** When it was reached as far as the order knows, ISO 8601. */
  at: string | null;
  /** What happened then. */
  note: string | null;
}

/** The road of an order: the steps behind it, where it is, and those that are to come if nothing goes wrong. */
export function ladderOf(order: PurchaseOrderState): LadderStep[] {
  const road = roadOf(order);
  const position = road.indexOf(order.state);
  return road.map((state, index) => {
    const mark = index < position ? 'done' : index === position ? 'now' : 'ahead';
    const known = mark === 'ahead' ? {} : whatIsKnown(order, state);
    return { state, mark, at: known.at ?? (mark === 'now' ? (order.since ?? null) : null), note: known.note ?? null };
  });
}

/** Wherever an order is, it is on its road. */
function roadOf(order: PurchaseOrderState): FulfillmentState[] {
  const road = plannedRoad(order);
  return road.includes(order.state) ? road : [...road, order.state];
}

function plannedRoad(order: PurchaseOrderState): FulfillmentState[] {
  const { state, acknowledgement, labelMode, denial, orderStatus } = order;
  const isRejected = acknowledgement !== undefined && acknowledgement.code !== '00';
  if (state === 'REJECTED' || (state === 'ACKNOWLEDGING' && isRejected)) {
    return ['RECEIVED', 'ACKNOWLEDGING', 'REJECTED'];
  }
  // Nobody knows how far it would have come.
  if (state === 'CANCELLED' || state === 'CLOSED_BY_PERSON') return [...reached(order), state];
  if (denial !== undefined) {
    return [...reached(order), 'FLOOR_DENIED'];
  }
  const inTransit = labelMode?.mode === 'vendor-carrier' || state === 'IN_TRANSIT' ? (['IN_TRANSIT'] as const) : [];
  if (orderStatus === 'SHIPPED') return ['RECEIVED', ...inTransit, 'COMPLETED'];
  return [
    'RECEIVED',
    ...acknowledging(order),
    'ACKNOWLEDGED',
    ...(labelMode === undefined || labelMode.mode === 'amazon' ? (['LABELLING'] as const) : []),
    'READY_TO_SHIP',
    'CONFIRMING',
    ...inTransit,
    'COMPLETED',
  ];
}

/** An order that was accepted elsewhere is not acknowledged here. */
const acknowledging = ({ joined, acknowledgement, state }: PurchaseOrderState): FulfillmentState[] =>
  joined && acknowledgement === undefined && state !== 'ACKNOWLEDGING' ? [] : ['ACKNOWLEDGING'];

/** Steps that have left a trace. */
function reached(order: PurchaseOrderState): FulfillmentState[] {
  const { acknowledgement, joined, labelRequestedAt, label, departure, denial, parcels } = order;
  const isAccepted =
    joined || labelRequestedAt !== undefined || label !== undefined || departure !== undefined || denial !== undefined;
  return [
    'RECEIVED',
    ...(acknowledgement === undefined ? [] : (['ACKNOWLEDGING'] as const)),
    ...(isAccepted ? (['ACKNOWLEDGED'] as const) : []),
    ...(labelRequestedAt === undefined ? [] : (['LABELLING'] as const)),
    ...(label === undefined && departure === undefined ? [] : (['READY_TO_SHIP'] as const)),
    ...(departure === undefined && denial === undefined ? [] : (['CONFIRMING'] as const)),
    ...(parcels.length === 0 ? [] : (['IN_TRANSIT'] as const)),
  ];
}

function whatIsKnown(order: PurchaseOrderState, state: FulfillmentState): { at?: string; note?: string } {
  const { order: facts, acknowledgement, labelRequestedAt, departure, departedBy, denial, joined } = order;
  switch (state) {
    case 'RECEIVED':
      return facts === undefined ? {} : { at: facts.orderDate, note: 'ordered' };
    case 'ACKNOWLEDGING':
      if (acknowledgement === undefined) return {};
      return {
        at: acknowledgement.decidedAt,
        note: `${acknowledgement.code === '00' ? 'accept' : 'reject'} with ${acknowledgement.code}, by ${acknowledgement.actor}`,
      };
    case 'ACKNOWLEDGED':
      return joined ? { note: 'accepted elsewhere' } : {};
    case 'LABELLING':
      return labelRequestedAt === undefined ? {} : { at: labelRequestedAt, note: 'label requested' };
    case 'CONFIRMING':
      if (denial !== undefined) {
        return { at: denial.decidedAt, note: `denied on the floor${by(denial.actor)}` };
      }
      return departure === undefined ? {} : { at: departure.departedAt, note: `departed${reportedBy(departedBy)}` };
    case 'IN_TRANSIT':
      return order.orderStatus === 'SHIPPED' ? { note: 'shipped elsewhere' } : {};
    case 'COMPLETED':
      return order.orderStatus === 'SHIPPED' && order.labelMode?.mode !== 'vendor-carrier'
        ? { note: 'shipped elsewhere' }
        : {};
    default:
      return {};
  }
}

const by = (actor: string | undefined): string => (actor === undefined ? '' : `, by ${actor}`);
const reportedBy = (actor: string | undefined): string => (actor === undefined ? '' : `, reported by ${actor}`);
