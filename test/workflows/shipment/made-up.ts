import type { ObtainRatesInput, ObtainRatesResult, PurchaseResult } from '../../../workflows/shipment/activities.js';
import type { Offer, OfferFacts } from '../../../workflows/shipment/offer.js';

/** What a carrier of Amazon's would sell. */
const oneDay: OfferFacts = {
  carrierId: 'AMZN_UK',
  carrierName: 'Amazon Shipping',
  serviceId: 'one-day',
  serviceName: 'One-Day',
  promise: {
    pickupWindow: { start: '2026-03-02T10:00:00.000Z', end: '2026-03-02T16:00:00.000Z' },
    deliveryWindow: { start: '2026-03-03T08:00:00.000Z', end: '2026-03-03T20:00:00.000Z' },
  },
  total: { value: 5.49, unit: 'GBP' },
};

const list: ObtainRatesResult['list'] = {
  at: '2026-03-02T08:00:00.000Z',
  rates: [{ ...oneDay, rateId: 'rate-1', formats: ['PNG'] }],
  ineligible: [],
  unreadable: 0,
};

const offer: Offer = {
  ...oneDay,
  requestToken: 'token-1',
  rateId: 'rate-1',
  ratedAt: '2026-03-02T08:00:00.000Z',
  valueAddedServices: [],
  specification: {
    format: 'PNG',
    size: { width: 4, length: 6, unit: 'INCH' },
    needFileJoining: false,
    requestedDocumentTypes: ['LABEL'],
  },
  hasInputs: false,
};

/** Rates of which one is offered, as the policy would take it. */
export const offered: ObtainRatesResult = { ledgerId: 'made-up', list, offer };

/** The same rates where a person has to choose; once somebody has, his choice is offered. */
export const asked = ({ choice }: Pick<ObtainRatesInput, 'choice'>): ObtainRatesResult =>
  choice === undefined
    ? { ledgerId: 'made-up', list, question: { kind: 'RateChoiceNeeded', message: 'The policy asks.' } }
    : offered;

/** @param boughtAt ISO 8601. */
export const bought = (boughtAt: string): Extract<PurchaseResult, { outcome: 'bought' }> => ({
  outcome: 'bought',
  shipmentId: 'amzn1.sid.1',
  trackingId: 'TBA1',
  boughtAt,
  bought: oneDay,
  documents: [{ type: 'LABEL', format: 'PNG', documentId: 'label-1', sha256: 'hash', mediaType: 'image/png' }],
  requestIds: ['p-1'],
});
