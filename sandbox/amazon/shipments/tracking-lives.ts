import type { ShipmentPromise } from './promise.js';

/** What can become of a parcel that nobody touches. */
export const trackingLives = [
  'on-time',
  'late',
  'returned',
  'lost',
  'undeliverable',
  'rejected',
  'delivery-attempted',
  'awaiting-customer-pickup',
  'pickup-cancelled',
  'never-scanned',
  'stuck',
] as const;

/** One of {@link trackingLives}. */
export type TrackingLife = (typeof trackingLives)[number];

/** A place as tracking tells it. */
export interface Place {
  readonly city?: string;
  readonly stateOrRegion?: string;
  readonly postalCode?: string;
  readonly countryCode?: string;
}

/** Something that happens to a parcel, at an instant that may lie ahead. */
export interface TrackingEvent {
  /** A Shipping v2 `EventCode`, or one that no model knows. */
  readonly eventCode: string;
  /** Epoch ms. */
  readonly at: number;
  readonly leg: 'FORWARD' | 'RETURNS';
  readonly place?: Place;
  /** A Shipping v2 `DetailCodes` value that the summary tells from then on. */
  readonly detailCode?: string;
}

/** What a life is laid out by. Instants are epoch ms. */
export interface Journey {
  readonly boughtAt: number;
  readonly promise: ShipmentPromise;
  readonly from: Place;
  readonly to: Place;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The events of a life, in the order in which they happen. */
export function eventsOf(life: TrackingLife, journey: Journey): TrackingEvent[] {
  const announced = step('ReadyForReceive', journey.boughtAt);
  const laterSteps = laterEvents[life](anchorsOf(journey));
  return [announced, ...laterSteps].map((each) => located(each, journey));
}

// The instants of an ordinary journey.
interface Anchors {
  /** The carrier takes the parcel. */
  readonly pickup: number;
  readonly pickupEnd: number;
  /** It reaches the town of the recipient. */
  readonly nearby: number;
  /** It goes on the van. */
  readonly van: number;
  /** It reaches the door. */
  readonly door: number;
  /** The end of what was promised. */
  readonly promised: number;
}

function anchorsOf({ boughtAt, promise: { pickup, delivery } }: Journey): Anchors {
  const taken = Math.max((pickup.start + pickup.end) / 2, boughtAt + minuteMs);
  return {
    pickup: taken,
    pickupEnd: Math.max(pickup.end, taken),
    nearby: taken + Math.max(0, delivery.start - taken) * 0.8,
    van: Math.max(delivery.start, taken + hourMs),
    door: Math.max((delivery.start + delivery.end) / 2, taken + 2 * hourMs),
    promised: Math.max(delivery.end, taken + 3 * hourMs),
  };
}

type Step = Omit<TrackingEvent, 'place'> & { readonly where: 'origin' | 'destination' };

const step = (
  eventCode: string,
  at: number,
  where: Step['where'] = 'origin',
  more: Partial<Pick<Step, 'leg' | 'detailCode'>> = {},
): Step => ({ eventCode, at, where, leg: 'FORWARD', ...more });

const onTheWay = ({ pickup, nearby }: Anchors): Step[] => [
  step('PickupDone', pickup),
  step('Departed', pickup + (nearby - pickup) / 4),
  step('ArrivedAtCarrierFacility', nearby, 'destination'),
];

const goingBack = (from: number): Step[] => [
  step('ReturnInitiated', from, 'destination', { leg: 'RETURNS' }),
  step('Departed', from + dayMs, 'destination', { leg: 'RETURNS' }),
  step('Delivered', from + 3 * dayMs, 'origin', { leg: 'RETURNS', detailCode: 'Signed' }),
];

const laterEvents: Readonly<Record<TrackingLife, (anchors: Anchors) => Step[]>> = {
  'on-time': (a) => [
    ...onTheWay(a),
    step('OutForDelivery', a.van, 'destination'),
    step('Delivered', a.door, 'destination', { detailCode: 'DeliveredToPorch' }),
  ],
  late: (a) => [
    ...onTheWay(a),
    step('OutForDelivery', a.promised + 2 * dayMs, 'destination'),
    step('Delivered', a.promised + 2 * dayMs + 4 * hourMs, 'destination', { detailCode: 'Signed' }),
  ],
  returned: (a) => [
    ...onTheWay(a),
    step('OutForDelivery', a.van, 'destination'),
    step('Undeliverable', a.door, 'destination', { detailCode: 'AddressNotFound' }),
    ...goingBack(a.door + dayMs),
  ],
  lost: (a) => [...onTheWay(a).slice(0, 2), step('Lost', a.promised + 3 * dayMs)],
  undeliverable: (a) => [
    ...onTheWay(a),
    step('OutForDelivery', a.van, 'destination'),
    step('Undeliverable', a.door, 'destination', { detailCode: 'AddressNotFound' }),
  ],
  rejected: (a) => [
    ...onTheWay(a),
    step('OutForDelivery', a.van, 'destination'),
    step('Rejected', a.door, 'destination', { detailCode: 'Rejected' }),
    ...goingBack(a.door + dayMs),
  ],
  'delivery-attempted': (a) => [
    ...onTheWay(a),
    step('OutForDelivery', a.van, 'destination'),
    step('DeliveryAttempted', a.door, 'destination', { detailCode: 'CustomerUnavailable' }),
    step('OutForDelivery', a.van + dayMs, 'destination'),
    step('Delivered', a.door + dayMs, 'destination', { detailCode: 'DeliveredToNeighbor' }),
  ],
  'awaiting-customer-pickup': (a) => [
    ...onTheWay(a),
    step('AvailableForPickup', a.van, 'destination', { detailCode: 'ArrivedAtLocalFacility' }),
    step('Delivered', a.door + 2 * dayMs, 'destination', { detailCode: 'DeliveredWithOTP' }),
  ],
  'pickup-cancelled': (a) => [step('PickupCancelled', a.pickupEnd)],
  'never-scanned': () => [],
  stuck: onTheWay,
};

function located({ where, ...event }: Step, { from, to }: Journey): TrackingEvent {
  return { ...event, at: Math.round(event.at), place: where === 'origin' ? from : to };
}
