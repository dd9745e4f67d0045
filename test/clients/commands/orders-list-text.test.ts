import { describe, expect, it } from 'vitest';
import { listText } from '../../../clients/commands/orders-list-text.js';
import type { Shown } from '../../../clients/commands/orders-list-text.js';
import { plainPaint } from '../../../clients/commands/paint.js';
import { createSession } from '../../../clients/commands/session.js';
import type { ListedOrder } from '../../../clients/visibility.js';

const NOW = Date.parse('2026-01-05T16:00:00Z');

const order = (more: Partial<ListedOrder> = {}): ListedOrder => ({
  account: 'acme',
  purchaseOrderNumber: 'PO12345678',
  workflowId: 'po/acme/PO12345678',
  status: 'RUNNING',
  state: 'READY_TO_SHIP',
  warehouse: 'WH01',
  labelMode: 'vendor-carrier',
  nextDeadline: '2026-01-05T22:30:00.000Z',
  attention: 'CarrierNotConfigured',
  isDryRun: false,
  startedAt: '2026-01-05T10:00:00.000Z',
  endedAt: null,
  ...more,
});

const zones: Record<string, string | undefined> = { WH01: 'America/Chicago', WH02: 'Europe/Berlin' };

function shown(orders: ListedOrder[], tableWidth: number): string {
  const list = {
    orders,
    total: orders.length,
    overdue: 0,
    dryRun: orders.filter(({ isDryRun }) => isDryRun).length,
    attention: orders.filter(({ attention }) => attention !== null).length,
    byState: { READY_TO_SHIP: orders.length },
  };
  const view: Shown = {
    session: { paint: plainPaint, now: () => NOW, width: 80, tableWidth },
    zoneOf: ({ warehouse }) => (warehouse === null ? undefined : zones[warehouse]),
    hasAccounts: false,
    filter: { due: undefined },
  };
  return listText(list, view);
}

const headOf = (text: string): string => text.split('\n')[0]?.replaceAll(/ {2,}/g, ' | ') ?? '';

describe('a list of orders', () => {
  it.each([
    // columns, in dry run, heads that remain
    [80, false, 'Order | State | At | Next deadline | Attention'],
    [80, true, 'Order | State | At | Next deadline | Attention'],
    [100, true, 'Order | State | At | Next deadline | Attention | Mark'],
    [76, true, 'Order | State | Next deadline | Attention'],
    [60, true, 'Order | Next deadline | Attention'],
    [Infinity, false, 'Order | State | At | Next deadline | Attention | Label mode | Started'],
  ])('in %p columns, in dry run: %p, keeps what waits for a person: %s', (width, isDryRun, head) => {
    expect(headOf(shown([order({ isDryRun })], width))).toBe(head);
  });

  it('counts what waits for a person and what is in dry run', () => {
    expect(shown([order(), order({ attention: null, isDryRun: true })], 80)).toMatch(
      /2 orders: READY_TO_SHIP 2; with open items: 1; in dry run: 1\.$/,
    );
  });

  it('names the zone of each time where rows differ in zone, and only there', () => {
    expect(shown([order(), order()], 200)).toContain('(Mon 16:30)');
    const mixed = shown([order(), order({ warehouse: 'WH02' }), order({ warehouse: null })], 200);
    expect(mixed).toContain('(Mon 16:30 CST)');
    expect(mixed).toContain('(Mon 23:30 GMT+1)');
    expect(mixed).toContain('(Mon 22:30 UTC)');
  });
});

describe('the width of the output', () => {
  it.each<[string, object, Record<string, string>, number, number]>([
    // where, stdout, environment, of paragraphs, of tables
    ['a terminal', { isTTY: true, columns: 100 }, {}, 100, 100],
    ['a terminal, whatever COLUMNS says', { isTTY: true, columns: 100 }, { COLUMNS: '200' }, 100, 100],
    ['a terminal narrower than anything can be read in', { isTTY: true, columns: 20 }, {}, 60, 60],
    ['a pipe', {}, {}, 80, Infinity],
    ['a pipe with COLUMNS', {}, { COLUMNS: '120' }, 120, 120],
    ['a pipe with a COLUMNS that is no number', {}, { COLUMNS: 'wide' }, 80, Infinity],
  ])('in %s', (_where, stdout, environment, width, tableWidth) => {
    const write = (): void => undefined;
    const session = createSession({ environment, stdout: { write, ...stdout }, stderr: { write }, now: () => NOW });
    expect([session.width, session.tableWidth]).toEqual([width, tableWidth]);
  });
});
