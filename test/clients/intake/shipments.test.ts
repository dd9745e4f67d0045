import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { createIntakeServer } from '../../../clients/intake/server.js';
import { createReportParcel, createRequestShipments } from '../../../clients/intake/shipments.js';
import { shipmentWorkflowId } from '../../../workflows/shipment/messages.js';
import { eventually } from '../../support/eventually.js';
import { policyOf } from '../../support/shipments.js';
import { account, openShipmentDesk } from '../shipment-desk.js';
import type { ShipmentDesk } from '../shipment-desk.js';
import { parcelForm, shipmentForm } from '../shipment-form.js';

const token = 'made-up-intake-token';
const LIMIT_MS = 90_000;
const notUsed = () => Promise.reject(new Error('not used'));

describe('events about shipments', () => {
  let desk: ShipmentDesk;
  let url = '';
  let close = (): Promise<void> => Promise.resolve();
  const log: string[] = [];
  beforeAll(async () => {
    desk = await openShipmentDesk();
    const { client, documents } = desk;
    const server = createIntakeServer({
      token,
      accounts: [account],
      keepsLocations: true,
      start: notUsed,
      depart: notUsed,
      report: notUsed,
      startNotice: notUsed,
      requestShipments: createRequestShipments({ client, documents, policy: policyOf() }),
      reportParcel: createReportParcel({ client, timeoutMs: 5_000 }),
      readiness: () => Promise.resolve(undefined),
      logger: pino({ level: 'trace' }, { write: (line) => void log.push(line) }),
    });
    url = await server.listen({ host: '127.0.0.1', port: 0 });
    close = () => server.close();
  }, LIMIT_MS);
  afterAll(async () => {
    await close();
    await desk.close();
  }, LIMIT_MS);

  const post = async (type: string, data: object) => {
    const response = await fetch(`${url}/events/${type}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    return [response.status, await response.json()];
  };
  const started = (shipmentReference: string, isNew: boolean) => ({
    shipmentReference,
    workflowId: shipmentWorkflowId(account, shipmentReference),
    started: isNew,
  });

  it(
    'shipment.requested starts every package, once; other content is refused with the reason',
    async () => {
      const form = shipmentForm({ shipmentReference: 'EV-1', parcel: undefined, packages: [parcelForm, parcelForm] });
      const [first, again] = [await post('shipment.requested', form), await post('shipment.requested', form)];
      expect(first).toEqual([202, { shipments: [started('EV-1/1', true), started('EV-1/2', true)] }]);
      expect(again).toEqual([202, { shipments: [started('EV-1/1', false), started('EV-1/2', false)] }]);
      const other = await post('shipment.requested', { ...form, shipDate: '2026-12-24T10:00:00Z' });
      expect(other).toEqual([
        409,
        {
          error: {
            message: expect.stringMatching(/^EV-1\/[12] is there already with other content: shipDate\./) as unknown,
          },
        },
      ]);
      for (const reference of ['EV-1/1', 'EV-1/2']) await desk.until(reference, ({ state }) => state === 'PURCHASED');
      expect(desk.amazon.book().purchases).toHaveLength(2);
      expect(log.join('')).not.toMatch(/Planted|gnome/);
      expect(log.join('')).toContain('"outcome":"started"');
    },
    LIMIT_MS,
  );

  it(
    'shipment.event reaches its shipment by reference and by tracking id, and its end is told',
    async () => {
      await post('shipment.requested', shipmentForm({ shipmentReference: 'EV-2' }));
      const { purchase } = await desk.until('EV-2', (found) => found.purchase?.trackingId !== undefined);
      const trackingId = purchase?.trackingId ?? '';
      const workflowId = shipmentWorkflowId(account, 'EV-2');
      const scan = { eventCode: 'PickupDone', eventTime: new Date().toISOString() };
      expect(await post('shipment.event', { ...scan, shipmentReference: 'EV-2' })).toEqual([
        202,
        { workflowId, signalled: true },
      ]);
      await desk.until('EV-2', ({ state }) => state === 'IN_TRANSIT');
      const delivered = { eventCode: 'Delivered', eventTime: new Date().toISOString(), trackingId };
      await eventually(
        'the tracking id is known',
        async () => (await post('shipment.event', delivered))[0] !== 404,
        LIMIT_MS,
      );
      await desk.until('EV-2', ({ state }) => state === 'DELIVERED');
      await eventually(
        'its end is known',
        async () => {
          const [status, answer] = await post('shipment.event', delivered);
          return status === 200 && (answer as { state?: string }).state === 'DELIVERED';
        },
        LIMIT_MS,
      );
    },
    LIMIT_MS,
  );

  it('shipment.event that nobody waits for is to be sent again later', async () => {
    const scan = { eventCode: 'PickupDone', eventTime: new Date().toISOString() };
    const byName = await post('shipment.event', { ...scan, shipmentReference: 'NEVER' });
    expect(byName).toEqual([404, { error: { message: expect.stringContaining('No shipment NEVER') as unknown } }]);
    const byTracking = await post('shipment.event', { ...scan, trackingId: 'NEVER' });
    expect(byTracking).toEqual([
      404,
      { error: { message: expect.stringContaining('No shipment of this account') as unknown } },
    ]);
  });
});
