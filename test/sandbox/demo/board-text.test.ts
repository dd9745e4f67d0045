import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../clients/commands/paint.js';
import type { HoldUp } from '../../../clients/held-up.js';
import type { BoardRow } from '../../../sandbox/demo/board.js';
import { boardText } from '../../../sandbox/demo/board-text.js';
import { demoCases } from '../../../sandbox/demo/ndr/cases.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import { caseRow, shipmentRow } from '../../../sandbox/demo/parcel-board.js';
import { orderRow } from '../../../sandbox/demo/row.js';
import type { Row } from '../../../sandbox/demo/row.js';
import { statesText } from '../../../sandbox/demo/screen.js';
import { demoShipments } from '../../../sandbox/demo/shipments/shipments.js';
import { loadConfig, toPurchaseOrderPolicy } from '../../../temporal.config.js';
import { failures } from '../../../workflows/failures.js';
import type { FailureKind } from '../../../workflows/failures.js';
import { situationOf } from '../../../workflows/purchase-order/situation.js';
import { initialState } from '../../../workflows/purchase-order/state.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { AttentionItem } from '../../../workflows/steps/attention.js';

const policy = toPurchaseOrderPolicy(loadConfig({}).policy);
const now = Date.parse('2026-01-05T12:00:00Z');
const orders = demoOrders(25);
const ended: BoardRow[] = orders.map((order) => ({
  order,
  state: 'COMPLETED',
  whoseMove: 'nobody',
  nextStep: 'None.',
  items: [],
  alarms: [],
}));

const itemOf = (reason: FailureKind): AttentionItem => ({
  attentionId: 'obtainLabel-1',
  step: 'obtainLabel',
  reason,
  message: 'submitShippingLabelRequest was refused: INVALID_SHIP_METHOD.',
  answers: failures[reason].answers,
  raisedAt: '2026-01-05T12:00:00Z',
  details: {},
});
const asking = (index: number, reason: FailureKind): BoardRow => ({
  ...ended[index]!,
  state: 'LABELLING',
  whoseMove: 'person',
  nextStep: `${failures[reason].remedy} (obtainLabel-1)`,
  nextDeadline: '2026-01-05T14:30:00Z',
  items: [itemOf(reason)],
});
const ready: BoardRow = {
  ...ended[0]!,
  state: 'READY_TO_SHIP',
  whoseMove: 'warehouse',
  nextStep: 'Ship, then report the departure (depart).',
  nextDeadline: '2026-01-05T14:30:00Z',
};
const holdUp: HoldUp = {
  account: 'demo',
  state: 'LABELLING',
  step: 'obtainLabel',
  reason: 'Paused',
  happened: 'Calls are paused.',
  nextStep: failures.Paused.remedy,
  seen: 11,
  lookedAt: 13,
  inState: 13,
  dueAt: null,
  examples: ['DEMO01', 'DEMO06', 'DEMO08'],
};
const busy = [asking(0, 'Rejected'), asking(1, 'LabelModeMissing'), asking(2, 'LabelModeMissing'), ...ended.slice(3)];
const wide = { columns: 200, rows: 50 };
const text = (rows: readonly BoardRow[], size = wide, holdUps: readonly HoldUp[] = []): string =>
  textOf(rows.map(orderRow), size, holdUps);
const textOf = (rows: readonly Row[], size = wide, holdUps: readonly HoldUp[] = []): string =>
  boardText({ rows, holdUps }, now, size, plainPaint);

describe('the table of the demo', () => {
  it('shows of an order that asks: state, reason, next step, deadline from now', () => {
    expect(text(busy, { columns: 240, rows: 50 })).toMatch(
      /^DEMO01 .*amazon +LABELLING +Rejected +Correct what the codes name, then answer retry.* +in 2 h 30 min$/m,
    );
  });

  // columns, next step: the sentence, else the answers or the command
  it.each<[string, BoardRow, number, RegExp]>([
    ['the answers of an item', asking(0, 'Rejected'), 80, / Rejected +retry \/ done-elsewhere/],
    ['the command of a warehouse', ready, 72, / warehouse +orders depart /],
    ['the whole sentence where there is room', ready, 140, / Ship, then report the departure \(depart\) /],
    ['none where there is no room at all', ready, 60, / warehouse +in 2 h 30 min$/m],
  ])('shortens the next step to %s', (_rule, row, columns, line) => {
    expect(text([row], { columns, rows: 30 })).toMatch(line);
  });

  it.each<[string, BoardRow['whoseMove'], Partial<PurchaseOrderState>, string]>([
    ['a hold', 'person', { hold: { since: '2026-01-05T11:00:00Z', actor: 'lead-1' } }, 'orders release'],
    [
      'missing packages',
      'warehouse',
      { shipPlan: { shipBy: '2026-01-06T08:00:00Z', waitForPacking: true } },
      'orders pack',
    ],
  ])('names the command that ends %s', (_case, whoseMove, order, command) => {
    const { nextStep } = situationOf({ ...initialState('demo', 'DEMO01'), state: 'ACKNOWLEDGED', ...order }, policy);
    const row: BoardRow = { ...ready, state: 'ACKNOWLEDGED', whoseMove, nextStep };
    expect(text([row], { columns: 72, rows: 30 })).toMatch(new RegExp(` ${whoseMove} +${command} `));
  });

  it.each<[string, BoardRow['alarms'], RegExp, string]>([
    ['a warning', [{ deadline: 'ship', isBroken: false }], /in 2 h 30 min !$/m, 'Deadlines: ship: 1 warned (!)'],
    ['a breach', [{ deadline: 'ship', isBroken: true }], /in 2 h 30 min !!$/m, 'Deadlines: ship: 1 missed (!!)'],
  ])('marks %s of a deadline, and says below which one it is', (_case, alarms, cell, line) => {
    const shown = text([{ ...ready, alarms }]);
    expect(shown).toMatch(cell);
    expect(shown.split('\n').at(-1)).toBe(line);
  });

  // columns and rows of a terminal
  it.each([
    { columns: 160, rows: 50 },
    { columns: 120, rows: 40 },
    { columns: 80, rows: 24 },
    { columns: 80, rows: 16 },
    { columns: 60, rows: 12 },
  ])('fits into $columns columns and $rows rows', (size) => {
    const alarms = [{ deadline: 'evidence of the confirmation', isBroken: true }];
    const lines = text([...busy.slice(0, 24), { ...ready, alarms }], size, [holdUp]).split('\n');
    expect(lines.length).toBeLessThanOrEqual(size.rows);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(size.columns);
  });

  it('leaves out ended orders first, and says how many', () => {
    const shown = text([...ended.slice(0, 24), asking(24, 'Rejected')], { columns: 80, rows: 16 });
    expect(shown).toContain('DEMO25');
    expect(shown).toMatch(/and \d+ more, \d+ of them ended/);
  });
});

describe('shipments and failed deliveries in the table', () => {
  const dear = { ...itemOf('PriceGuardRefused'), attentionId: 'obtainRates-1', step: 'obtainRates' };
  const failed = { ...itemOf('NdrDecisionNeeded'), attentionId: 'decide-1', step: 'decide' };
  const rows: Row[] = [
    shipmentRow(demoShipments[1]!, { state: 'RATING', items: [dear] }, now),
    caseRow(demoCases[1]!, { state: 'AWAITING_DECISION', items: [failed], nextDeadline: '2026-01-07T12:00:00Z' }, now),
  ];

  it('stand like orders, with what they wait for and until when', () => {
    const shown = textOf(rows, { columns: 240, rows: 50 });
    expect(shown).toMatch(/^SHIP2 .*shipment +RATING +PriceGuardRefused +choose \/ retry \/ abort +–$/m);
    expect(shown).toMatch(/^NDR2 .*NDR +AWAITING_DECISION +NdrDecisionNeeded .* +in 2 d$/m);
  });

  it('are asked about by commands of their own', () => {
    const shown = textOf(rows);
    expect(shown).toContain('PriceGuardRefused: 1 shipment (SHIP2)');
    expect(shown).toContain('  fulfillment shipments show SHIP2');
    expect(shown).toContain('NdrDecisionNeeded: 1 case (NDR2)');
    expect(shown).toContain('  fulfillment ndr show NDR2');
  });

  it('do not mix their questions with those of orders', () => {
    const shown = textOf([
      orderRow(asking(0, 'Rejected')),
      shipmentRow(demoShipments[0]!, { state: 'PURCHASING', items: [itemOf('Rejected')] }, now),
    ]);
    expect(shown).toContain('Rejected: 1 order (DEMO01)');
    expect(shown).toContain('Rejected: 1 shipment (SHIP1)');
  });
});

describe('below the table of the demo', () => {
  it('stands every reason once, with count, next step and the command that answers', () => {
    const shown = text(busy);
    expect(shown).toContain('LabelModeMissing: 2 orders (DEMO02, DEMO03)');
    expect(shown).toContain(`  ${failures.LabelModeMissing.remedy}`);
    expect(shown).toContain(
      `  fulfillment attention resolve --all-of LabelModeMissing retry --data '{"labelMode":"amazon"}'`,
    );
    expect(shown).toContain('Rejected: 1 order (DEMO01)');
    expect(shown).toContain('  fulfillment attention resolve DEMO01 retry');
  });

  it('stands the command that shows the question where the answer is not plain', () => {
    expect(text([asking(0, 'Unproven')])).toContain('  fulfillment attention list --reason Unproven');
  });

  it('stands what holds up many orders, first', () => {
    const lines = text(busy, wide, [holdUp]).split('\n');
    const line = 'Paused: obtainLabel of 11 orders LABELLING (DEMO01, DEMO06, DEMO08, …): they go on by themselves';
    expect(lines.indexOf(line)).toBe(27);
  });
});

describe('without a terminal', () => {
  it('one line says the states, what is open and why, and what holds up many', () => {
    const rows = [asking(0, 'Rejected'), ...ended.slice(1, 3), ready];
    expect(statesText({ rows: rows.map(orderRow), holdUps: [holdUp] })).toBe(
      '1 LABELLING, 2 COMPLETED, 1 READY_TO_SHIP; open: DEMO01 (Rejected), DEMO01; Paused: 11 obtainLabel',
    );
  });
});
