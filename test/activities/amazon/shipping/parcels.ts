import type { GetRatesRequest } from '../../../../activities/amazon/shipping/schemas/index.js';

const address = {
  name: 'Warehouse',
  addressLine1: 'Via Roma 1',
  city: 'Torino',
  stateOrRegion: 'TO',
  postalCode: '10121',
  countryCode: 'IT',
};

/** A parcel for a customer outside Amazon. */
export const externalParcel = (): GetRatesRequest => ({
  shipFrom: { ...address },
  shipTo: { ...address, name: 'Customer', phoneNumber: '+390110000000' },
  shipDate: '2026-01-05T12:00:00Z',
  packages: [
    {
      dimensions: { length: 20, width: 15, height: 10, unit: 'CENTIMETER' },
      weight: { value: 0.5, unit: 'KILOGRAM' },
      insuredValue: { value: 20, unit: 'EUR' },
      packageClientReferenceId: 'S-1',
      items: [{ quantity: 1, itemValue: { value: 20, unit: 'EUR' }, description: 'Lamp' }],
    },
  ],
  channelDetails: { channelType: 'EXTERNAL' },
});

/** A rate as the model shows it on the wire. */
export const wireRate = (): Record<string, unknown> => ({
  rateId: 'rate-1',
  carrierId: 'ATS',
  carrierName: 'Amazon Shipping',
  serviceId: 'SWA-1',
  serviceName: 'Standard',
  totalCharge: { value: 4.76, unit: 'EUR' },
  promise: {
    pickupWindow: { start: '2026-01-05T15:00:00Z', end: '2026-01-05T17:00:00Z' },
    deliveryWindow: { start: '2026-01-07T08:00:00Z', end: '2026-01-07T20:00:00Z' },
  },
  supportedDocumentSpecifications: [
    {
      format: 'ZPL',
      size: { width: 4, length: 6, unit: 'INCH' },
      printOptions: [
        {
          supportedDPIs: [300, 203],
          supportedPageLayouts: ['DEFAULT'],
          supportedFileJoiningOptions: [false],
          supportedDocumentDetails: [{ name: 'LABEL', isMandatory: true }],
        },
      ],
    },
  ],
  requiresAdditionalInputs: false,
});

/** A purchase of that rate. */
export const purchaseBody = (): string =>
  JSON.stringify({
    requestToken: 'token-1',
    rateId: 'rate-1',
    requestedDocumentSpecification: {
      format: 'ZPL',
      size: { width: 4, length: 6, unit: 'INCH' },
      dpi: 203,
      needFileJoining: false,
      requestedDocumentTypes: ['LABEL'],
    },
  });
