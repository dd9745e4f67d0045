import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../../activities/amazon/faults.js';
import {
  shipmentStatusUpdate,
  submitShipmentStatusUpdatesRequest,
} from '../../../../activities/amazon/schemas/index.js';

/** The model's sandbox example of submitShipmentStatusUpdates, with the name and first line that it leaves out (DF-10). */
const update = {
  purchaseOrderNumber: 'DX00050003',
  sellingParty: { partyId: 'VENDORCODE' },
  shipFromParty: { partyId: 'VENDORWAREHOUSECODE' },
  statusUpdateDetails: {
    trackingNumber: 'TRACK001',
    statusCode: 'D1',
    reasonCode: 'NS',
    statusDateTime: '2020-08-07T19:56:45.632Z',
    statusLocationAddress: {
      name: 'Hauler',
      addressLine1: 'Depotstrasse 1',
      city: 'Berlin',
      postalCode: '10115',
      stateOrRegion: 'Berlin',
      countryCode: 'DE',
    },
    shipmentSchedule: {
      estimatedDeliveryDateTime: '2020-08-07T19:56:45.632Z',
      apptWindowStartDateTime: '2020-08-07T19:56:45.632Z',
      apptWindowEndDateTime: '2020-08-07T19:56:45.632Z',
    },
  },
};
const details = update.statusUpdateDetails;
const address = details.statusLocationAddress;

const faultOf = (change: object): string => {
  const parsed = shipmentStatusUpdate.safeParse({ ...update, statusUpdateDetails: { ...details, ...change } });
  return parsed.success ? '' : faultsOf(parsed.error);
};

describe('status update, strict out', () => {
  it.each([
    // change of the details
    [{}],
    [{ statusCode: '404', reasonCode: '117' }],
    [{ statusDateTime: '2020-07-16T23:00:00+01:00' }],
    [{ trackingNumber: ' pro 7 ' }],
    [{ statusLocationAddress: { name: 'Hauler', addressLine1: 'x', countryCode: 'US' } }],
    [{ shipmentSchedule: { estimatedDeliveryDateTime: '2020-08-07T19:56:45Z' } }],
  ])('takes %j, as it is', (change) => {
    const changed = { ...update, statusUpdateDetails: { ...details, ...change } };
    expect(shipmentStatusUpdate.parse(changed)).toEqual(changed);
  });

  it('takes an update without a schedule, and several packages in one body', () => {
    const { shipmentSchedule: _schedule, ...bare } = details;
    const shipmentStatusUpdates = [update, { ...update, statusUpdateDetails: bare }];
    expect(submitShipmentStatusUpdatesRequest.safeParse({ shipmentStatusUpdates }).success).toBe(true);
  });

  it.each([
    // change of the details, fault
    [{ trackingNumber: '' }, /^statusUpdateDetails.trackingNumber: /],
    [{ trackingNumber: ['T1', 'T2'] }, /^statusUpdateDetails.trackingNumber: /],
    [{ statusCode: 301, reasonCode: '000' }, /^statusUpdateDetails.statusCode: /],
    [{ reasonCode: '000' }, /^statusUpdateDetails.statusCode: expected a pair of statusCode and reasonCode/],
    [{ statusCode: 'ZZ' }, /^statusUpdateDetails.statusCode: expected a pair/],
    [{ statusDateTime: '2020-08-07T19:56:45' }, /^statusUpdateDetails.statusDateTime: /],
    [{ statusDateTime: '2020-08-07' }, /^statusUpdateDetails.statusDateTime: /],
    [{ statusLocationAddress: undefined }, /^statusUpdateDetails.statusLocationAddress: /],
    [{ statusLocationAddress: { ...address, name: undefined } }, /^statusUpdateDetails.statusLocationAddress.name: /],
    [{ statusLocationAddress: { ...address, addressLine1: '' } }, /\.addressLine1: /],
    [{ statusLocationAddress: { ...address, countryCode: 'DEU' } }, /\.countryCode: expected two capital letters/],
    [{ statusLocationAddress: { ...address, zip: '1' } }, /^statusUpdateDetails.statusLocationAddress: /],
    [{ shipmentSchedule: [details.shipmentSchedule] }, /^statusUpdateDetails.shipmentSchedule: /],
    [{ shipmentSchedule: {} }, /^statusUpdateDetails.shipmentSchedule: expected a time/],
    [{ shipmentSchedule: { estimatedDeliveryDateTime: 'soon' } }, /\.estimatedDeliveryDateTime: /],
  ])('refuses %j', (change, fault) => {
    expect(faultOf(change)).toMatch(fault);
  });

  it.each([[[]], [undefined], [[{ ...update, purchaseOrderNumber: 'DX-5' }]], [[{ ...update, extra: 1 }]]])(
    'refuses the body with %j',
    (shipmentStatusUpdates) => {
      expect(submitShipmentStatusUpdatesRequest.safeParse({ shipmentStatusUpdates }).success).toBe(false);
    },
  );
});
