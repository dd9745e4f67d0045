import { describe, expect, it } from 'vitest';
import { shipmentConfirmation } from '../../../activities/amazon/schemas/shipping.js';
import { StepNotDone } from '../../../activities/attempt.js';
import {
  departureOf,
  toConfirmation,
  toFloorDenial,
} from '../../../activities/purchase-order/shipment-confirmation.js';
import { judgeConfirmation } from '../../../sandbox/amazon/rules/confirmation.js';
import { submitShipmentConfirmationsRequest } from '../../../sandbox/amazon/schemas/shipping.js';
import type { ConfirmShipmentInput } from '../../../workflows/purchase-order/activities.js';
import type { LabelFacts, LabelMode } from '../../../workflows/purchase-order/order.js';
import { facts } from '../../workflows/purchase-order/orders.js';

const departedAt = '2026-01-05T16:00:00.000Z';
const RECEIVED_AT = Date.parse('2026-01-05T16:01:00Z');

/** Amazon's label with packages of these tracking numbers and ship methods. */
const labelWith = (...packages: [trackingNumber: string, shipMethod?: string][]): LabelFacts => ({
  format: 'ZPL',
  packages: packages.map(([trackingNumber, shipMethod]) => ({
    trackingNumber,
    ...(shipMethod === undefined ? {} : { shipMethod }),
    documentId: 'd',
    sha256: 's',
    mediaType: 'application/zpl',
  })),
});

const inputWith = (more: Partial<ConfirmShipmentInput>): ConfirmShipmentInput => ({
  account: 'acme-us',
  purchaseOrderNumber: 'PO1',
  ledgerId: 'memory',
  deadline: RECEIVED_AT,
  references: [],
  actor: 'warehouse',
  leftAnyway: false,
  order: facts,
  labelMode: { mode: 'amazon' },
  departure: { departedAt },
  ...more,
});

/** What the local Amazon, which shares nothing with the product, has against a confirmation. */
function refusalOf(
  confirmation: ReturnType<typeof toConfirmation>,
  { labelMode, label }: Pick<ConfirmShipmentInput, 'labelMode' | 'label'>,
): string | undefined {
  const body = submitShipmentConfirmationsRequest.parse({ shipmentConfirmations: [confirmation] });
  const order = {
    sellingParty: facts.sellingParty,
    shipFromParty: facts.shipFromParty,
    labelMode: labelMode.mode,
    lines: facts.lines.map(({ quantity, ...line }) => ({ ...line, amount: quantity })),
    scheduledDelivery: false,
    cancelled: false,
    acknowledgement: { accepted: true },
    relabelAllowed: false,
    ...(label === undefined
      ? {}
      : {
          label: {
            readable: true,
            shipMethod: label.packages[0]?.shipMethod ?? facts.shipMethod,
            trackingNumbers: label.packages.flatMap(({ trackingNumber }) => trackingNumber ?? []),
          },
        }),
  };
  return body.shipmentConfirmations.map((each) => judgeConfirmation(each, order, RECEIVED_AT)?.rule)[0];
}

const ownCarrier: LabelMode = { mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS' };

describe('a confirmation', () => {
  it.each<[string, Partial<ConfirmShipmentInput>]>([
    ["with Amazon's label", { label: labelWith(['T1', 'UPS_2ND']) }],
    [
      "with a label of the vendor's",
      { labelMode: { mode: 'vendor-label' }, departure: { departedAt, trackingNumber: 'T1' } },
    ],
    ['on an own carrier', { labelMode: ownCarrier, departure: { departedAt, trackingNumber: 'T1' } }],
    [
      'in two packages',
      {
        labelMode: ownCarrier,
        departure: {
          departedAt,
          containers: [
            { containerIdentifier: 'A', trackingNumber: 'TA', items: [{ itemSequenceNumber: '1', quantity: 1 }] },
            { containerIdentifier: 'B', trackingNumber: 'TB', items: [{ itemSequenceNumber: '00002', quantity: 3 }] },
          ],
        },
      },
    ],
  ])('%s is taken, with all lines by number, the priority as it was and the number of the order', (_how, more) => {
    const input = inputWith({ ...more, order: { ...facts, isPriorityShipment: true } });
    const confirmation = toConfirmation(input, 'NA');
    expect(refusalOf(confirmation, input)).toBeUndefined();
    expect(shipmentConfirmation.parse(confirmation)).toMatchObject({
      shipmentDetails: {
        shippedDate: departedAt,
        shipmentStatus: 'SHIPPED',
        isPriorityShipment: true,
        vendorOrderNumber: 'PO1',
      },
      items: [
        { itemSequenceNumber: 1, shippedQuantity: { amount: 1, unitOfMeasure: 'Each' } },
        { itemSequenceNumber: 2, shippedQuantity: { amount: 3, unitOfMeasure: 'Each' } },
      ],
    });
  });

  it('of a denial has all lines and no container', () => {
    const denial = toFloorDenial({ ...inputWith({}), decidedAt: departedAt });
    expect(refusalOf(denial, { labelMode: { mode: 'amazon' } })).toBeUndefined();
    expect(shipmentConfirmation.parse(denial)).toMatchObject({
      shipmentDetails: { shipmentStatus: 'FLOOR_DENIAL', vendorOrderNumber: 'PO1' },
      items: [{ itemSequenceNumber: 1 }, { itemSequenceNumber: 2 }],
    });
    expect(denial).not.toHaveProperty('containers');
  });

  it.each<[LabelMode['mode'], string, LabelFacts | undefined, boolean]>([
    // label mode, what is known of the label, label, containers
    ['amazon', 'a label', labelWith(['T1']), false],
    ['amazon', 'a label without packages', labelWith(), true],
    ['amazon', 'nothing: it was made elsewhere', undefined, true],
    ['vendor-label', 'nothing', undefined, true],
    ['vendor-carrier', 'nothing', undefined, true],
  ])('in label mode %s with %s never fails for want of packages', (mode, _what, label, hasContainers) => {
    const input = inputWith({
      labelMode: { mode, ...(mode === 'vendor-carrier' ? { scacCode: 'UPSN' } : {}) },
      ...(label === undefined ? {} : { label }),
      departure: { departedAt, ...(mode === 'amazon' ? {} : { trackingNumber: 'T1' }) },
    });
    const confirmation = toConfirmation(input, 'NA');
    expect((confirmation.containers ?? []).length > 0).toBe(hasContainers);
    // Amazon knows a label that was made elsewhere; it never needs ours to know.
    expect(refusalOf(confirmation, { ...input, label: label ?? labelWith(['T1']) })).toBeUndefined();
  });

  it('names in every container the ship method as the label with its number spells it, else as the order does', () => {
    const containers = ['TA', 'TB', 'TC'].map((trackingNumber) => ({
      containerIdentifier: trackingNumber,
      trackingNumber,
      items: [{ itemSequenceNumber: '1', quantity: 1 }],
    }));
    const shipMethods = (label?: LabelFacts) =>
      toConfirmation(
        inputWith({
          labelMode: { mode: 'vendor-label' },
          departure: { departedAt, containers },
          ...(label === undefined ? {} : { label }),
        }),
        'NA',
      ).containers?.map(({ shipMethod }) => shipMethod);
    expect(shipMethods()).toEqual(['UPS_2ND', 'UPS_2ND', 'UPS_2ND']);
    expect(shipMethods(labelWith(['TA', 'Ups_Gr'], ['TB', 'UPS_3RD']))).toEqual(['Ups_Gr', 'UPS_3RD', 'Ups_Gr']);
  });

  it.each<[string, LabelMode, string | undefined, 'NA' | 'EU' | 'FE', object]>([
    // who is named, label mode, carrier of the departure, region, carrier in the confirmation
    ['the table’s code', ownCarrier, undefined, 'NA', { scacCode: 'UPSN' }],
    ['the table’s code for its name', ownCarrier, 'UPS', 'NA', { scacCode: 'UPSN' }],
    ['the departure’s code', ownCarrier, 'FDEG', 'NA', { scacCode: 'FDEG' }],
    ['a code of two letters', { mode: 'vendor-carrier', scacCode: 'UP' }, undefined, 'NA', { scacCode: 'UP' }],
    ['the table’s name', ownCarrier, undefined, 'EU', { carrier: 'UPS' }],
    ['the table’s name for its code', ownCarrier, 'UPSN', 'EU', { carrier: 'UPS' }],
    ['the departure’s name', ownCarrier, 'DHL Paket', 'EU', { carrier: 'DHL Paket' }],
    ['the departure’s name', ownCarrier, 'Yamato', 'FE', { carrier: 'Yamato' }],
  ])('on an own carrier names %s (%j, %s) in %s', (_who, labelMode, carrier, region, expected) => {
    const departure = { departedAt, trackingNumber: 'T1', ...(carrier === undefined ? {} : { carrier }) };
    const input = inputWith({ labelMode, departure });
    const [container] = toConfirmation(input, region).containers ?? [];
    const { scacCode, carrier: name } = container ?? {};
    expect({
      ...(scacCode === undefined ? {} : { scacCode }),
      ...(name === undefined ? {} : { carrier: name }),
    }).toEqual(expected);
    expect(refusalOf(toConfirmation(input, region), input)).toBeUndefined();
  });

  it.each<[string, LabelMode]>([
    // carrier, label mode
    ['UPS Ground', ownCarrier],
    ['upsn', ownCarrier],
    ['U', ownCarrier],
    ['UPSNX', ownCarrier],
    ['UPS1', ownCarrier],
    ['Ups Ground', { mode: 'vendor-carrier', carrier: 'Ups Ground' }],
  ])(
    'on an own carrier that is no SCAC, %s, is not sent in North America, and the refusal names the remedy',
    (carrier, labelMode) => {
      const input = inputWith({ labelMode, departure: { departedAt, trackingNumber: 'T1', carrier } });
      let refused: unknown;
      try {
        toConfirmation(input, 'NA');
      } catch (error) {
        refused = error;
      }
      expect(refused).toBeInstanceOf(StepNotDone);
      expect(refused).toMatchObject({
        kind: 'Rejected',
        message: expect.stringMatching(
          new RegExp(`"${carrier}" is no SCAC.* retry .*"carrier".* WAREHOUSES_FILE`),
        ) as unknown,
      });
      expect(toConfirmation(input, 'EU').containers).toMatchObject([{ carrier }]);
    },
  );

  it.each<[LabelMode['mode'], string | undefined, string | undefined, string | undefined]>([
    // label mode, promised, reported, sent
    ['vendor-carrier', undefined, undefined, undefined],
    ['vendor-carrier', '2026-01-08T12:00:00Z', undefined, '2026-01-08T12:00:00.000Z'],
    ['vendor-carrier', '2026-01-08T12:00:00Z', '2026-01-07T12:00:00.000Z', '2026-01-07T12:00:00.000Z'],
    ['vendor-carrier', undefined, '2026-01-07T12:00:00.000Z', '2026-01-07T12:00:00.000Z'],
    ['vendor-carrier', departedAt, undefined, undefined],
    ['vendor-carrier', '2026-01-04T12:00:00Z', undefined, undefined],
    ['vendor-carrier', 'soon', undefined, undefined],
    ['vendor-label', '2026-01-08T12:00:00Z', '2026-01-07T12:00:00.000Z', undefined],
    ['amazon', '2026-01-08T12:00:00Z', '2026-01-07T12:00:00.000Z', undefined],
  ])('in label mode %s, promised for %s and estimated for %s, says %s', (mode, promised, reported, sent) => {
    const input = inputWith({
      labelMode: { ...ownCarrier, mode },
      order: { ...facts, ...(promised === undefined ? {} : { promisedDeliveryDate: promised }) },
      departure: {
        departedAt,
        trackingNumber: 'T1',
        ...(reported === undefined ? {} : { estimatedDeliveryDate: reported }),
      },
    });
    const confirmation = shipmentConfirmation.parse(toConfirmation(input, 'NA'));
    expect(confirmation.shipmentDetails.estimatedDeliveryDate).toBe(sent);
  });

  it.each(['NA', 'EU'] as const)('in %s, read back from the ledger, is made again as it was', (region) => {
    const departure = {
      departedAt,
      carrier: 'FDEG',
      manifestId: 'M1',
      trackingNumber: 'T1',
      estimatedDeliveryDate: '2026-01-07T12:00:00.000Z',
    };
    const input = inputWith({ labelMode: ownCarrier, departure });
    const first = toConfirmation(input, region);
    expect(toConfirmation({ ...input, departure: departureOf(first) }, region)).toEqual(first);
  });
});
