import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../../../activities/ledger/ledger.js';
import { deadlinesOf } from '../../../clients/commands/order-deadlines.js';
import { ladderOf } from '../../../clients/commands/order-ladder.js';
import { reportText } from '../../../clients/commands/order-report-text.js';
import { reportOf } from '../../../clients/commands/order-report.js';
import { reportedSends } from '../../../clients/commands/order-sends.js';
import { plainPaint } from '../../../clients/commands/paint.js';
import { raise } from '../../../workflows/steps/attention.js';
import type { ParcelEvent } from '../../../workflows/purchase-order/parcels.js';
import { initialState } from '../../../workflows/purchase-order/state.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { policy } from '../order-desk.js';

const NOW = Date.parse('2026-01-05T16:00:00Z');
const label = {
  format: 'PNG',
  packages: [{ trackingNumber: '1Z1', documentId: 'label-1', sha256: '00', mediaType: 'image/png' }],
};

const received: PurchaseOrderState = {
  ...initialState('acme', 'PO1'),
  order: {
    customerOrderNumber: 'C1',
    orderDate: '2026-01-05T10:00:00.000Z',
    requiredShipDate: '2026-01-07T23:00:00.000Z',
    shipMethod: 'UPS_GROUND',
    isPriorityShipment: false,
    isPslipRequired: false,
    isGift: false,
    sellingParty: 'ACME',
    shipFromParty: 'WH01',
    lines: [{ itemSequenceNumber: '1', vendorProductIdentifier: 'SKU-1', quantity: 2 }],
  },
  orderStatus: 'NEW',
  labelMode: { mode: 'amazon' },
};
const acknowledgement = { code: '00', decidedAt: '2026-01-05T10:01:00.000Z', actor: 'policy' };
const ready: PurchaseOrderState = {
  ...received,
  state: 'READY_TO_SHIP',
  since: '2026-01-05T10:05:00.000Z',
  acknowledgement,
  labelRequestedAt: '2026-01-05T10:02:00.000Z',
  label,
};
const departed: PurchaseOrderState = {
  ...ready,
  state: 'COMPLETED',
  since: '2026-01-05T15:30:00.000Z',
  departure: { departedAt: '2026-01-05T15:00:00.000Z' },
  departedBy: 'dock-1',
};

describe('the life of an order', () => {
  const road = (order: PurchaseOrderState): string =>
    ladderOf(order)
      .map(({ state, mark }) => (mark === 'now' ? `[${state}]` : mark === 'ahead' ? `${state}?` : state))
      .join(' ');

  it.each<[string, PurchaseOrderState, string]>([
    // what, order, steps: behind, [now], ahead?
    [
      'that has come in',
      received,
      '[RECEIVED] ACKNOWLEDGING? ACKNOWLEDGED? LABELLING? READY_TO_SHIP? CONFIRMING? COMPLETED?',
    ],
    [
      'with a label of the vendor skips LABELLING',
      { ...ready, labelMode: { mode: 'vendor-label' } },
      'RECEIVED ACKNOWLEDGING ACKNOWLEDGED [READY_TO_SHIP] CONFIRMING? COMPLETED?',
    ],
    ['that is done', departed, 'RECEIVED ACKNOWLEDGING ACKNOWLEDGED LABELLING READY_TO_SHIP CONFIRMING [COMPLETED]'],
    [
      'that was accepted elsewhere',
      { ...received, state: 'ACKNOWLEDGED', joined: true },
      'RECEIVED [ACKNOWLEDGED] LABELLING? READY_TO_SHIP? CONFIRMING? COMPLETED?',
    ],
    ['that was shipped elsewhere', { ...received, state: 'COMPLETED', orderStatus: 'SHIPPED' }, 'RECEIVED [COMPLETED]'],
    [
      'that is being rejected',
      { ...received, state: 'ACKNOWLEDGING', acknowledgement: { ...acknowledgement, code: '03' } },
      'RECEIVED [ACKNOWLEDGING] REJECTED?',
    ],
    [
      'that is denied on the floor',
      { ...ready, state: 'CONFIRMING', denial: { decidedAt: '2026-01-05T11:00:00.000Z', actor: 'lead-1' } },
      'RECEIVED ACKNOWLEDGING ACKNOWLEDGED LABELLING READY_TO_SHIP [CONFIRMING] FLOOR_DENIED?',
    ],
    ['that Amazon cancelled before it was read', { ...received, state: 'CANCELLED' }, 'RECEIVED [CANCELLED]'],
    [
      'that a person closed before its departure',
      { ...ready, state: 'CLOSED_BY_PERSON' },
      'RECEIVED ACKNOWLEDGING ACKNOWLEDGED LABELLING READY_TO_SHIP [CLOSED_BY_PERSON]',
    ],
    [
      'that will be on its way with a carrier of the vendor',
      { ...ready, labelMode: { mode: 'vendor-carrier' } },
      'RECEIVED ACKNOWLEDGING ACKNOWLEDGED [READY_TO_SHIP] CONFIRMING? IN_TRANSIT? COMPLETED?',
    ],
    [
      'on its way with a carrier of the vendor',
      { ...departed, labelMode: { mode: 'vendor-carrier' }, state: 'IN_TRANSIT' },
      'RECEIVED ACKNOWLEDGING ACKNOWLEDGED READY_TO_SHIP CONFIRMING [IN_TRANSIT] COMPLETED?',
    ],
    [
      'that a carrier of the vendor has delivered',
      { ...departed, labelMode: { mode: 'vendor-carrier' } },
      'RECEIVED ACKNOWLEDGING ACKNOWLEDGED READY_TO_SHIP CONFIRMING IN_TRANSIT [COMPLETED]',
    ],
    [
      'that was shipped elsewhere with a carrier of the vendor',
      { ...received, labelMode: { mode: 'vendor-carrier' }, state: 'IN_TRANSIT', orderStatus: 'SHIPPED' },
      'RECEIVED [IN_TRANSIT] COMPLETED?',
    ],
  ])('%s is %j', (_what, order, steps) => {
    expect(road(order)).toBe(steps);
  });

  it('has the time of every step that is known', () => {
    expect(ladderOf(departed).map(({ at }) => at)).toEqual([
      '2026-01-05T10:00:00.000Z',
      '2026-01-05T10:01:00.000Z',
      null,
      '2026-01-05T10:02:00.000Z',
      null,
      '2026-01-05T15:00:00.000Z',
      '2026-01-05T15:30:00.000Z',
    ]);
  });
});

describe('the deadlines of an order', () => {
  const states = (order: PurchaseOrderState): string[] =>
    deadlinesOf(order, policy).map(({ name, status }) => `${name}: ${status}`);

  it.each<[string, PurchaseOrderState, string[]]>([
    ['that has come in', received, ['acknowledge: open']],
    ['with a warning', { ...received, told: ['warning acknowledge'] }, ['acknowledge: warned']],
    [
      'that is late',
      { ...received, breaches: [{ deadline: 'acknowledge', dueAt: '2026-01-06T10:00:00.000Z' }] },
      ['acknowledge: broken'],
    ],
    ['that can ship', ready, ['acknowledge: met', 'ship: open', 'label: open']],
    ['that is done', departed, ['acknowledge: met', 'ship: met', 'confirm: met']],
    [
      'that was late',
      {
        ...departed,
        breaches: [{ deadline: 'ship', dueAt: '2026-01-05T14:00:00.000Z', metAt: '2026-01-05T15:00:00.000Z' }],
      },
      ['acknowledge: met', 'ship: met late', 'confirm: met'],
    ],
    [
      'with a broken deadline of an earlier step',
      { ...ready, breaches: [{ deadline: 'evidence of the label', dueAt: '2026-01-05T10:32:00.000Z' }] },
      ['acknowledge: met', 'ship: open', 'label: open', 'evidence of the label: broken'],
    ],
    ['that was accepted elsewhere', { ...ready, joined: true }, ['ship: open', 'label: open']],
    ['that was cancelled', { ...received, state: 'CANCELLED' }, []],
    ['that was not read yet', initialState('acme', 'PO1'), []],
  ])('%s are %j', (_what, order, deadlines) => {
    expect(states(order)).toEqual(deadlines);
  });

  it('name the warehouse’s own time, and what Amazon measures', () => {
    const shipPlan = {
      shipBy: '2026-01-07T22:00:00.000Z',
      local: 'Wed 7 Jan 16:00 America/Chicago',
      waitForPacking: false,
    };
    expect(deadlinesOf({ ...ready, shipPlan }, policy).find(({ name }) => name === 'ship')).toMatchObject({
      dueAt: '2026-01-07T22:00:00.000Z',
      limitAt: '2026-01-07T23:00:00.000Z',
      local: 'Wed 7 Jan 16:00 America/Chicago',
    });
  });
});

const key = { account: 'acme', operation: 'submitAcknowledgement', businessId: 'PO1', occurrence: 1 };
const intent = (send: number, at: number, operation = key.operation): LedgerRecord => ({
  key: { ...key, operation },
  send,
  at,
  type: 'intent',
  intentId: `i-${at}`,
  sendableUntil: at + 1_000,
  subject: 's',
  body: '{"street":"a secret"}',
  actor: 'policy',
});

describe('what was sent', () => {
  const refused: LedgerRecord[] = [
    intent(1, NOW),
    {
      key,
      send: 1,
      at: NOW + 1,
      type: 'verdict',
      verdict: { kind: 'refused', failure: 'Rejected', status: 400, codes: ['InvalidInput'], requestId: 'r-1' },
    },
    { key, send: 1, at: NOW + 2, type: 'overruled', actor: 'support-1', requestId: 'x' },
    intent(2, NOW + 3),
    { key, send: 2, at: NOW + 4, type: 'verdict', verdict: { kind: 'accepted', transactionId: 't-2' } },
    { key, send: 2, at: NOW + 5, type: 'proven', by: 'transaction' },
  ];

  it('is told send by send, with its ids and what showed its effect', () => {
    expect(reportedSends([intent(1, NOW + 9, 'submitShipmentConfirmations'), ...refused])).toMatchObject([
      { number: 1, status: 'overruled', codes: ['InvalidInput'], requestIds: ['r-1'], overruledBy: 'support-1' },
      { number: 2, status: 'accepted', transactionIds: ['t-2'], proven: { by: 'transaction' } },
      { operation: 'submitShipmentConfirmations', number: 1, status: 'open', proven: null },
    ]);
  });

  it('says what it means, and nothing else of its content', () => {
    const statusUpdateDetails = {
      trackingNumber: '1Z1',
      statusCode: 'D1',
      reasonCode: 'NS',
      statusDateTime: '2026-01-07T14:20:00Z',
      statusLocationAddress: { name: 'a secret' },
    };
    const update = {
      ...intent(1, NOW, 'submitShipmentStatusUpdates'),
      body: JSON.stringify({ statusUpdateDetails }),
    } as LedgerRecord;
    const [send] = reportedSends([update]);
    expect(send?.meaning).toBe('DELIVERED of 1Z1, 2026-01-07T14:20:00Z');
    expect(JSON.stringify(send)).not.toContain('secret');
  });

  it('is told without its content', () => {
    expect(JSON.stringify(reportedSends(refused))).not.toContain('secret');
  });
});

describe('the report of an order', () => {
  const report = (state: PurchaseOrderState) =>
    reportOf({
      name: { account: 'acme', purchaseOrderNumber: 'PO1' },
      viewed: {
        workflowId: 'po/acme/PO1',
        status: 'RUNNING',
        startedAt: new Date(NOW),
        pending: [
          {
            name: 'obtainLabel',
            attempt: 7,
            kind: 'NotReady',
            lastFailure: `Transaction t-1 is Processing. ${'It takes its time. '.repeat(6)}`.trim(),
            nextAttemptAt: new Date(NOW + 120_000).toISOString(),
          },
        ],
        state,
      },
      policy,
      ledger: { records: [intent(1, NOW)] },
      defaultAccount: 'other',
    });
  const text = (state: PurchaseOrderState, zone?: string): string =>
    reportText(report(state), { width: 80, now: NOW, paint: plainPaint, zone });

  const asked = (answers: { reason: 'Unproven' | 'DecisionNeeded' }): PurchaseOrderState => ({
    ...received,
    attention: raise(received.attention, {
      step: 'decide',
      reason: answers.reason,
      message: 'A message\u001b[2J from the worker.',
      raisedAt: new Date(NOW).toISOString(),
      details: {},
    }).desk,
  });

  it.each([
    // reason, commands
    [
      'Unproven' as const,
      [
        'fulfillment attention resolve PO1 wait --account acme',
        'fulfillment attention resolve PO1 retry --account acme',
        "fulfillment attention resolve PO1 done-elsewhere --account acme --reference 'where, and under which number'",
        'fulfillment attention resolve PO1 abort --account acme',
      ],
    ],
    ['DecisionNeeded' as const, ['fulfillment attention resolve PO1 reject --account acme --data \'{"code":"NN"}\'']],
  ])('has for an item %s what to type for each answer', (reason, commands) => {
    // A line that would be too long goes on in the next, as a shell takes it.
    const shown = text(asked({ reason })).replaceAll(/ \\\n +/g, ' ');
    for (const command of commands) expect(shown).toContain(`    ${command}\n`);
  });

  it('names the item in its commands when several are open', () => {
    const once = asked({ reason: 'Unproven' });
    const twice = { ...once, attention: raise(once.attention, { ...once.attention.items[0]!, step: 'cancel' }).desk };
    expect(report(twice).items[1]?.answers[0]?.command.join(' ')).toBe(
      'fulfillment attention resolve PO1 wait --account acme --item cancel-2',
    );
  });

  it.each<[string, PurchaseOrderState, string | undefined]>([
    ['that can ship', ready, 'orders depart PO1 --account acme'],
    [
      "with the vendor's label",
      { ...ready, labelMode: { mode: 'vendor-label' } },
      'orders depart PO1 --account acme --tracking NUMBER',
    ],
    [
      'that is held',
      { ...ready, state: 'ACKNOWLEDGED', hold: { since: acknowledgement.decidedAt, actor: 'a' } },
      'orders release PO1 --account acme',
    ],
    [
      'that waits to be packed',
      { ...ready, state: 'ACKNOWLEDGED', shipPlan: { shipBy: acknowledgement.decidedAt, waitForPacking: true } },
      'orders pack PO1 --account acme --containers FILE',
    ],
    ['that waits for Amazon', { ...ready, state: 'LABELLING' }, undefined],
    ['that has ended', departed, undefined],
  ])('of an order %s says what to type: %j', (_what, order, command) => {
    expect(report(order).nextCommand?.slice(1).join(' ')).toBe(command);
  });

  it('says what the worker does, why it waits, and when it goes on', () => {
    expect(text({ ...ready, state: 'LABELLING' })).toContain(
      'Under way\n  obtainLabel, attempt 7 in 2 min (2026-01-05 16:02:00 UTC)\n    Transaction t-1 is Processing. It takes its time.',
    );
  });

  it('of an order that has ended names no step as under way', () => {
    const viewed = {
      workflowId: 'po/acme/PO1',
      startedAt: new Date(NOW),
      pending: report(ready).pending,
      state: departed,
    };
    const ended = (status: 'RUNNING' | 'COMPLETED'): number =>
      reportOf({
        name: { account: 'acme', purchaseOrderNumber: 'PO1' },
        viewed: { ...viewed, status },
        policy,
        ledger: { records: [] },
        defaultAccount: 'acme',
      }).pending.length;
    expect([ended('RUNNING'), ended('COMPLETED')]).toEqual([1, 0]);
  });

  it("shows the warehouse's own time beside UTC where its zone is known", () => {
    expect(text(ready)).toContain('2026-01-05 10:01:00 UTC  accept');
    expect(text(ready, 'America/Chicago')).toContain('2026-01-05 10:01:00 UTC (Mon 04:01 CST)  accept');
  });

  describe('with packages on the vendor’s own carrier', () => {
    const event = (number: number, trackingNumber: string, more: Partial<ParcelEvent>): ParcelEvent => ({
      number,
      trackingNumber,
      status: 'IN_TRANSIT',
      occurredAt: `2026-01-0${number}T12:00:00Z`,
      reportedAt: `2026-01-0${number}T12:00:01Z`,
      ...more,
    });
    const quietSince = '2026-01-05T15:00:00Z';
    const onTheRoad: PurchaseOrderState = {
      ...departed,
      state: 'IN_TRANSIT',
      labelMode: { mode: 'vendor-carrier' },
      parcels: [
        { trackingNumber: '1Z-A', quietSince },
        { trackingNumber: '1ZB', quietSince, closedBy: 'ann' },
      ],
      parcelEvents: [
        event(2, '1za', { outcome: 'proven' }),
        event(3, '1ZA', { status: 'OUT_FOR_DELIVERY' }),
        event(4, '1ZC', { status: 'DELIVERED' }),
      ],
    };
    const parcels = (state: PurchaseOrderState): string => /^Parcels\n(( {2}.*\n?)*)/m.exec(text(state))?.[1] ?? '';
    const words = (state: PurchaseOrderState): string[] => parcels(state).split(/\s+/);

    it('tells of each its last status, what Amazon is not told yet, and who has closed it', () => {
      expect(words(onTheRoad).join(' ')).toContain(
        '1Z-A OUT_FOR_DELIVERY, 2026-01-03 12:00:00 UTC; Amazon is not told yet: OUT_FOR_DELIVERY, 2026-01-03 12:00:00 UTC ' +
          '1ZB nothing reported yet; closed by ann',
      );
      expect(report(onTheRoad).parcels).toMatchObject({
        parcels: [
          {
            trackingNumber: '1Z-A',
            last: { status: 'OUT_FOR_DELIVERY', outcome: null },
            isHome: false,
            closedBy: null,
          },
          { trackingNumber: '1ZB', last: null, isHome: true, closedBy: 'ann' },
        ],
      });
    });

    it('names reports of packages that are not its own', () => {
      expect(words(onTheRoad).join(' ')).toContain(
        '1ZC names no parcel of this order: DELIVERED, 2026-01-04 12:00:00 UTC; not sent',
      );
    });

    it('says that a report waits for the departure', () => {
      const early = { ...ready, parcelEvents: [event(2, '1ZA', {})] };
      expect(words(early).join(' ')).toContain('1ZA IN_TRANSIT, 2026-01-02 12:00:00 UTC; waits for the departure');
    });

    it('says what became of what was reported', () => {
      const home = { ...onTheRoad, parcelEvents: [event(4, '1ZA', { status: 'DELIVERED', outcome: 'unproven' })] };
      expect(words(home).join(' ')).toContain('sent, Amazon never said what became of it');
    });
  });

  it('marks a label that must not be used', () => {
    const voided = { ...label, voidedAt: acknowledgement.decidedAt, actor: 'desk-1', isDestroyed: false };
    expect(text({ ...ready, voidLabels: [voided] })).toMatch(
      /^ {2}DO NOT USE +1Z1 {2}PNG {2}document label-1 {2}2026/m,
    );
  });

  it('has no line beyond 80 columns and nothing that steers a terminal', () => {
    const full: PurchaseOrderState = {
      ...asked({ reason: 'Unproven' }),
      packing: [
        {
          containerIdentifier: 'C1',
          weight: { value: '1.2', unitOfMeasure: 'KG' },
          dimensions: { length: '30', width: '20', height: '10', unitOfMeasure: 'CM' },
          items: [{ itemSequenceNumber: '1', quantity: 2 }],
        },
      ],
      audit: [
        {
          at: acknowledgement.decidedAt,
          action: 'depart',
          actor: 'dock-1',
          requestId: 'r-1',
          reason: 'The driver came late and left without the second pallet; it follows tomorrow.',
          refused: 'depart is possible once the order is READY_TO_SHIP; it is RECEIVED.',
        },
      ],
    };
    const shown = text(full, 'America/Chicago');
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('of an order that Temporal has forgotten has the sends only, and says so', () => {
    const forgotten = reportOf({
      name: { account: 'acme', purchaseOrderNumber: 'PO1' },
      policy,
      ledger: { records: [intent(1, NOW)] },
      defaultAccount: 'acme',
    });
    const shown = reportText(forgotten, { width: 80, now: NOW, paint: plainPaint });
    expect(shown).toContain('Temporal no longer knows this order');
    expect(shown).toContain('submitAcknowledgement, send 1: unknown');
    expect(shown).not.toContain('Life');
  });
});
