import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import { acceptedBy, acceptedIn } from '../../../sandbox/demo/accepted.js';
import { demoCases } from '../../../sandbox/demo/ndr/cases.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import { answersOf, purchasesOf } from '../../../sandbox/demo/parcel-outcomes.js';
import { demoShipments } from '../../../sandbox/demo/shipments/shipments.js';
import type { Book } from '../../../sandbox/amazon/shipments/book-view.js';

let amazon: LocalAmazon;
beforeEach(async () => {
  amazon = await startLocalAmazon();
});
afterEach(() => amazon.stop());

describe('what Amazon accepts', () => {
  it('counts submissions, purchases, notices and answers of a whole run', () => {
    const orders = demoOrders(1).map(({ accepted }) => accepted);
    const alone = acceptedIn({ orders, shipments: [], cases: [] });
    // An acknowledgement, a label request that fails, one that does not, a confirmation.
    expect(alone).toBe(4);
    // Five purchases and a notice, three answers.
    expect(acceptedIn({ orders, shipments: demoShipments, cases: demoCases })).toBe(alone + 6 + 3);
  });

  it('is nothing before a run, whatever was reported', () => {
    const [first] = demoCases;
    amazon.addOrder();
    amazon.failDelivery({ trackingId: first!.trackingId });
    expect(acceptedBy(amazon, demoCases)).toBe(0);
    expect(answersOf(amazon, first!.trackingId)).toEqual({ REATTEMPT: 0, RESCHEDULE: 0, RTO: 0 });
    amazon.moveNdrParcel({ trackingId: first!.trackingId, eventCode: 'ReturnInitiated', leg: 'RETURNS' });
    expect(answersOf(amazon, first!.trackingId)).toEqual({ REATTEMPT: 0, RESCHEDULE: 0, RTO: 1 });
  });
});

describe('what Amazon has of one reference', () => {
  const bought = (parcel: string, trackingId: string) => ({ parcel, trackingId }) as Book['purchases'][number];
  const money = (parcel: string, kind: 'charge' | 'refund') => ({ parcel, kind }) as Book['money'][number];
  const notice = (trackingNumber: string) => ({ trackingNumber }) as Book['notices'][number];

  it('are its own purchases, charges and refunds, and the notices of its tracking numbers', () => {
    const book: Book = {
      purchases: [bought('SHIP1', 'T1'), bought('SHIP2', 'T2'), bought('SHIP1', 'T3')],
      money: [money('SHIP1', 'charge'), money('SHIP2', 'charge'), money('SHIP1', 'charge'), money('SHIP1', 'refund')],
      cancellations: [],
      boughtTwice: ['SHIP1'],
      notices: [notice('T1'), notice('T2'), notice('T3'), notice('T9')],
    };
    expect(purchasesOf(book, 'SHIP1')).toEqual({ purchases: 2, charges: 2, refunds: 1, notices: 2 });
    expect(purchasesOf(book, 'SHIP3')).toEqual({ purchases: 0, charges: 0, refunds: 0, notices: 0 });
  });
});
