import type { Rate } from '../../../activities/amazon/shipping/schemas/index.js';

/** A rate for a parcel that is picked up on Monday and delivered on Wednesday. */
export const rateOf = (changes: Partial<Rate> = {}): Rate => ({
  rateId: 'rate-1',
  carrierId: 'ATS',
  carrierName: 'Amazon Shipping',
  serviceId: 'standard',
  serviceName: 'Standard',
  totalCharge: { value: 5, unit: 'EUR' },
  promise: {
    pickupWindow: { start: '2026-01-05T15:00:00.000Z', end: '2026-01-05T17:00:00.000Z' },
    deliveryWindow: { start: '2026-01-07T08:00:00.000Z', end: '2026-01-07T20:00:00.000Z' },
  },
  supportedDocumentSpecifications: [],
  availableValueAddedServiceGroups: [],
  requiresAdditionalInputs: false,
  ...changes,
});

/** A rate that is delivered by the end of that day. */
export const deliveredOn = (date: string): Pick<Rate, 'promise'> => ({
  promise: { deliveryWindow: { start: `${date}T08:00:00.000Z`, end: `${date}T20:00:00.000Z` } },
});

/** A required group of services, with their costs in euro; one without a cost has none. */
export const requiredGroup = (
  costs: Record<string, number | undefined>,
  groupId = 'pickup',
): Rate['availableValueAddedServiceGroups'][number] => ({
  groupId,
  isRequired: true,
  valueAddedServices: Object.entries(costs).map(([id, value]) => ({
    id,
    ...(value !== undefined && { cost: { value, unit: 'EUR' } }),
  })),
});
