import { afterEach, describe, expect, it } from 'vitest';
import { ServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { registerSearchAttributes, requireSearchAttributes } from '../../clients/search-attributes.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { openOrderDesk } from './order-desk.js';
import type { OrderDesk } from './order-desk.js';

const names = Object.keys(searchAttributes);

describe('search attributes', () => {
  let desk: OrderDesk;
  afterEach(() => desk.close());

  it('that are missing are named together with the remedy', async () => {
    desk = await openOrderDesk({ isSetUp: false });
    const refused = requireSearchAttributes(desk.client);
    await expect(refused).rejects.toMatchObject({ kind: 'not-set-up' });
    for (const name of [...names, 'fulfillment setup']) await expect(refused).rejects.toThrow(name);
  }, 30_000);

  it('are registered once, however often and however many at a time ask for it', async () => {
    desk = await openOrderDesk({ isSetUp: false });
    await Promise.all([registerSearchAttributes(desk.client), registerSearchAttributes(desk.client)]);
    await expect(registerSearchAttributes(desk.client)).resolves.toEqual({ created: [], existing: names });
    await expect(requireSearchAttributes(desk.client)).resolves.toBeUndefined();
  }, 60_000);

  it('can be used as soon as the registration answers', async () => {
    desk = await openOrderDesk({ isSetUp: false });
    await expect(registerSearchAttributes(desk.client)).resolves.toEqual({ created: names, existing: [] });
    await expect(
      desk.client.workflow.start('purchaseOrder', {
        workflowId: 'first',
        taskQueue: 'nobody',
        typedSearchAttributes: [{ key: searchAttributes.References, value: ['co:1'] }],
      }),
    ).resolves.toBeDefined();
  }, 60_000);

  it('of another type are one error that lists them, and nothing is registered', async () => {
    desk = await openOrderDesk({ isSetUp: false });
    await registerSearchAttributes(desk.client, [
      { name: 'Warehouse', type: 'INT' },
      { name: 'Account', type: 'BOOL' },
    ]);
    await expect(registerSearchAttributes(desk.client)).rejects.toThrow(
      /Account \(KEYWORD\), Warehouse \(KEYWORD\) needed/,
    );
    await expect(requireSearchAttributes(desk.client)).rejects.toThrow(/FulfillmentState.*Warehouse/);
  }, 60_000);

  it('are checked by queries where the server keeps its operator service to itself', async () => {
    desk = await openOrderDesk({ isSetUp: false });
    const closed = withoutOperatorService(desk.client);
    await expect(registerSearchAttributes(closed)).rejects.toThrow(
      /Create them by its own tools: FulfillmentState \(KEYWORD\)/,
    );
    await registerSearchAttributes(desk.client);
    await expect(requireSearchAttributes(closed)).resolves.toBeUndefined();
    await expect(registerSearchAttributes(closed)).resolves.toEqual({ created: [], existing: names });
  }, 60_000);
});

function withoutOperatorService(client: Client): Client {
  const refused = new ServiceError('refused', {
    cause: Object.assign(new Error('7 PERMISSION_DENIED'), { code: 7, details: 'denied', metadata: {} }),
  });
  const operatorService = { listSearchAttributes: () => Promise.reject(refused) };
  const connection = new Proxy(client.connection, {
    get: (real, name) => (name === 'operatorService' ? operatorService : (Reflect.get(real, name, real) as unknown)),
  });
  return new Proxy(client, {
    get: (real, name) => (name === 'connection' ? connection : (Reflect.get(real, name, real) as unknown)),
  });
}
