import { RECIPIENT, requestOf } from '../support/shipments.js';

export const SENDER = {
  name: 'Depot',
  addressLine1: '1 Depot Road',
  city: 'Reading',
  stateOrRegion: 'Berkshire',
  countryCode: 'GB',
  postalCode: 'RG1 1AA',
};

const { channel, businessId, parcel } = requestOf();

/** A parcel as its items are described in the form. */
export const parcelForm = {
  ...parcel,
  items: parcel.items.map((item) => ({ ...item, description: 'Garden gnome' })),
};

/** What a client gives for one parcel. */
export const shipmentForm = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  shipmentReference: 'WEB-1',
  channel,
  businessId,
  shipFrom: SENDER,
  shipTo: RECIPIENT,
  parcel: parcelForm,
  ...changes,
});
