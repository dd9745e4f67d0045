import type { ShipmentPolicy } from '../../workflows/shipment/policy.js';
import type { ShipmentDetails, ShipmentRequest } from '../../workflows/shipment/request.js';

export type RequestChanges = Partial<Omit<ShipmentRequest, 'detailsDocumentId'>>;
export type DetailsChanges = Partial<ShipmentDetails>;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Planted, so that it can be looked for where it must not be. */
export const RECIPIENT = {
  name: 'Jane Planted',
  addressLine1: '1 Planted Street',
  city: 'Plantedham',
  stateOrRegion: 'Kent',
  countryCode: 'GB',
  postalCode: 'PL4 1NT',
  phoneNumber: '+44 20 7946 0000',
};

const DEPOT = {
  name: 'Depot',
  addressLine1: '1 Depot Road',
  city: 'Reading',
  stateOrRegion: 'Berkshire',
  countryCode: 'GB',
  postalCode: 'RG1 1AA',
};

/** A parcel of another shop, in the UK. */
export const requestOf = (changes: RequestChanges = {}): Omit<ShipmentRequest, 'detailsDocumentId'> => ({
  channel: { type: 'EXTERNAL' },
  businessId: 'AmazonShipping_UK',
  parcel: {
    dimensions: { length: 20, width: 15, height: 10, unit: 'CENTIMETER' },
    weight: { value: 1.2, unit: 'KILOGRAM' },
    insuredValue: { value: 40, unit: 'GBP' },
    items: [{ quantity: 1, itemIdentifier: 'item-1', itemValue: { value: 40, unit: 'GBP' } }],
  },
  ...changes,
});

export const detailsOf = (changes: DetailsChanges = {}): ShipmentDetails => ({
  shipFrom: DEPOT,
  shipTo: RECIPIENT,
  itemDescriptions: ['Garden gnome'],
  ...changes,
});

export const policyOf = (): ShipmentPolicy => ({
  rates: { prefer: { kind: 'cheapest' }, carriers: ['AMZN_UK'] },
  priceGuard: {},
  documents: [{ format: 'PNG' }, { format: 'PDF' }],
  windows: {
    rateBudgetMs: 8 * MINUTE,
    rateLifetimeMs: 10 * MINUTE,
    maxNewRates: 5,
    refundMs: 14 * DAY,
    handOverMs: DAY,
  },
  attempts: { startToCloseMs: 45_000, minimumBudgetMs: 30 * MINUTE },
});
