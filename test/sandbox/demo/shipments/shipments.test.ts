import { describe, expect, it } from 'vitest';
import { readWanted } from '../../../../clients/shipments-wanted.js';
import { shipmentScenes } from '../../../../sandbox/demo/scenes/afternoon.js';
import { demoShipments, requestOf } from '../../../../sandbox/demo/shipments/shipments.js';
import type { DemoShipment } from '../../../../sandbox/demo/shipments/shipments.js';
import { parcelStatus } from '../../../../workflows/shipment/parcel-events.js';

const hasFault = ({ faults }: DemoShipment, kind: string): boolean =>
  faults.some(({ operation, fault }) => operation === 'purchaseShipment' && fault.kind === kind);

describe('the shipments of the demo', () => {
  it.each<[string, (shipment: DemoShipment) => boolean]>([
    ['one whose buyer is told', ({ notice, expected }) => notice !== undefined && expected.notices === 1],
    ['one whose purchase is put off', (shipment) => hasFault(shipment, 'status')],
    ['a lost reply to a purchase', (shipment) => hasFault(shipment, 'reply-lost')],
    ['one that no carrier takes', ({ journey, end }) => journey.length === 0 && end === 'CANCELLED'],
    ['a return', ({ end }) => end === 'RETURNED'],
  ])('have %s among them', (_case, isSo) => {
    expect(demoShipments.filter(isSo)).toHaveLength(1);
  });

  it('have one part each, one in every scene', () => {
    expect(shipmentScenes.map(({ cast }) => cast(demoShipments).length)).toEqual(demoShipments.map(() => 1));
    expect(demoShipments.map(({ role }) => role)).toEqual(shipmentScenes.map(({ name }) => name));
  });

  it.each(demoShipments.map((shipment) => [shipment.shipmentReference, shipment] as const))(
    '%s is asked for as the intake takes it',
    (_reference, shipment) => {
      const read = readWanted(requestOf(shipment), ['demo']);
      expect(read).toMatchObject({ value: { shipmentReference: shipment.shipmentReference } });
      expect(read).toHaveProperty('value.packages.length', 1);
    },
  );

  it.each(
    demoShipments.filter(({ journey }) => journey.length > 0).map((shipment) => [shipment.end, shipment] as const),
  )('come to the end %s by their journeys', (end, { journey }) => {
    const events = journey.map(({ eventCode, leg }, index) => ({
      eventCode,
      eventTime: new Date(index * 1_000).toISOString(),
      ...(leg === undefined ? {} : { shipmentType: leg }),
    }));
    expect(parcelStatus(events)?.toUpperCase()).toBe(end);
  });
});
