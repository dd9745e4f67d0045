import { describe, expect, it } from 'vitest';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import { orderRow } from '../../../sandbox/demo/row.js';
import type { Row } from '../../../sandbox/demo/row.js';
import { plainScreen } from '../../../sandbox/demo/screen.js';

const [order] = demoOrders(1);
const row = (state: 'RECEIVED' | 'COMPLETED'): Row =>
  orderRow({
    order: order!,
    state,
    whoseMove: 'worker',
    nextStep: 'None.',
    items: [],
    alarms: [],
  });

describe('what is shown elsewhere than on a terminal', () => {
  it('is how the orders stand, when that has changed, and not more often than every 5 s', () => {
    const lines: string[] = [];
    let now = 0;
    const screen = plainScreen({ write: (text: string) => lines.push(text) > 0 }, () => now);
    const look = (seconds: number, state: 'RECEIVED' | 'COMPLETED'): void => {
      now = seconds * 1_000;
      screen.show({ rows: [row(state)], holdUps: [] }, []);
    };
    look(1, 'RECEIVED');
    look(5, 'RECEIVED');
    look(10, 'RECEIVED');
    look(11, 'COMPLETED');
    look(16, 'COMPLETED');
    look(30, 'COMPLETED');
    expect(lines.map((line) => line.trim())).toEqual([
      `5 s: 1 RECEIVED; open: ${order!.purchaseOrderNumber}`,
      '11 s: 1 COMPLETED',
    ]);
  });
});
