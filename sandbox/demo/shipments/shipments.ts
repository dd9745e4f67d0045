import type { ShipmentInput } from '../../../workflows/shipment/messages.js';
import type { ShipmentStateName } from '../../../workflows/shipment/state.js';
import type { FaultScript } from '../../amazon/faults.js';

/** The scenes of the afternoon that are about a shipment, one each. */
export type ShipmentRole =
  'shipment-on-time' | 'shipment-price-rise' | 'shipment-lost-reply' | 'shipment-cancelled' | 'shipment-returned';

/** Something that happens to a parcel, in Amazon's codes. */
export interface ParcelStep {
  eventCode: string;
  /** Default: on its way to the recipient. */
  leg?: 'RETURNS';
}

/** What Amazon has of one shipment at the end. */
export interface Purchases {
  purchases: number;
  charges: number;
  refunds: number;
  /** Delivery notices that Amazon Pay has accepted. */
  notices: number;
}

/** A shipment of the demo, with what happens to it and how it has to end. */
export interface DemoShipment {
  shipmentReference: string;
  role: ShipmentRole;
  /** What is special about it, for the person at the terminal. */
  story: string;
  /** It stops until a person has done something. */
  waitsForPerson: boolean;
  notice?: NonNullable<ShipmentInput['notice']>;
  /** What goes wrong at Amazon. */
  faults: readonly Omit<FaultScript, 'parcel'>[];
  /** What the carrier does with the parcel; the next step waits as long as a person is asked. */
  journey: readonly ParcelStep[];
  end: ShipmentStateName;
  expected: Purchases;
}

const delivered: readonly ParcelStep[] = [
  { eventCode: 'PickupDone' },
  { eventCode: 'OutForDelivery' },
  { eventCode: 'Delivered' },
];

const once: Purchases = { purchases: 1, charges: 1, refunds: 0, notices: 0 };

/** Every case once. */
export const demoShipments: readonly DemoShipment[] = [
  {
    shipmentReference: 'SHIP1',
    role: 'shipment-on-time',
    story: 'paid with Amazon Pay: its buyer is told',
    waitsForPerson: false,
    notice: { chargePermissionId: 'S01-1234567-1234567' },
    faults: [],
    journey: delivered,
    end: 'DELIVERED',
    expected: { ...once, notices: 1 },
  },
  {
    shipmentReference: 'SHIP2',
    role: 'shipment-price-rise',
    story: 'its rate expires, and prices have risen',
    waitsForPerson: true,
    // Amazon has no time for its purchase until the ten minutes are over.
    faults: [{ operation: 'purchaseShipment', fault: { kind: 'status', status: 429 }, times: 'always' }],
    journey: delivered,
    end: 'DELIVERED',
    expected: once,
  },
  {
    shipmentReference: 'SHIP3',
    role: 'shipment-lost-reply',
    story: 'reply to its purchase is lost',
    waitsForPerson: false,
    faults: [{ operation: 'purchaseShipment', fault: { kind: 'reply-lost' } }],
    journey: delivered,
    end: 'DELIVERED',
    expected: once,
  },
  {
    shipmentReference: 'SHIP4',
    role: 'shipment-cancelled',
    story: 'not wanted any more before its pickup',
    waitsForPerson: true,
    faults: [],
    journey: [],
    end: 'CANCELLED',
    expected: { ...once, refunds: 1 },
  },
  {
    shipmentReference: 'SHIP5',
    role: 'shipment-returned',
    story: 'cannot be delivered and comes back',
    waitsForPerson: true,
    faults: [],
    journey: [
      { eventCode: 'PickupDone' },
      { eventCode: 'OutForDelivery' },
      { eventCode: 'Undeliverable' },
      { eventCode: 'ReturnInitiated', leg: 'RETURNS' },
      { eventCode: 'Delivered', leg: 'RETURNS' },
    ],
    end: 'RETURNED',
    expected: once,
  },
];

/** What the order system asks for: a parcel of another shop, in the UK. The people in it are made up. */
export const requestOf = ({ shipmentReference, notice }: Pick<DemoShipment, 'shipmentReference' | 'notice'>) => ({
  shipmentReference,
  channel: { type: 'EXTERNAL' },
  businessId: 'AmazonShipping_UK',
  shipFrom: {
    name: 'Demo Depot',
    addressLine1: '1 Depot Road',
    city: 'Reading',
    stateOrRegion: 'Berkshire',
    countryCode: 'GB',
    postalCode: 'RG1 1AA',
  },
  shipTo: {
    name: 'Ada Example',
    addressLine1: '1 Example Street',
    city: 'Exampleham',
    stateOrRegion: 'Kent',
    countryCode: 'GB',
    postalCode: 'EX4 1MP',
    phoneNumber: '+44 20 7946 0000',
  },
  parcel: {
    dimensions: { length: 20, width: 15, height: 10, unit: 'CENTIMETER' },
    weight: { value: 1.2, unit: 'KILOGRAM' },
    insuredValue: { value: 40, unit: 'GBP' },
    items: [
      {
        quantity: 1,
        itemIdentifier: 'gnome-1',
        itemValue: { value: 40, unit: 'GBP' },
        description: 'Garden gnome',
      },
    ],
  },
  ...(notice === undefined ? {} : { notice }),
});
