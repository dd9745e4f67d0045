import { describe, expect, it } from 'vitest';
import type { Departure, ReportedDeparture } from '../../../workflows/purchase-order/departure.js';
import { completed, correctDeparture, departureFaults } from '../../../workflows/purchase-order/departure.js';
import type { LabelFacts, LabelMode } from '../../../workflows/purchase-order/order.js';
import type { PackedContainer } from '../../../workflows/purchase-order/packing.js';
import { facts } from './orders.js';

const departedAt = '2026-01-05T16:00:00.000Z';
const amazon: LabelMode = { mode: 'amazon' };
const ownLabel: LabelMode = { mode: 'vendor-label' };

/** A label with a package for each ship method and tracking number. */
const labelWith = (...packages: [shipMethod: string | undefined, trackingNumber?: string][]): LabelFacts => ({
  format: 'PNG',
  packages: packages.map(([shipMethod, trackingNumber]) => ({
    ...(shipMethod === undefined ? {} : { shipMethod }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
    documentId: 'd',
    sha256: 's',
    mediaType: 'image/png',
  })),
});

/** All of the order in two packages. */
const packed = (first?: string, second?: string): PackedContainer[] => [
  {
    containerIdentifier: 'A',
    ...(first === undefined ? {} : { trackingNumber: first }),
    items: [{ itemSequenceNumber: '1', quantity: 1 }],
  },
  {
    containerIdentifier: 'B',
    ...(second === undefined ? {} : { trackingNumber: second }),
    items: [{ itemSequenceNumber: '2', quantity: 3 }],
  },
];

describe('the own carrier of a departure', () => {
  const inNorthAmerica: LabelMode = { mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS', needsScac: true };
  it.each<[string | undefined, LabelMode, boolean]>([
    // as reported, label mode, whether it is taken
    [undefined, inNorthAmerica, true],
    ['UPS', inNorthAmerica, true],
    ['FDEG', inNorthAmerica, true],
    ['ups', inNorthAmerica, false],
    ['United Parcel', inNorthAmerica, false],
    [undefined, { mode: 'vendor-carrier', carrier: 'Parcel Co', needsScac: true }, false],
    ['DHL Paket', { mode: 'vendor-carrier', carrier: 'DHL' }, true],
    [undefined, { mode: 'vendor-carrier' }, false],
  ])('reported as %j with %j is taken: %s; North America wants a SCAC', (carrier, labelMode, isTaken) => {
    const departure: Departure = {
      departedAt,
      trackingNumber: 'T1',
      ...(carrier === undefined ? {} : { carrier }),
    };
    expect(departureFaults(facts, labelMode, undefined, departure)).toHaveLength(isTaken ? 0 : 1);
  });
});

describe('a departure', () => {
  // The order has UPS_2ND.
  it.each<[string, LabelFacts | undefined, string | undefined]>([
    // reported ship method, label, refusal
    ['UPS_2ND', undefined, undefined],
    ['ups_2nd', undefined, "shipMethod ups_2nd differs in case; Amazon's is UPS_2ND."],
    ['UPS-2ND', undefined, 'shipMethod UPS-2ND is not what Amazon has for this order: UPS_2ND.'],
    ['UPS_GR', undefined, 'shipMethod UPS_GR is not what Amazon has for this order: UPS_2ND.'],
    ['UPS_2ND', labelWith(['UPS_2ND']), undefined],
    ['UPS_2ND', labelWith([undefined]), undefined],
    ['UPS_2ND', labelWith(['UPS_GR']), 'shipMethod UPS_2ND is not what Amazon has for this order: UPS_GR.'],
    ['UPS_GR', labelWith(['UPS_GR']), undefined],
    ['Ups_Gr', labelWith(['UPS_GR']), "shipMethod Ups_Gr differs in case; Amazon's is UPS_GR."],
    ['UPS_3RD', labelWith(['UPS_GR'], ['UPS_3RD']), undefined],
    ['X', labelWith(['GR'], ['GR'], ['3RD']), 'shipMethod X is not what Amazon has for this order: GR, 3RD.'],
  ])('with ship method %s and label %j is refused: %s', (shipMethod, label, refusal) => {
    const faults = departureFaults(facts, amazon, label, { departedAt, shipMethod });
    expect(faults).toEqual(refusal === undefined ? [] : [refusal]);
  });

  it('without a ship method is not compared', () => {
    expect(departureFaults(facts, amazon, labelWith(['UPS_GR']), { departedAt })).toEqual([]);
  });

  it.each<[string, LabelMode, LabelFacts | undefined, Partial<Departure>, RegExp | undefined]>([
    // what it says, label mode, label, departure, refusal
    ['the number of the label', amazon, labelWith(['UPS_2ND', 'T1']), { trackingNumber: 'T1' }, undefined],
    ['another number', amazon, labelWith(['UPS_2ND', 'T1']), { trackingNumber: 'T2' }, /T2 is not on .* \(T1\)/],
    ['a number in another case', amazon, labelWith(['UPS_2ND', 'T1']), { trackingNumber: 't1' }, /t1 is not on/],
    ['any number, with no label to compare', amazon, undefined, { trackingNumber: 'T2' }, undefined],
    [
      'numbers of the label',
      amazon,
      labelWith(['X', 'TA'], ['X', 'TB']),
      { containers: packed('TA', 'TB') },
      undefined,
    ],
    [
      'a number that is on the label only in part',
      amazon,
      labelWith(['X', 'TA'], ['X', 'TB']),
      { containers: packed('TA', 'TC') },
      /TC is not on/,
    ],
    ['no number, with a label of the vendor', ownLabel, undefined, {}, /needs the trackingNumber of every package/],
    ['a number for one of two', ownLabel, undefined, { containers: packed('TA') }, /needs the trackingNumber of every/],
    ['a number for each', ownLabel, undefined, { containers: packed('TA', 'TB') }, undefined],
    ['the same number for both', ownLabel, undefined, { containers: packed('TA', 'TA') }, /TA is there twice/],
    [
      'a number for the only package, and others',
      ownLabel,
      undefined,
      { trackingNumber: 'TC', containers: packed('TA', 'TB') },
      /TC is not that of a package \(TA, TB\)/,
    ],
    [
      'one number twice over, at its package and for all',
      ownLabel,
      undefined,
      { trackingNumber: 'TA', containers: packed('TA', 'TB') },
      undefined,
    ],
  ])('that names %s is refused: %p', (_what, labelMode, label, departure, refusal) => {
    const faults = departureFaults(facts, labelMode, label, { departedAt, ...departure });
    if (refusal === undefined) expect(faults).toEqual([]);
    else expect(faults.join(' ')).toMatch(refusal);
  });

  it.each<[string, NonNullable<ReportedDeparture['containers']>, string | undefined]>([
    // what is reported, packages, refusal
    [
      'its packages by name',
      [{ containerIdentifier: 'A' }, { containerIdentifier: 'B', trackingNumber: 'TB' }],
      undefined,
    ],
    ['the same number', [{ containerIdentifier: 'A', trackingNumber: 'TA' }], undefined],
    [
      'another number',
      [{ containerIdentifier: 'A', trackingNumber: 'T9' }],
      'Container A was packed with tracking number TA, not T9; if that has changed, pack it anew.',
    ],
  ])('of what was packed keeps its tracking numbers: %s', (_what, containers, refusal) => {
    const read = completed({ departedAt, containers }, packed('TA'));
    const kept = 'value' in read ? read.value.containers?.[0]?.trackingNumber : read.faults;
    expect(kept).toEqual(refusal === undefined ? 'TA' : [refusal]);
  });

  it('that Amazon refused may be corrected in every tracking number', () => {
    const recorded: Departure = { departedAt, containers: packed('TA', 'TB') };
    const containers = [{ containerIdentifier: 'A', trackingNumber: 'T1' }, { containerIdentifier: 'B' }];
    expect(correctDeparture(recorded, { containers })).toMatchObject({
      value: { containers: [{ trackingNumber: 'T1' }, { trackingNumber: 'TB' }] },
    });
  });

  it.each([
    // estimated delivery, refused
    ['2026-01-05T16:00:00.001Z', false],
    ['2026-01-05T16:00:00.000Z', true],
    ['2026-01-04T16:00:00.000Z', true],
  ])('with delivery estimated for %s is refused: %p', (estimatedDeliveryDate, isRefused) => {
    const faults = departureFaults(facts, amazon, undefined, { departedAt, estimatedDeliveryDate });
    expect(faults).toEqual(isRefused ? [expect.stringContaining('does not lie after the departure')] : []);
  });
});
