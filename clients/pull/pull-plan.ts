import type { PaperKind } from '../../workflows/purchase-order/order.js';
import { isEnd } from '../../workflows/purchase-order/state.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { labelFiles, paperFiles, voidFiles } from './order-files.js';
import type { OrderFile } from './order-files.js';
import { expiredBecause, stoppedBecause } from './stopped.js';
import type { Stopped } from './stopped.js';

/** What is to be printed for a ship day. */
export interface PullPlan {
  /** In printing order: what has to leave first comes first. */
  orders: OrderToPrint[];
  /** Orders of that day of which nothing is printed. */
  leftOut: LeftOut[];
  /** Orders of earlier days that have not left. */
  earlier: { purchaseOrderNumber: string; shipDay: string }[];
}

export interface OrderToPrint {
  purchaseOrderNumber: string;
  /** The warehouse's last chance to ship it in time, ISO 8601, UTC; absent where nothing is known of it. */
  shipBy?: string;
  files: OrderFile[];
  /** Papers of its parcel that Amazon has not made yet. */
  missing: PaperKind[];
}

export interface LeftOut {
  purchaseOrderNumber: string;
  /** `void`: marked void, and there is no other label yet. `unavailable`: a document cannot be read. */
  reason: Stopped['reason'] | 'void' | 'no-label' | 'unavailable';
  /** What is said of the order, after its number. */
  says: string;
}

export interface PullFor {
  /** Which ship day, a date of the warehouse's calendar; absent where its days are not known: then all that is ready. */
  day?: string;
  /** Today in the warehouse's time: orders without a ship day are for today. */
  today?: string;
  /** Epoch ms. */
  now: number;
  /** How long a label is valid, from its request, ms. */
  labelMs: number;
}

/** Sorts the orders of a warehouse by what becomes of each; those that have left are of no interest. */
export function planPull(states: readonly PurchaseOrderState[], pull: PullFor): PullPlan {
  const plan: PullPlan = { orders: [], leftOut: [], earlier: [] };
  for (const state of states) {
    const { purchaseOrderNumber } = state;
    const day = state.shipDay?.day ?? pull.today;
    if (pull.day !== undefined && day !== pull.day) {
      if (day !== undefined && day < pull.day && isReady(state)) {
        plan.earlier.push({ purchaseOrderNumber, shipDay: day });
      }
      continue;
    }
    const leftOut = leftOutBecause(state, pull);
    if (leftOut !== undefined) plan.leftOut.push({ purchaseOrderNumber, ...leftOut });
    else if (isToPrint(state)) plan.orders.push(toPrint(state));
  }
  return {
    orders: plan.orders.toSorted(inPrintingOrder),
    leftOut: plan.leftOut.toSorted(byNumber),
    earlier: plan.earlier.toSorted(byNumber),
  };
}

function leftOutBecause(state: PurchaseOrderState, pull: PullFor): Omit<LeftOut, 'purchaseOrderNumber'> | undefined {
  const stopped = stoppedBecause(state);
  // Nothing of it was ever there to be printed.
  if (stopped !== undefined) return hasDocuments(state) ? stopped : undefined;
  if (!isToPrint(state)) return undefined;
  if (state.label === undefined && state.voidLabels.length > 0) {
    return { reason: 'void', says: 'has a label that was marked void, and no other one yet.' };
  }
  if (state.label === undefined && (state.labelMode === undefined || state.labelMode.mode === 'amazon')) {
    return { reason: 'no-label', says: `has no label yet; it is ${state.state}.` };
  }
  return expiredBecause(state, pull);
}

const hasDocuments = (state: PurchaseOrderState): boolean =>
  [labelFiles, voidFiles, paperFiles].some((files) => files(state).length > 0);

const isToPrint = ({ state, departure, denial }: PurchaseOrderState): boolean =>
  !isEnd(state) && state !== 'IN_TRANSIT' && departure === undefined && denial === undefined;

const isReady = (state: PurchaseOrderState): boolean => isToPrint(state) && state.state === 'READY_TO_SHIP';

function toPrint(state: PurchaseOrderState): OrderToPrint {
  const { purchaseOrderNumber, shipPlan, order, papersNeeded, papers, papersSkipped } = state;
  const shipBy = shipPlan?.shipBy ?? order?.requiredShipDate;
  const settled = [...papers.map(({ kind }) => kind), ...papersSkipped];
  return {
    purchaseOrderNumber,
    ...(shipBy === undefined ? {} : { shipBy }),
    files: [...labelFiles(state), ...paperFiles(state)],
    missing: papersNeeded.filter((kind) => !settled.includes(kind)),
  };
}

const inPrintingOrder = (a: OrderToPrint, b: OrderToPrint): number =>
  (a.shipBy ?? '9').localeCompare(b.shipBy ?? '9', 'en') || byNumber(a, b);

const byNumber = (a: { purchaseOrderNumber: string }, b: { purchaseOrderNumber: string }): number =>
  a.purchaseOrderNumber < b.purchaseOrderNumber ? -1 : 1;
