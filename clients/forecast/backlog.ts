import type { DeadlineName } from '../../workflows/purchase-order/deadlines.js';
import type { OpenOrder } from './open-orders.js';

/** What an order needs of Amazon's quota for its next deadline. */
export type StepName = 'acknowledgement' | 'label' | 'confirmation';

/** A submission that is still to be made, or proven. */
export interface Job {
  step: StepName;
  deadline: DeadlineName;
  /** Epoch ms; of an order that was not read yet the latest that it can be, and infinite where none is shown. */
  dueAt: number;
  /** Amazon is asked for the order first. */
  isUnread: boolean;
  /** It shares a call however near its deadline is: that is not the one that the worker goes by. */
  alwaysShares: boolean;
}

/** Orders for which no quota does anything. */
export interface Waiting {
  orders: number;
  /** Their deadline is past. */
  overdue: number;
  /** The nearest that is not past, epoch ms. */
  nextDeadline: number | null;
}

/** The open orders of an account, by what they wait for. */
export interface Backlog {
  /** Carried on by the worker. */
  jobs: Job[];
  /** For an answer: `fulfillment attention`. */
  answer: Waiting;
  /** For the warehouse: to be packed, released, or shipped. */
  warehouse: Waiting;
  /** On their way with the vendor's own carrier: their status updates have no deadline, and give way to all others. */
  carrier: Waiting;
  /** Nothing is sent for them. */
  dryRun: number;
  /** Jobs whose order is still to be read. */
  unread: number;
}

export interface BacklogOptions {
  /** Epoch ms. */
  now: number;
  /** From the begin of a step to the deadline of its evidence, ms. */
  evidenceMs: number;
  /** From the date of an order until it is to be acknowledged, ms. */
  acknowledgeMs: number;
}

/**
 * Sorts open orders by what they wait for.
 *
 * 1. What waits for a person is none of the quota's, whatever its state; only a late paper holds up nothing else.
 * 2. Amazon's label is needed before the order can ship. One that waits for its ship day counts as if it were asked for
 *    now: in the morning all of them are.
 * 3. Visibility shows one deadline. Of a step that writes, one that is no further off than the time for its evidence is
 *    taken for that; then the order's own is later, and the order may share a call.
 * 4. An order that was not read yet shows no deadline: its date is not known. It is older than its workflow, so that the
 *    deadline is no later than if it had been ordered when that began.
 */
export function backlogOf(orders: readonly OpenOrder[], options: BacklogOptions): Backlog {
  const { now } = options;
  const backlog: Backlog = { jobs: [], answer: nobody(), warehouse: nobody(), carrier: nobody(), dryRun: 0, unread: 0 };
  for (const order of orders) {
    const step = stepOf(order);
    if (order.isDryRun) backlog.dryRun += 1;
    else if (order.attention !== null && !BESIDE.has(order.attention)) count(backlog.answer, order, now);
    else if (step !== undefined) backlog.jobs.push(jobOf(order, step, options));
    else count(order.state === 'IN_TRANSIT' ? backlog.carrier : backlog.warehouse, order, now);
  }
  backlog.unread = backlog.jobs.filter(({ isUnread }) => isUnread).length;
  return backlog;
}

/** Reasons that hold up a side road only. */
const BESIDE: ReadonlySet<string> = new Set(['PaperLate']);

const nobody = (): Waiting => ({ orders: 0, overdue: 0, nextDeadline: null });

function count(waiting: Waiting, { nextDeadline }: OpenOrder, now: number): void {
  waiting.orders += 1;
  if (nextDeadline === null) return;
  if (nextDeadline < now) waiting.overdue += 1;
  else waiting.nextDeadline = Math.min(nextDeadline, waiting.nextDeadline ?? Infinity);
}

function stepOf({ state, labelMode }: OpenOrder): StepName | undefined {
  switch (state) {
    case 'RECEIVED':
    case 'ACKNOWLEDGING':
      return 'acknowledgement';
    case 'ACKNOWLEDGED':
      return labelMode === 'vendor-label' || labelMode === 'vendor-carrier' ? undefined : 'label';
    case 'LABELLING':
      return 'label';
    case 'CONFIRMING':
      return 'confirmation';
    default:
      return undefined;
  }
}

const own = { acknowledgement: 'acknowledge', label: 'ship', confirmation: 'confirm' } as const;
const WRITING: ReadonlySet<string | null> = new Set(['ACKNOWLEDGING', 'LABELLING', 'CONFIRMING']);

function jobOf(order: OpenOrder, step: StepName, { now, evidenceMs, acknowledgeMs }: BacklogOptions): Job {
  const { state, startedAt, nextDeadline } = order;
  const isUnread = state === 'RECEIVED' && nextDeadline === null;
  const dueAt = isUnread ? startedAt + acknowledgeMs : (nextDeadline ?? Infinity);
  const isOfEvidence = WRITING.has(state) && dueAt >= now && dueAt <= now + evidenceMs;
  return isOfEvidence
    ? { step, deadline: `evidence of the ${step}`, dueAt, isUnread, alwaysShares: true }
    : { step, deadline: own[step], dueAt, isUnread, alwaysShares: false };
}
