import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { PURCHASE_ORDER_WORKFLOW } from '../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { itemsOf, repeatCensus, takeCensus } from '../../workers/order-census.js';
import type { OrderCensus } from '../../workers/order-census.js';
import { openOrderDesk } from '../clients/order-desk.js';
import type { OrderDesk } from '../clients/order-desk.js';
import { eventually } from '../support/eventually.js';

const raisedAt = '2026-01-05T16:00:00.000Z';

describe('the items of an order', () => {
  it.each<[string, unknown, string | undefined, object[]]>([
    // case, memo, search attribute, items
    [
      'all of the memo',
      [
        { reason: 'Rejected', raisedAt },
        { reason: 'Unproven', raisedAt },
      ],
      'Rejected',
      [
        { reason: 'Rejected', raisedAt: Date.parse(raisedAt) },
        { reason: 'Unproven', raisedAt: Date.parse(raisedAt) },
      ],
    ],
    ['none of an empty memo', [], 'Rejected', []],
    ['that of the search attribute without a memo', undefined, 'Rejected', [{ reason: 'Rejected' }]],
    ['none without either', undefined, undefined, []],
    [
      'those in form of a faulty memo',
      [null, 1, {}, { reason: 5 }, { reason: 'Paused', raisedAt: 'x' }],
      'Paused',
      [{ reason: 'Paused' }],
    ],
  ])('are %s', (_case, memo, attribute, items) => {
    expect(itemsOf(memo, attribute)).toEqual(items);
  });
});

describe('a repeated census', () => {
  const census: OrderCensus = { orders: { RECEIVED: 1 }, items: {}, oldestItemAgeMs: 0 };

  /** Takes censuses that end as given, then stops. */
  async function repeated(ends: (OrderCensus | Error)[]) {
    const kept: (OrderCensus | undefined)[] = [];
    const pauses: number[] = [];
    const log: string[] = [];
    const stopping = new AbortController();
    await repeatCensus({
      take: () => {
        const end = ends.shift();
        if (ends.length === 0) stopping.abort();
        return end instanceof Error ? Promise.reject(end) : Promise.resolve(end ?? census);
      },
      keep: (taken) => kept.push(taken),
      logger: pino({ base: null }, { write: (line) => void log.push(line) }),
      stopping: stopping.signal,
      pause: (ms) => Promise.resolve(void pauses.push(ms)),
    });
    return { kept, pauses, messages: log.map((line) => (JSON.parse(line) as { msg: string }).msg) };
  }

  it('is taken every minute until it is stopped', async () => {
    const { kept, pauses, messages } = await repeated([census, census, census]);
    expect(kept).toEqual([census, census, census]);
    expect(pauses).toEqual([60_000, 60_000, 60_000]);
    expect(messages).toEqual([]);
  });

  it('keeps nothing stale in an outage, and logs its begin and its end once', async () => {
    const gone = new Error('14 UNAVAILABLE');
    const { kept, messages } = await repeated([census, gone, gone, census, gone]);
    expect(kept).toEqual([census, undefined, undefined, census, undefined]);
    expect(messages).toEqual([
      'orders cannot be counted: their metrics are gone',
      'orders are counted again',
      'orders cannot be counted: their metrics are gone',
    ]);
  });

  it('ends at once when it is stopped in its pause', async () => {
    const stopping = new AbortController();
    const ended = repeatCensus({
      take: () => Promise.resolve(census),
      keep: () => setImmediate(() => stopping.abort()),
      logger: pino({ level: 'silent' }),
      stopping: stopping.signal,
    });
    await expect(ended).resolves.toBeUndefined();
  });
});

describe('a census on a real server', () => {
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk();
  }, 30_000);

  /** An order as its workflow would show it; no worker runs here. */
  const start = (state: string, attention?: string, items?: object[]) =>
    desk.client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
      workflowId: `po/default/${randomUUID()}`,
      taskQueue: 'nobody',
      typedSearchAttributes: [
        { key: searchAttributes.FulfillmentState, value: state },
        ...(attention === undefined ? [] : [{ key: searchAttributes.Attention, value: attention }]),
      ],
      ...(items === undefined ? {} : { memo: { attention: items } }),
    });

  it('counts open orders by state, their items by reason, and how old the oldest is', async () => {
    await start('RECEIVED');
    await start('LABELLING', 'Rejected', [
      { reason: 'Rejected', raisedAt },
      { reason: 'Unproven', raisedAt: '2026-01-05T16:30:00.000Z' },
    ]);
    await start('LABELLING', 'Rejected');
    const ended = await start('RECEIVED', 'Rejected');
    await ended.terminate();
    const now = Date.parse('2026-01-05T17:00:00.000Z');
    let census: OrderCensus | undefined;
    await eventually('visibility shows them', async () => {
      census = await takeCensus(desk.client, () => now);
      return census.orders['RECEIVED'] === 1 && census.orders['LABELLING'] === 2;
    });
    expect(census).toEqual({
      orders: {
        RECEIVED: 1,
        ACKNOWLEDGING: 0,
        ACKNOWLEDGED: 0,
        LABELLING: 2,
        READY_TO_SHIP: 0,
        CONFIRMING: 0,
        IN_TRANSIT: 0,
      },
      items: { Rejected: 2, Unproven: 1 },
      oldestItemAgeMs: 3_600_000,
    });
  }, 30_000);
});
