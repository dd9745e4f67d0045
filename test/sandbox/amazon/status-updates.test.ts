import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShipmentStatusUpdate } from '@sp-api-sdk/vendor-direct-fulfillment-shipping-api-v1';
import axios from 'axios';
import type { Fault } from '../../../sandbox/amazon/faults.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';
import type { MadeOrder, OrderRequest } from '../../../sandbox/amazon/orders/order.js';
import { minuteMs, startWithClients } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, confirmationOf, containerOf, statusUpdateOf } from './submissions.js';

let here: Clients;

const start = async (options: LocalAmazonOptions = {}): Promise<void> => {
  here = await startWithClients(options);
};
beforeEach(() => start());
afterEach(async () => {
  await here.amazon.stop();
});

const trackingNumbers = ['PRO 1', 'pro-2'];

/** An order on the vendor's own carrier, confirmed with a package for each tracking number. */
async function onItsWay(request: OrderRequest = {}): Promise<MadeOrder> {
  const { amazon, clock, orders } = here;
  const order = amazon.addOrder({ labelMode: 'vendor-carrier', lines: 1, ...request });
  await orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order)] } });
  clock.advance(30 * minuteMs);
  await confirm(order);
  clock.advance(30 * minuteMs);
  return order;
}

const confirm = (order: MadeOrder) =>
  here.shipping.submitShipmentConfirmations({
    body: {
      shipmentConfirmations: [
        {
          ...confirmationOf(order, here.clock()),
          containers: trackingNumbers.map((trackingNumber, i) =>
            containerOf(order, { shipMethod: 'LTL', scacCode: 'ABCD', trackingNumber, containerSequenceNumber: i + 1 }),
          ),
        },
      ],
    },
  });
const submit = (...shipmentStatusUpdates: ShipmentStatusUpdate[]) =>
  here.shipping.submitShipmentStatusUpdates({ body: { shipmentStatusUpdates } });
async function outcomeOf(...updates: ShipmentStatusUpdate[]): Promise<string> {
  const answer = await submit(...updates);
  here.clock.advance(30 * minuteMs);
  return here.outcome(answer);
}
const recorded = ({ purchaseOrderNumber }: MadeOrder) => here.amazon.order(purchaseOrderNumber)?.statusUpdates;

describe('submitShipmentStatusUpdates', () => {
  it('takes several packages of an order in one call, and records each event when it took effect', async () => {
    const order = await onItsWay();
    const updates = trackingNumbers.map((trackingNumber) => statusUpdateOf(order, trackingNumber));
    expect(recorded(order)).toBeUndefined();
    const answer = await submit(...updates);
    expect([answer.status, await here.outcome(answer)]).toEqual([202, 'Processing']);
    expect(recorded(order)).toEqual({ accepted: 2, applied: [] });
    here.clock.advance(30 * minuteMs);
    expect(await here.outcome(answer)).toBe('Success');
    const [transaction] = here.amazon.transactions().slice(-1);
    expect(transaction).toMatchObject({
      operation: 'submitShipmentStatusUpdates',
      entries: trackingNumbers.map((trackingNumber) => ({ trackingNumber, applied: true })),
    });
    expect(recorded(order)).toEqual({
      accepted: 2,
      applied: trackingNumbers.map((trackingNumber) => ({
        trackingNumber,
        statusCode: 'D1',
        reasonCode: 'NS',
        statusDateTime: '2026-03-04T09:30:00+01:00',
        at: transaction?.dueAt,
        transactionId: answer.data.payload?.transactionId,
      })),
    });
    expect(here.amazon.received({ operation: 'submitShipmentStatusUpdates' })).toMatchObject([
      { tokenKind: 'lwa', status: 202, body: { shipmentStatusUpdates: updates } },
    ]);
    expect(here.amazon.violations()).toEqual([]);
  });

  it('leaves the order’s status as it is', async () => {
    const order = await onItsWay();
    await outcomeOf(statusUpdateOf(order, 'PRO 1'));
    expect(here.amazon.order(order.purchaseOrderNumber)?.orderStatus).toBe('SHIPPED');
  });

  it('records the same event as often as it took effect, so that a repetition can be seen', async () => {
    const order = await onItsWay();
    const update = statusUpdateOf(order, 'PRO 1');
    expect([await outcomeOf(update), await outcomeOf(update)]).toEqual(['Success', 'Success']);
    expect(recorded(order)).toMatchObject({ accepted: 2, applied: [{}, {}] });
    expect(here.amazon.violations()).toEqual([]);
  });

  it('refuses the same package twice in a call, as a violation', async () => {
    const order = await onItsWay();
    const later = { statusDateTime: '2026-03-04T10:00:00Z' };
    expect(await outcomeOf(statusUpdateOf(order, 'PRO 1'), statusUpdateOf(order, 'PRO 1', later))).toBe(
      'Failure DUPLICATE_PACKAGE',
    );
    expect(here.amazon.violations()).toMatchObject([{ rule: 'package once in a call' }]);
  });

  it('refuses an event that came before the confirmation took effect, whenever it is processed', async () => {
    const exactly = (ms: number) => ({ minMs: ms, medianMs: ms, maxMs: ms });
    await here.amazon.stop();
    await start({
      latency: { submitShipmentConfirmations: exactly(1000), submitShipmentStatusUpdates: exactly(minuteMs) },
    });
    const order = here.amazon.addOrder({ labelMode: 'vendor-carrier', lines: 1 });
    await here.orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order)] } });
    here.clock.advance(30 * minuteMs);
    await confirm(order);
    here.clock.advance(999);
    expect(await outcomeOf(statusUpdateOf(order, 'PRO 1'))).toBe('Failure SHIPMENT_NOT_CONFIRMED');
    expect(await outcomeOf(statusUpdateOf(order, 'PRO 1'))).toBe('Success');
  });

  // order, event, code
  it.each<[OrderRequest, string, Parameters<typeof statusUpdateOf>[2], string]>([
    [{ scheduledDelivery: true }, 'PRO 1', {}, 'Failure SHIPMENT_SCHEDULE_MISSING'],
    [
      { scheduledDelivery: true },
      'PRO 1',
      { shipmentSchedule: { apptWindowStartDateTime: '2026-03-05T09:00:00Z' } },
      'Success',
    ],
    [{}, 'PRO 2', {}, 'Failure INVALID_TRACKING_NUMBER'],
    [{}, 'pro 1', {}, 'Failure INVALID_TRACKING_NUMBER'],
    [{}, 'PRO 1', { statusCode: '301' }, 'Failure INVALID_STATUS_CODE'],
    [{}, 'PRO 1', { statusCode: '301', reasonCode: '000' }, 'Success'],
    [{ labelMode: 'vendor-label' }, 'PRO 1', {}, 'Failure STATUS_UPDATE_NOT_ALLOWED'],
  ])('of %j: package %s, %j is %s', async (request, trackingNumber, details, outcome) => {
    const order = await onItsWay(request);
    expect(await outcomeOf(statusUpdateOf(order, trackingNumber, details))).toBe(outcome);
    expect(recorded(order)).toMatchObject({ accepted: 1, applied: outcome === 'Success' ? [{}] : [] });
  });

  it.each([
    ['atomic', []],
    ['non-atomic', [{ trackingNumber: 'pro-2' }]],
  ] as const)('of two packages, one unknown, with batch failure %s', async (batchFailure, applied) => {
    await here.amazon.stop();
    await start({ batchFailure });
    const order = await onItsWay();
    expect(await outcomeOf(statusUpdateOf(order, 'NONE'), statusUpdateOf(order, 'pro-2'))).toBe(
      'Failure INVALID_TRACKING_NUMBER',
    );
    expect(recorded(order)).toMatchObject({ accepted: 2, applied });
  });
});

describe('faults of submitShipmentStatusUpdates', () => {
  async function ending(call: Promise<{ status: number }>): Promise<number | string> {
    try {
      return (await call).status;
    } catch (error) {
      return axios.isAxiosError(error) ? (error.code ?? error.message) : 'unknown';
    }
  }

  // fault, how the call ends, accepted, outcome of the transaction, events that took effect
  it.each<[Fault, number | string, number, string | undefined, number]>([
    [{ kind: 'status', status: 429 }, 429, 0, undefined, 0],
    [{ kind: 'status', status: 500 }, 500, 0, undefined, 0],
    [{ kind: 'status', status: 503, html: true }, 503, 0, undefined, 0],
    [{ kind: 'status', status: 500, processed: true }, 500, 1, 'Success', 1],
    [{ kind: 'reset-before' }, 'ECONNRESET', 0, undefined, 0],
    [{ kind: 'reply-lost' }, 'ECONNRESET', 1, 'Success', 1],
    [{ kind: 'slow', delayMs: 5 }, 202, 1, 'Success', 1],
    [{ kind: 'not-permitted' }, 403, 0, undefined, 0],
    [{ kind: 'transaction-failure', code: 'INTERNAL_SERVER_ERROR' }, 202, 1, 'Failure', 0],
    [{ kind: 'transaction-failure', code: 'NotAvailable', effect: true }, 202, 1, 'Failure', 1],
    [{ kind: 'never-success', effect: true }, 202, 1, 'Processing', 1],
    [{ kind: 'cancelled-order' }, 202, 1, 'Failure', 0],
  ])('%j ends as %s, with %i accepted', async (fault, end, accepted, state, applied) => {
    const order = await onItsWay();
    const earlier = here.amazon.transactions().length;
    here.amazon.addFault({ operation: 'submitShipmentStatusUpdates', fault });
    expect(await ending(submit(statusUpdateOf(order, 'PRO 1')))).toBe(end);
    here.clock.advance(30 * minuteMs);
    expect(here.amazon.transactions()[earlier]?.state).toBe(state);
    expect(recorded(order)?.accepted ?? 0).toBe(accepted);
    expect(recorded(order)?.applied ?? []).toHaveLength(applied);
  });
});
