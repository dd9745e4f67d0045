import { afterEach, describe, expect, it } from 'vitest';
import { latencyMs } from '../../../sandbox/amazon/latency.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';
import { minuteMs, startWithClients } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, confirmationOf, labelRequestOf } from './submissions.js';

let here: Clients;

afterEach(async () => {
  await here.amazon.stop();
});

async function start(options: LocalAmazonOptions = {}): Promise<Clients> {
  here = await startWithClients(options);
  return here;
}

const acknowledge = (...items: ReturnType<typeof acknowledgementOf>[]) =>
  here.orders.submitAcknowledgement({ body: { orderAcknowledgements: items } });
const requestLabels = (...items: ReturnType<typeof labelRequestOf>[]) =>
  here.shipping.submitShippingLabelRequest({ body: { shippingLabelRequests: items } });
const confirm = (...items: ReturnType<typeof confirmationOf>[]) =>
  here.shipping.submitShipmentConfirmations({ body: { shipmentConfirmations: items } });

describe('latency', () => {
  // draw, ms
  it.each([
    [0, 1000],
    [0.25, 5500],
    [0.5, 10_000],
    [0.75, 21_250],
    [1, 100_000],
  ])('of draw %d is %d ms between the least and the most', async (draw, ms) => {
    await start();
    expect(latencyMs({ minMs: 1000, medianMs: 10_000, maxMs: 100_000 }, draw)).toBe(ms);
  });

  it('is never above 30 minutes', async () => {
    await start();
    expect(latencyMs({ minMs: 0, medianMs: 1, maxMs: 1e9 }, 1)).toBe(30 * minuteMs);
  });

  it('can be set for each operation, and an outcome is there from its instant on', async () => {
    const exactly = { minMs: 5000, medianMs: 5000, maxMs: 5000 };
    const { amazon, clock, outcome } = await start({ latency: { submitAcknowledgement: exactly } });
    const answer = await acknowledge(acknowledgementOf(amazon.addOrder()));
    clock.advance(4999);
    expect(await outcome(answer)).toBe('Processing');
    clock.advance(1);
    expect(await outcome(answer)).toBe('Success');
  });

  it('repeats with the seed', async () => {
    const dueTimes: number[][] = [];
    for (let run = 0; run < 2; run++) {
      const { amazon } = await start({ seed: 7 });
      for (const order of amazon.addOrders(3)) await acknowledge(acknowledgementOf(order));
      dueTimes.push(amazon.transactions().map((transaction) => transaction.dueAt));
      if (run === 0) await amazon.stop();
    }
    expect(dueTimes[0]).toEqual(dueTimes[1]);
  });
});

describe('transaction ids', () => {
  const timeFirst = /^\d{14}-[0-9a-f-]{36}$/;
  const uuidFirst = /^[0-9a-f-]{36}-\d{14}$/;

  it.each([
    ['time-first', [true, false]],
    ['uuid-first', [false, true]],
    ['mixed', [true, true]],
  ] as const)('with shape %s', async (transactionIdShape, shapes) => {
    const { amazon } = await start({ transactionIdShape });
    for (const order of amazon.addOrders(8)) await acknowledge(acknowledgementOf(order));
    const ids = amazon.transactions().map((transaction) => transaction.transactionId);
    expect([ids.some((id) => timeFirst.test(id)), ids.some((id) => uuidFirst.test(id))]).toEqual(shapes);
    expect(ids.every((id) => timeFirst.test(id) || uuidFirst.test(id))).toBe(true);
  });

  it('that are unknown are a 400', async () => {
    const { transactions } = await start();
    const answer = await transactions.getTransactionStatus({ transactionId: 'unknown' });
    expect([answer.status, answer.data]).toEqual([
      400,
      { errors: [{ code: 'InvalidInput', message: 'Invalid transmission ID.', details: '' }] },
    ]);
  });
});

describe('a second accepted submission', () => {
  it('of an acknowledgement fails and is a violation, also while the first was under way', async () => {
    const { amazon, clock, outcome } = await start();
    const order = amazon.addOrder();
    const first = await acknowledge(acknowledgementOf(order));
    const second = await acknowledge(acknowledgementOf(order));
    clock.advance(30 * minuteMs);
    const outcomes = [await outcome(first), await outcome(second)].sort();
    expect(outcomes).toEqual(['Failure ALREADY_ACKNOWLEDGED', 'Success']);
    expect(amazon.violations()).toMatchObject([
      { rule: 'acknowledged once', purchaseOrderNumber: order.purchaseOrderNumber, operation: 'submitAcknowledgement' },
    ]);
    expect(amazon.order(order.purchaseOrderNumber)?.accepted.acknowledgements).toBe(2);
  });

  it('of a label request and of a confirmation are violations too', async () => {
    const { amazon, clock, outcome } = await start();
    const order = amazon.addOrder();
    await acknowledge(acknowledgementOf(order));
    clock.advance(30 * minuteMs);
    await requestLabels(labelRequestOf(order));
    clock.advance(30 * minuteMs);
    const label = await requestLabels(labelRequestOf(order));
    const confirmation = confirmationOf(order, clock());
    await confirm(confirmation);
    clock.advance(30 * minuteMs);
    const again = await confirm(confirmation);
    clock.advance(30 * minuteMs);
    expect([await outcome(label), await outcome(again)]).toEqual(['Failure LABEL_EXISTS', 'Failure ALREADY_CONFIRMED']);
    expect(amazon.violations().map(({ rule }) => rule)).toEqual(['label asked once', 'confirmed once']);
  });

  it('is none after a failure', async () => {
    const { amazon, clock, outcome } = await start();
    const order = amazon.addOrder();
    const wrong = await acknowledge({ ...acknowledgementOf(order), sellingParty: { partyId: 'OTHER' } });
    clock.advance(30 * minuteMs);
    expect(await outcome(wrong)).toBe('Failure INVALID_PARTY');
    const right = await acknowledge(acknowledgementOf(order));
    clock.advance(30 * minuteMs);
    expect(await outcome(right)).toBe('Success');
    expect(amazon.violations()).toEqual([]);
  });

  it('of a label request gives a new label when a relabel is allowed, once', async () => {
    const { amazon, clock, shipping, outcome } = await start();
    const order = amazon.addOrder();
    const { purchaseOrderNumber } = order;
    const tracking = async () =>
      (await shipping.getShippingLabel({ purchaseOrderNumber })).data.payload?.labelData[0]?.trackingNumber;
    await acknowledge(acknowledgementOf(order));
    clock.advance(30 * minuteMs);
    await requestLabels(labelRequestOf(order));
    clock.advance(30 * minuteMs);
    const first = await tracking();
    expect(amazon.allowRelabel(purchaseOrderNumber)).toBe(true);
    const second = await requestLabels(labelRequestOf(order));
    clock.advance(30 * minuteMs);
    expect(await outcome(second)).toBe('Success');
    expect(await tracking()).not.toBe(first);
    const third = await requestLabels(labelRequestOf(order));
    clock.advance(30 * minuteMs);
    expect(await outcome(third)).toBe('Failure LABEL_EXISTS');
  });
});

describe('a batch with one bad order', () => {
  it.each([
    ['atomic', 'NEW'],
    ['non-atomic', 'ACCEPTED'],
  ] as const)('%s: fails as a whole, the good order is %s', async (batchFailure, status) => {
    const { amazon, clock, outcome } = await start({ batchFailure });
    const [good, bad] = [amazon.addOrder(), amazon.addOrder()];
    const answer = await acknowledge(acknowledgementOf(good), {
      ...acknowledgementOf(bad),
      purchaseOrderNumber: 'NOSUCH',
    });
    clock.advance(30 * minuteMs);
    expect(await outcome(answer)).toBe('Failure INVALID_ORDER_ID');
    expect(amazon.order(good.purchaseOrderNumber)?.orderStatus).toBe(status);
    expect(amazon.transactions()[0]?.entries).toEqual([
      { purchaseOrderNumber: good.purchaseOrderNumber, applied: status === 'ACCEPTED' },
      { purchaseOrderNumber: 'NOSUCH', applied: false, refusedBy: 'order is known' },
    ]);
  });

  it('says the same order twice in a call is a violation', async () => {
    const { amazon, clock, outcome } = await start();
    const order = amazon.addOrder();
    const answer = await acknowledge(acknowledgementOf(order), acknowledgementOf(order));
    clock.advance(30 * minuteMs);
    expect(await outcome(answer)).toBe('Failure DUPLICATE_ORDER_ID');
    expect(amazon.violations()).toHaveLength(1);
  });
});

describe('deadlines', () => {
  it('are recorded when they are missed: 24 h for the acknowledgement, 4 h for the confirmation', async () => {
    const { amazon, clock } = await start();
    const orderDate = clock() - 24 * 60 * minuteMs - 1;
    const late = amazon.addOrder({ orderDate, orderDateWithoutZone: true });
    const inTime = amazon.addOrder({ orderDate: orderDate + 1000 });
    await acknowledge(acknowledgementOf(late), acknowledgementOf(inTime));
    clock.advance(30 * minuteMs);
    await requestLabels(labelRequestOf(late), labelRequestOf(inTime));
    clock.advance(30 * minuteMs);
    await confirm(confirmationOf(late, clock() - 240 * minuteMs - 1), confirmationOf(inTime, clock() - 240 * minuteMs));
    clock.advance(30 * minuteMs);
    const flags = [late, inTime].map(({ purchaseOrderNumber }) => {
      const { acknowledgement, confirmation } = amazon.order(purchaseOrderNumber) ?? {};
      return [acknowledgement?.late, confirmation?.late];
    });
    expect(flags).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(amazon.summary().late).toEqual({ acknowledgements: 1, confirmations: 1 });
  });
});

describe('effects of transactions that fell due while nobody asked', () => {
  it('take place in the order of their instants', async () => {
    const exactly = (ms: number) => ({ minMs: ms, medianMs: ms, maxMs: ms });
    const { amazon, clock, outcome } = await start({
      latency: { submitAcknowledgement: exactly(20 * minuteMs), submitShippingLabelRequest: exactly(10 * minuteMs) },
    });
    const order = amazon.addOrder();
    await acknowledge(acknowledgementOf(order));
    clock.advance(5 * minuteMs);
    const label = await requestLabels(labelRequestOf(order)); // due before the acknowledgement
    clock.advance(60 * minuteMs);
    expect(await outcome(label)).toBe('Failure ORDER_NOT_ACKNOWLEDGED');
    expect(amazon.order(order.purchaseOrderNumber)?.acknowledgement?.at).toBe(clock() - 45 * minuteMs);
  });
});
