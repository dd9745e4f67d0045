import { afterEach, describe, expect, it } from 'vitest';
import type { ShipmentConfirmation, ShipmentStatusUpdate } from '../../../activities/amazon/schemas/index.js';
import { shipmentStatusCodes } from '../../../activities/amazon/shipment-status-codes.js';
import type { Fault } from '../../../sandbox/amazon/faults.js';
import { acceptance, failureOf, soon, startLocalAccount, submissionOf } from './local-account.js';
import type { LocalAccount, LocalAccountOptions } from './local-account.js';

const operation = 'submitShipmentStatusUpdates';
const instant = { minMs: 0, medianMs: 0, maxMs: 0 };

const started: LocalAccount[] = [];
afterEach(async () => {
  for (const account of started.splice(0)) await account.stop();
});

/** An account with an order that left on the vendor's own carrier, as package `pro 7`. */
async function onItsWay(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const account = await startLocalAccount({ local: { latency: { default: instant } }, ...options });
  started.push(account);
  const { amazon, local } = account;
  local.addOrder({
    purchaseOrderNumber: 'PO1',
    labelMode: 'vendor-carrier',
    lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
  });
  await amazon.submit(submissionOf(account, acceptance(account, 'PO1')));
  account.skip(1_000);
  const confirmed = { operation: 'submitShipmentConfirmations' } as const;
  await amazon.submit(submissionOf(account, confirmation(account), confirmed));
  account.skip(1_000);
  return account;
}

function confirmation(account: LocalAccount): ShipmentConfirmation {
  const { sellingParty, shipFromParty } = acceptance(account, 'PO1');
  const item = { itemSequenceNumber: 1, vendorProductIdentifier: 'SKU-1' };
  const one = { amount: 1, unitOfMeasure: 'Each' };
  return {
    purchaseOrderNumber: 'PO1',
    shipmentDetails: { shippedDate: new Date(account.clock()).toISOString(), shipmentStatus: 'SHIPPED' },
    sellingParty,
    shipFromParty,
    items: [{ ...item, shippedQuantity: one }],
    containers: [
      {
        containerType: 'carton',
        containerIdentifier: '1',
        trackingNumber: 'pro 7',
        shipMethod: 'LTL',
        scacCode: 'ABCD',
        weight: { unitOfMeasure: 'KG', value: '1.5' },
        packedItems: [{ ...item, packedQuantity: one }],
      },
    ],
  };
}

function update(
  account: LocalAccount,
  details: Partial<ShipmentStatusUpdate['statusUpdateDetails']> = {},
): ShipmentStatusUpdate {
  const { sellingParty, shipFromParty } = acceptance(account, 'PO1');
  return {
    purchaseOrderNumber: 'PO1',
    sellingParty,
    shipFromParty,
    statusUpdateDetails: {
      trackingNumber: 'pro 7',
      ...shipmentStatusCodes.X12.DELIVERED,
      statusDateTime: '2026-03-04T09:30:00+01:00',
      statusLocationAddress: { name: 'Hauler', addressLine1: '1 Depot Road', countryCode: 'US' },
      ...details,
    },
  };
}

/** Each event is a write of its own: here, its own occurrence. */
function submit(account: LocalAccount, item: ShipmentStatusUpdate, occurrence = 1) {
  const submission = submissionOf(account, item, { operation });
  const { intent } = submission;
  return account.amazon.submit({ ...submission, intent: { ...intent, key: { ...intent.key, occurrence } } });
}
const applied = ({ local }: LocalAccount) => local.order('PO1')?.statusUpdates;

describe('a status update', () => {
  it('is written ahead, sent as it is, and takes effect once', async () => {
    const account = await onItsWay();
    const item = update(account);
    const result = await submit(account, item);
    const [request, ...others] = account.local.received({ operation });
    const { transactionId = '', requestId } = request ?? {};
    expect(others).toEqual([]);
    expect(result).toEqual({ kind: 'accepted', transactionId, requestId });
    expect(request).toMatchObject({ tokenKind: 'lwa', body: { shipmentStatusUpdates: [item] } });
    expect(account.ledger.records().slice(-2)).toMatchObject([
      { type: 'intent', key: { operation, businessId: 'PO1' }, body: JSON.stringify(item) },
      { type: 'verdict', verdict: { kind: 'accepted', transactionId } },
    ]);
    account.skip(1_000);
    expect(await account.amazon.reads.transaction(transactionId, soon(account))).toMatchObject({ status: 'Success' });
    expect(applied(account)).toMatchObject({ accepted: 1, applied: [{ trackingNumber: 'pro 7', transactionId }] });
    expect(account.local.violations()).toEqual([]);
  });

  it('of every status is understood by Amazon, in both code lists', async () => {
    const rates = { [operation]: { ratePerSecond: 100, burst: 100 } };
    const account = await onItsWay({ local: { latency: { default: instant }, rates } });
    const codes = [...Object.values(shipmentStatusCodes.X12), ...Object.values(shipmentStatusCodes.EDIFACT)];
    for (const [i, pair] of codes.entries()) await submit(account, update(account, pair), i + 1);
    account.skip(1_000);
    expect(applied(account)).toMatchObject({ accepted: 16, applied: codes });
  });

  it('that Amazon would refuse is not sent', async () => {
    const account = await onItsWay();
    const failure = await failureOf(submit(account, update(account, { statusCode: '301' })));
    expect(failure).toMatchObject({
      kind: 'Rejected',
      message: expect.stringMatching(
        /^submitShipmentStatusUpdates was not sent, .*statusCode: expected a pair/,
      ) as unknown,
    });
    expect(account.local.received({ operation })).toEqual([]);
  });

  it.each<[Fault, object, number]>([
    // fault, result, events that Amazon accepted
    [{ kind: 'status', status: 400 }, { kind: 'refused', failure: 'Rejected' }, 0],
    [{ kind: 'status', status: 429 }, { kind: 'not-sent' }, 0],
    [{ kind: 'status', status: 500 }, { kind: 'lost', status: 500 }, 0],
    [{ kind: 'status', status: 503, html: true, processed: true }, { kind: 'lost', status: 503 }, 1],
    [{ kind: 'reset-before' }, { kind: 'lost' }, 0],
    [{ kind: 'reply-lost' }, { kind: 'lost' }, 1],
    [{ kind: 'slow', delayMs: 60_000 }, { kind: 'lost' }, 1],
  ])('with %j is %j', async (fault, result, accepted) => {
    const account = await onItsWay({ httpTimeoutMs: 400 });
    account.local.addFault({ operation, fault });
    expect(await submit(account, update(account))).toMatchObject(result);
    expect(applied(account)?.accepted ?? 0).toBe(accepted);
  });

  it('whose transaction fails names the codes', async () => {
    const account = await onItsWay();
    const sent = await submit(account, update(account, { trackingNumber: 'PRO 7' }));
    account.skip(1_000);
    const id = sent.kind === 'accepted' ? (sent.transactionId ?? '') : '';
    const outcome = await account.amazon.reads.transaction(id, soon(account));
    expect(outcome).toMatchObject({ status: 'Failure', codes: ['INVALID_TRACKING_NUMBER'] });
    expect(applied(account)).toMatchObject({ accepted: 1, applied: [] });
  });
});
