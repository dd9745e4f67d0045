import { log } from '@temporalio/activity';
import type { SweepPageResult } from '../../workflows/account/activities.js';
import type { OrderSnapshot } from '../../workflows/purchase-order/activities.js';
import type { ListedOrder } from '../amazon/amazon.js';
import { StepNotDone, traceOf } from '../attempt.js';
import { createTaskLanes } from '../task-lanes.js';
import type { AccountDependencies } from './dependencies.js';
import { isOrderNumber } from './order-number.js';

/** Starts at once: enough for a page in a second, few enough for a small Temporal server. */
const CONCURRENT_STARTS = 10;

type StartCounts = Pick<SweepPageResult, 'started' | 'running' | 'ended' | 'skipped'>;

/**
 * Starts those orders of a page that have no workflow.
 *
 * 1. One question to Temporal for the whole page; only what it does not show is started, and a start leaves an order
 *    that runs, or has ended, alone.
 * 2. What was listed with its details takes them along; an order whose details cannot be kept is started without.
 * 3. An order that cannot be started does not hold up the others of its page, but the page is not done.
 *
 * @throws {StepNotDone} `Unavailable` when Temporal did not start all of them: the page is to be done again.
 */
export function createStartMissing({ workflows, snapshotOf, clock }: AccountDependencies) {
  const lanes = createTaskLanes(CONCURRENT_STARTS);
  return async (account: string, listed: readonly ListedOrder[]): Promise<StartCounts> => {
    const seenAt = clock();
    const orders = listed.filter(({ purchaseOrderNumber }) => isOrderNumber(purchaseOrderNumber));
    const skipped = listed.length - orders.length;
    if (skipped > 0) log.warn('orders were listed under numbers that no order can have', { account, skipped });

    const known = await workflows.known(
      account,
      orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber),
    );
    const missing = orders.filter(
      ({ purchaseOrderNumber }) => !known.running.has(purchaseOrderNumber) && !known.ended.has(purchaseOrderNumber),
    );
    const starts = await Promise.allSettled(
      missing.map((each) =>
        lanes.run(each.purchaseOrderNumber, async () => {
          const name = { account, purchaseOrderNumber: each.purchaseOrderNumber };
          return workflows.start(name, await snapshot(name, each, seenAt));
        }),
      ),
    );
    const failed = starts.filter((start) => start.status === 'rejected');
    if (failed[0] !== undefined) throw notAllStarted(failed.length, missing.length, failed[0].reason);
    const started = starts.filter((start) => start.status === 'fulfilled' && start.value === 'started').length;
    const isIn = (set: ReadonlySet<string>): number =>
      orders.filter(({ purchaseOrderNumber }) => set.has(purchaseOrderNumber)).length;
    return {
      started,
      running: isIn(known.running) + missing.length - started,
      ended: isIn(known.ended),
      skipped,
    };
  };

  async function snapshot(
    name: { account: string; purchaseOrderNumber: string },
    { order, raw }: ListedOrder,
    seenAt: number,
  ): Promise<OrderSnapshot | undefined> {
    if (order === undefined) return undefined;
    try {
      return { ...(await snapshotOf(name, { order, raw })), readAt: new Date(seenAt).toISOString() };
    } catch (error) {
      // The order's own step will meet the same fault, and wait with it where a person sees it.
      log.warn('an order is started without its details', { ...name, ...traceOf(error) });
      return undefined;
    }
  }
}

function notAllStarted(failed: number, wanted: number, reason: unknown): Error {
  if (!(reason instanceof StepNotDone)) return reason as Error;
  return new StepNotDone(
    reason.kind,
    `${failed} of ${wanted} orders of a page could not be started. ${reason.message}`,
  );
}
