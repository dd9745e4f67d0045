import { describe, expect, it } from 'vitest';
import { readWanted } from '../../clients/shipments-wanted.js';
import { mutated, randomJson, seededDice } from '../support/random-json.js';
import { detailsOf, RECIPIENT, requestOf } from '../support/shipments.js';
import { parcelForm, shipmentForm } from './shipment-form.js';

const accounts = ['acme-us', 'acme-eu'];
const faultsOf = (form: unknown): string[] => {
  const read = readWanted(form, accounts);
  return 'faults' in read ? read.faults : [];
};
const read = (changes: Record<string, unknown> = {}) => {
  const found = readWanted(shipmentForm(changes), accounts);
  if ('faults' in found) throw new Error(found.faults.join('; '));
  return found.value;
};

describe('the form of a shipment', () => {
  it('is taken apart: what goes into history has no address and no free text', () => {
    const { packages, ...order } = read();
    expect(order).toEqual({ shipmentReference: 'WEB-1' });
    expect(packages).toEqual([{ shipmentReference: 'WEB-1', request: requestOf(), details: detailsOf() }]);
    expect(JSON.stringify(packages.map(({ request }) => request))).not.toMatch(/Planted|gnome|Depot/);
  });

  it('of an order makes each package a shipment of its own, numbered from 1', () => {
    const { packages, shipmentReference } = read({ parcel: undefined, packages: [parcelForm, parcelForm] });
    expect(shipmentReference).toBe('WEB-1');
    expect(packages.map((each) => each.shipmentReference)).toEqual(['WEB-1/1', 'WEB-1/2']);
  });

  it('of an Amazon order has no recipient', () => {
    const channel = { type: 'AMAZON', orderId: '171-1' };
    expect(read({ channel, shipTo: undefined }).packages[0]?.request.channel).toEqual(channel);
  });

  it('keeps account and payment', () => {
    expect(read({ account: 'acme-eu', notice: { chargePermissionId: 'P01-1' } })).toMatchObject({
      account: 'acme-eu',
      notice: { chargePermissionId: 'P01-1' },
    });
  });

  it.each<[what: string, changes: Record<string, unknown>, faults: RegExp[]]>([
    ['no reference', { shipmentReference: undefined }, [/^shipmentReference is missing$/]],
    ['a reference with a space', { shipmentReference: 'A B' }, [/^shipmentReference may hold/]],
    [
      'another account',
      { account: 'other' },
      [/^account must be one of the configured accounts \(acme-us, acme-eu\)$/],
    ],
    ['no parcel', { parcel: undefined }, [/^either parcel or packages is needed$/]],
    ['parcel and packages', { packages: [parcelForm] }, [/^either parcel or packages is needed$/]],
    ['no packages', { parcel: undefined, packages: [] }, [/^packages must be a non-empty list$/]],
    ['too many', { parcel: undefined, packages: Array(101).fill(parcelForm) }, [/^packages must have at most 100/]],
    ['no recipient', { shipTo: undefined }, [/^shipTo is missing$/]],
    ['a recipient of an Amazon order', { channel: { type: 'AMAZON', orderId: '1' } }, [/^shipTo must be left out/]],
    ['no business id', { businessId: undefined }, [/^businessId is missing$/]],
    [
      'no region outside India',
      { shipTo: { ...RECIPIENT, stateOrRegion: undefined } },
      [/^shipTo\.stateOrRegion is missing$/],
    ],
    [
      'a long street',
      { shipTo: { ...RECIPIENT, addressLine1: 'x'.repeat(61) } },
      [/^shipTo\.addressLine1 must have at most 60/],
    ],
    ['an unknown field of an address', { shipTo: { ...RECIPIENT, street: 'x' } }, [/^shipTo\.street is not known/]],
    ['an unknown field', { shipto: {} }, [/^shipto is not known; known are account/]],
    [
      'a wrong weight',
      { parcel: { ...parcelForm, weight: { value: 0, unit: 'KILOGRAM' } } },
      [/^parcel\.weight\.value must be/],
    ],
    [
      'a description that is none',
      { parcel: { ...parcelForm, items: [{ quantity: 1, description: 7 }] } },
      [/^parcel\.items\[0\]\.description must be/],
    ],
    ['both payments', { notice: { chargePermissionId: 'a', amazonOrderReferenceId: 'b' } }, [/^notice either/]],
    ['an unknown payment', { notice: { permission: 'a' } }, [/^notice\.permission is not known/]],
    [
      'cash for two packages',
      { parcel: undefined, packages: [parcelForm, parcelForm], collectOnDelivery: { value: 1, unit: 'GBP' } },
      [/^collectOnDelivery must be left out/],
    ],
    [
      'no room for the number',
      { shipmentReference: 'x'.repeat(79), parcel: undefined, packages: [parcelForm] },
      [/^shipmentReference must leave room/],
    ],
  ])('with %s is refused, by path', (_, changes, faults) => {
    const found = faultsOf(shipmentForm(changes));
    expect(found.slice(0, faults.length)).toEqual(faults.map((fault) => expect.stringMatching(fault) as unknown));
    expect(found.length).toBeLessThanOrEqual(Math.max(faults.length, 1));
  });

  it('names the package that is faulty, and what is wrong with the order once', () => {
    const packages = [parcelForm, { ...parcelForm, insuredValue: undefined }, parcelForm];
    expect(faultsOf(shipmentForm({ parcel: undefined, packages, businessId: 'UK' }))).toEqual([
      expect.stringMatching(/^businessId must be one of/),
      'packages[1].insuredValue is missing',
    ]);
  });

  it('lists everything at once', () => {
    const found = faultsOf({ channel: { type: 'EXTERNAL' }, parcel: {}, shipTo: {} });
    for (const path of [
      'shipmentReference',
      'businessId',
      'shipFrom',
      'shipTo.name',
      'parcel.weight',
      'parcel.items',
    ]) {
      expect(found).toContain(`${path} is missing`);
    }
  });

  it('lists everything also where there is no parcel', () => {
    const found = faultsOf(shipmentForm({ parcel: undefined, businessId: undefined, channel: undefined }));
    expect(found).toEqual([
      'either parcel or packages is needed',
      expect.stringMatching(/^channel/),
      expect.stringMatching(/^businessId/),
    ]);
  });

  it('never quotes what it was given, and never throws', () => {
    expect(
      JSON.stringify(
        faultsOf(shipmentForm({ shipTo: { ...RECIPIENT, name: `${RECIPIENT.name}\n`, countryCode: 'Planted' } })),
      ),
    ).not.toContain('Planted');
    const dice = seededDice(7);
    const names = ['parcel', 'packages', 'shipTo', 'channel', 'type', 'notice', 'items', 'weight', 'name'];
    for (let round = 0; round < 1_000; round += 1) {
      const form = dice.below(3) === 0 ? randomJson(dice, names) : mutated(dice, shipmentForm(), names);
      const found = readWanted(form, accounts);
      expect('faults' in found ? found.faults.length > 0 : found.value.packages.length > 0).toBe(true);
    }
  });
});
