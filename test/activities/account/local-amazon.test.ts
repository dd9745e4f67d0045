import { afterEach, describe, expect, it } from 'vitest';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createAccountActivities } from '../../../activities/account/index.js';
import { factsOf } from '../../../activities/purchase-order/read-order.js';
import type { OrderSnapshot } from '../../../workflows/purchase-order/activities.js';
import { begin, wantedOf, withPage } from '../../../workflows/account/rounds.js';
import { anAccount, DAY } from '../../workflows/account/accounts.js';
import { soon, startLocalAccount } from '../amazon/local-account.js';
import type { LocalAccount } from '../amazon/local-account.js';

const plenty = { ratePerSecond: 10_000, burst: 10_000 };

/** Pages as they come over the wire. */
describe('sweeps of a local Amazon', () => {
  let here: LocalAccount;
  afterEach(() => here.stop());

  async function open() {
    here = await startLocalAccount({
      local: { rates: { getOrders: plenty, getOrder: plenty } },
      quotas: { getOrders: plenty, getOrder: plenty },
    });
    const starts = new Map<string, OrderSnapshot | undefined>();
    const activities = createAccountActivities({
      amazon: here.amazon,
      workflows: {
        known: async (_account, numbers) => ({
          running: new Set(numbers.filter((number) => starts.has(number))),
          ended: new Set(),
        }),
        start: async ({ purchaseOrderNumber }, snapshot) => {
          // Without a snapshot its first step is a read of its own.
          if (snapshot === undefined) await here.amazon.reads.order(purchaseOrderNumber, soon(here));
          starts.set(purchaseOrderNumber, snapshot);
          return 'started';
        },
        tellCancelled: async () => undefined,
        oldestStart: async () => undefined,
        ready: async () => ({ count: 0, some: [] }),
      },
      warehouses: [],
      snapshotOf: async (_name, { order }) => ({
        status: order.orderDetails.orderStatus ?? 'absent',
        order: factsOf(order),
        documentId: 'document',
        ledgerId: 'ledger',
        prior: {},
      }),
      clock: here.clock,
    });
    const run = <I, R>(step: (input: I) => Promise<R>, input: I): Promise<R> =>
      new MockActivityEnvironment({
        scheduledTimestampMs: here.clock(),
        scheduleToCloseTimeoutMs: 1_800_000,
        startToCloseTimeoutMs: 45_000,
      }).run(step, input);

    /** A whole round, as the workflow carries it out. */
    const round = async (job: 'sweep' | 'gap', betweenPages: () => void = () => undefined) => {
      let state = begin(
        anAccount({ goLiveAt: new Date(here.clock() - 7 * DAY).toISOString() }, here.clock()),
        job,
        here.clock(),
      );
      for (let underWay = state.rounds[job]; underWay !== undefined; underWay = state.rounds[job]) {
        const { window, nextToken } = underWay;
        const input = {
          account: 'default',
          createdAfter: new Date(window.createdAfter).toISOString(),
          createdBefore: new Date(window.createdBefore).toISOString(),
          ...(nextToken === undefined ? {} : { nextToken }),
        };
        const found =
          job === 'gap'
            ? await run(activities.gapPage, input)
            : await run(activities.sweepPage, { ...input, wanted: wantedOf(state, underWay) });
        state = withPage(state, job, found, here.clock());
        betweenPages();
      }
      return state.last[job]!.counts;
    };
    return { starts, round };
  }

  it('find 10,000 orders of one window, of which one is missing, with at most 101 calls', async () => {
    const { starts, round } = await open();
    const orders = here.local.addOrders(10_000).map(({ purchaseOrderNumber }) => purchaseOrderNumber);
    here.skip(DAY);
    for (const number of orders) starts.set(number, undefined);
    starts.delete(orders[5_000]!);
    expect(await round('gap')).toMatchObject({ pages: 100, listed: 10_000, started: 1, running: 9_999 });
    const calls = (['getOrders', 'getOrder'] as const).flatMap((operation) => here.local.received({ operation }));
    expect(calls.length).toBeLessThanOrEqual(101);
    expect(starts.has(orders[5_000]!)).toBe(true);
  }, 60_000);

  it('start every order with what was listed, while others come in between the pages', async () => {
    const { starts, round } = await open();
    const orders = here.local.addOrders(250);
    here.skip(DAY);
    const late: string[] = [];
    const counts = await round('sweep', () => late.push(here.local.addOrder().purchaseOrderNumber));
    // How many pages that takes is Amazon's affair: it may announce one that is empty.
    expect(counts).toMatchObject({ listed: 250, started: 250 });
    for (const { purchaseOrderNumber } of orders) {
      expect(starts.get(purchaseOrderNumber)).toMatchObject({
        status: 'NEW',
        order: { lines: expect.any(Array) as unknown },
      });
    }
    here.skip(DAY);
    expect(await round('sweep')).toMatchObject({
      listed: 250 + late.length,
      started: late.length,
      running: 250,
    });
  }, 30_000);
});
