import { describe, expect, it } from 'vitest';
import { failures } from '../../../workflows/failures.js';
import { alarmsOf } from '../../../workflows/purchase-order/alarms.js';
import { deadlineOf } from '../../../workflows/purchase-order/deadlines.js';
import type { PurchaseOrderPolicy } from '../../../workflows/purchase-order/policy.js';
import { situationOf, visibleOf } from '../../../workflows/purchase-order/situation.js';
import type { Situation } from '../../../workflows/purchase-order/situation.js';
import { isEnd, nextStates } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { searchAttributes } from '../../../workflows/search-attributes.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { instantOf, NOW, orderIn, ORDERED_AT, withItem } from './orders.js';

const HOUR = 3_600_000;
const policy: PurchaseOrderPolicy = {
  acknowledgement: {
    decide: 'accept',
    acknowledgeAfterMs: 0,
    rules: [],
    codes: { '02': 'bad SKU', '03': 'out of stock' },
    hookGiveUpMs: 72_000_000,
  },
  deadlines: defaultPolicy.deadlines,
  attempts: { startToCloseMs: 45_000, minimumBudgetMs: HOUR / 2 },
};
const states = Object.keys(nextStates) as FulfillmentState[];
const valueOf = (order: PurchaseOrderState, name: keyof typeof searchAttributes): unknown =>
  visibleOf(order, policy).searchAttributes.find(({ key }) => key.name === name)?.value;

describe('where an order stands', () => {
  const acknowledgeBy = ORDERED_AT + 24 * HOUR;
  const shipBy = ORDERED_AT + 24 * HOUR;
  const confirmBy = NOW + 3 * HOUR;
  it.each<[FulfillmentState, Situation['whoseMove'], number | undefined]>([
    // state, whose move, next deadline
    ['RECEIVED', 'worker', acknowledgeBy],
    ['ACKNOWLEDGING', 'Amazon', acknowledgeBy],
    ['ACKNOWLEDGED', 'worker', shipBy],
    ['LABELLING', 'Amazon', shipBy],
    ['READY_TO_SHIP', 'warehouse', shipBy],
    ['CONFIRMING', 'Amazon', confirmBy],
    ['IN_TRANSIT', 'carrier', undefined],
    ['COMPLETED', 'nobody', undefined],
    ['REJECTED', 'nobody', undefined],
    ['FLOOR_DENIED', 'nobody', undefined],
    ['CANCELLED', 'nobody', undefined],
    ['CLOSED_BY_PERSON', 'nobody', undefined],
  ])('in state %s it is the move of: %s, by %s', (state, whoseMove, deadline) => {
    const situation = situationOf(orderIn(state), policy);
    expect(situation.whoseMove).toBe(whoseMove);
    expect(situation.nextStep).not.toBe('');
    expect(situation.nextDeadline).toBe(deadline);
  });

  it('has no deadline before the order was read', () => {
    const unread = orderIn('RECEIVED');
    delete unread.order;
    expect(deadlineOf(unread, policy)).toBeUndefined();
  });

  it('is a person’s move while an item is open, in every state, and says what to do', () => {
    for (const state of states.filter((each) => !isEnd(each))) {
      const order = withItem(orderIn(state));
      const { whoseMove, nextStep } = situationOf(order, policy);
      expect(whoseMove).toBe('person');
      expect(nextStep).toContain(failures.Unproven.remedy);
      expect(nextStep).toContain('acknowledge-1');
      expect(valueOf(order, 'Attention')).toBe('Unproven');
    }
  });
});

describe('what is visible of an order', () => {
  it('covers the search attributes of an order, absent ones as null', () => {
    const unread = orderIn('RECEIVED');
    delete unread.order;
    delete unread.labelMode;
    const values = Object.fromEntries(
      visibleOf(unread, policy).searchAttributes.map(({ key, value }) => [key.name, value]),
    );
    expect(values).toEqual({
      FulfillmentState: 'RECEIVED',
      Account: 'acme',
      Warehouse: null,
      LabelMode: null,
      Attention: null,
      NextDeadline: null,
      References: null,
    });
  });

  it('makes an order findable by customer order, transactions, requests and tracking numbers', () => {
    const order = orderIn('READY_TO_SHIP', { transactionIds: ['t1', 't2'], requestIds: ['r1'] });
    expect(valueOf(order, 'References')).toEqual(['co:123-4567890-1234567', 'tx:t1', 'tx:t2', 'req:r1', 'trk:TRACK-1']);
  });

  it.each<[string, string]>([
    ['long', 'x'.repeat(100)],
    ['many bytes long', '運'.repeat(100)],
    ['full of quotes', '"'.repeat(100)],
    ['short', ''],
  ])('keeps References below the 2 KB that the server takes, with 200 tracking numbers that are %s', (_what, text) => {
    const containers = Array.from({ length: 200 }, (_each, index) => ({
      containerIdentifier: String(index),
      trackingNumber: `${index}${text}`.slice(0, 100),
      items: [],
    }));
    const order = orderIn('CONFIRMING', {
      departure: { departedAt: instantOf(NOW), containers },
      transactionIds: Array.from({ length: 50 }, (_each, index) => `20260105080000-${index}-${'0'.repeat(36)}`),
      requestIds: Array.from({ length: 50 }, (_each, index) => `${index}-${'0'.repeat(36)}`),
    });
    const references = valueOf(order, 'References') as string[];
    expect(new TextEncoder().encode(JSON.stringify(references)).length).toBeLessThanOrEqual(2_048);
    for (const prefix of ['co:', 'tx:', 'req:', 'trk:']) {
      expect(references.some((reference) => reference.startsWith(prefix))).toBe(true);
    }
    expect(references.some((reference) => reference.startsWith('tx:20260105080000-49'))).toBe(true);
  });

  it('says on the page what waits for a person, with the answers', () => {
    const { details } = visibleOf(withItem(orderIn('ACKNOWLEDGING')), policy);
    expect(details).toContain('### Waits for a person: Unproven (`acknowledge-1`)');
    expect(details).toContain('Answers: wait, retry, done-elsewhere, abort.');
  });

  it('lists every open item as the memo, bounded whatever is in them', () => {
    const packages = Array.from({ length: 200 }, (_each, index) => `TRACK-${index}-${'x'.repeat(80)}`).join(', ');
    let order = orderIn('LABELLING');
    for (let count = 0; count < 100; count += 1) {
      order = withItem(order, { step: 'replaceLabel', reason: 'LabelReplaced', message: packages });
    }
    const { items } = visibleOf(order, policy);
    expect(items).toHaveLength(100);
    // The server takes 2 MB of memo, and warns from 2 KB on: one item must not be a page of numbers.
    expect(JSON.stringify(items).length / items.length).toBeLessThan(2_048);
  });

  it('costs little with 100 open items: every workflow task looks at all of them', () => {
    let order = orderIn('READY_TO_SHIP', { labelRequestedAt: instantOf(NOW) });
    for (let count = 0; count < 100; count += 1) order = withItem(order, { dueAt: instantOf(NOW + HOUR) });
    const looks = 200;
    const startedAt = performance.now();
    for (let count = 0; count < looks; count += 1) {
      visibleOf(order, policy);
      alarmsOf(order, policy);
    }
    // Generous: a task looks some twenty times, and the server waits 10 s for it.
    expect((performance.now() - startedAt) / looks).toBeLessThan(20);
  });

  it('says on the page which deadline was missed', () => {
    const breaches = [{ deadline: 'confirm', dueAt: instantOf(NOW), metAt: instantOf(NOW + HOUR) }];
    expect(visibleOf(orderIn('COMPLETED', { breaches }), policy).details).toContain(
      `- Breach: confirm was due ${instantOf(NOW)}, met ${instantOf(NOW + HOUR)}.`,
    );
  });

  it('is one table row for each fact, whatever a warehouse puts into its texts', () => {
    const order = orderIn('CONFIRMING', {
      departure: { departedAt: instantOf(NOW), trackingNumber: '| a | b `c` <b>' },
    });
    const rows = visibleOf(order, policy)
      .details.split('\n')
      .filter((row) => row.startsWith('|'));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(4);
  });
});
