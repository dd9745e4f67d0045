import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../../sandbox/amazon/options.js';
import { makeOrder } from '../../../sandbox/amazon/orders/make-order.js';
import { demoOrders } from '../../../sandbox/demo/orders.js';
import { placeOrders } from '../../../sandbox/demo/place-orders.js';
import type { Stage } from '../../../sandbox/demo/stage.js';

describe('the orders of a demo at Amazon', () => {
  function relabelled(isAfternoon: boolean): string[] {
    const directory = mkdtempSync(join(tmpdir(), 'place-orders-'));
    const allowed: string[] = [];
    const amazon = {
      addOrder: (request: object) => makeOrder(settingsFrom({}), 1, request),
      addFault: () => undefined,
      allowRelabel: (purchaseOrderNumber: string) => allowed.push(purchaseOrderNumber) > 0,
    } as unknown as Stage['amazon'];
    placeOrders(demoOrders(25, { isAfternoon }), { amazon, directory }, { orderDate: Date.now(), isAfternoon });
    rmSync(directory, { recursive: true });
    return allowed;
  }

  it('may each have its label replaced once where somebody watches', () => {
    const labelled = demoOrders(25, { isAfternoon: false }).filter(({ request }) => request.labelMode === 'amazon');
    expect(relabelled(false)).toEqual(labelled.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
  });

  it('have none replaced unless a scene says so', () => {
    expect(relabelled(true)).toEqual([]);
  });
});
