import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { itemsOf, takeCensus } from '../../workers/census.js';
import type { Census } from '../../workers/census.js';
import { repeatCensus } from '../../workers/repeat-census.js';
import { ACCOUNT_WORKFLOW } from '../../workflows/account/messages.js';
import { processes, processKinds } from '../../workflows/processes.js';
import type { ProcessKind } from '../../workflows/processes.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { openOrderDesk } from '../clients/order-desk.js';
import type { OrderDesk } from '../clients/order-desk.js';
import { eventually } from '../support/eventually.js';

/** Every open state of every kind with 0, but for what is given. */
const openOf = (given: Partial<Record<ProcessKind, Record<string, number>>>): Census['open'] =>
  Object.fromEntries(
    processKinds.map((kind) => [
      kind,
      { ...Object.fromEntries(processes[kind].openStates.map((state) => [state, 0])), ...given[kind] },
    ]),
  ) as Census['open'];

const raisedAt = '2026-01-05T16:00:00.000Z';

describe('the items of a workflow', () => {
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
  const census: Census = { open: openOf({ 'purchase-order': { RECEIVED: 1 } }), items: [] };

  /** Takes censuses that end as given, then stops. */
  async function repeated(ends: (Census | Error)[]) {
    const kept: (Census | undefined)[] = [];
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
      'orders and shipments cannot be counted: their metrics are gone',
      'orders and shipments are counted again',
      'orders and shipments cannot be counted: their metrics are gone',
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

  /** A workflow as it would show itself; no worker runs here. */
  const start = (kind: ProcessKind, state: string, attention?: string, items?: object[]) =>
    desk.client.workflow.start(processes[kind].workflowType, {
      workflowId: randomUUID(),
      taskQueue: 'nobody',
      typedSearchAttributes: [
        { key: searchAttributes.FulfillmentState, value: state },
        ...(attention === undefined ? [] : [{ key: searchAttributes.Attention, value: attention }]),
      ],
      ...(items === undefined ? {} : { memo: { attention: items } }),
    });

  it('counts what is open by kind and state, its items by kind and reason, and how old the oldest is', async () => {
    await start('purchase-order', 'RECEIVED');
    await start('purchase-order', 'LABELLING', 'Rejected', [
      { reason: 'Rejected', raisedAt },
      { reason: 'Unproven', raisedAt: '2026-01-05T16:30:00.000Z' },
    ]);
    await start('purchase-order', 'LABELLING', 'Rejected');
    // A name of a state that several kinds have.
    await start('shipment', 'RECEIVED');
    await start('shipment', 'REFUND_EXPECTED', 'RefundExpected', [{ reason: 'RefundExpected', raisedAt }]);
    await start('delivery-notice', 'SENDING', 'Rejected', [{ reason: 'Rejected', raisedAt }]);
    await start('ndr-case', 'AWAITING_DECISION', 'NdrDecisionNeeded', [{ reason: 'NdrDecisionNeeded', raisedAt }]);
    await start('ndr-quarantine', 'QUARANTINED', 'NdrQuarantined');
    await desk.client.workflow.start(ACCOUNT_WORKFLOW, {
      workflowId: randomUUID(),
      taskQueue: 'nobody',
      typedSearchAttributes: [{ key: searchAttributes.Attention, value: 'Paused' }],
    });
    const ended = await start('purchase-order', 'RECEIVED', 'Rejected');
    await ended.terminate();
    const now = Date.parse('2026-01-05T17:00:00.000Z');
    let census: Census | undefined;
    await eventually('visibility shows them', async () => {
      census = await takeCensus(desk.client, () => now);
      const { open, items } = census;
      return (
        open['purchase-order']['RECEIVED'] === 1 &&
        open['ndr-quarantine']['QUARANTINED'] === 1 &&
        items.reduce((sum, { count }) => sum + count, 0) === 8
      );
    });
    expect(census?.open).toEqual(
      openOf({
        'purchase-order': { RECEIVED: 1, LABELLING: 2 },
        shipment: { RECEIVED: 1, REFUND_EXPECTED: 1 },
        'delivery-notice': { SENDING: 1 },
        'ndr-case': { AWAITING_DECISION: 1 },
        'ndr-quarantine': { QUARANTINED: 1 },
      }),
    );
    expect(
      census?.items.map(({ kind, reason, count, oldestAgeMs }) => [kind, reason, count, oldestAgeMs]).toSorted(),
    ).toEqual([
      ['account', 'Paused', 1, 0],
      ['delivery-notice', 'Rejected', 1, 3_600_000],
      ['ndr-case', 'NdrDecisionNeeded', 1, 3_600_000],
      ['ndr-quarantine', 'NdrQuarantined', 1, 0],
      ['purchase-order', 'Rejected', 2, 3_600_000],
      ['purchase-order', 'Unproven', 1, 1_800_000],
      ['shipment', 'RefundExpected', 1, 3_600_000],
    ]);
  }, 30_000);
});

describe('the table of processes', () => {
  it('has no end among the open states, and at least one of each kind', () => {
    for (const kind of processKinds) expect(processes[kind].openStates).not.toHaveLength(0);
    const all = processKinds.flatMap((kind) => processes[kind].openStates);
    for (const end of ['COMPLETED', 'DELIVERED', 'ACCEPTED', 'EXPIRED', 'CLOSED_BY_PERSON']) {
      expect(all).not.toContain(end);
    }
  });
});
