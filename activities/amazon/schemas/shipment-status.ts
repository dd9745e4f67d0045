import { z } from 'zod';
import { isStatusPair } from '../shipment-status-codes.js';
import { dateTime, partyReference, purchaseOrderNumber } from './shared.js';

/**
 * Where the package was; source: model `Address` of shipping v1.
 *
 * `name` and `addressLine1` are required by the model and missing in its own example (DF-10): they always go out.
 */
const statusLocationAddress = z.strictObject({
  name: z.string().min(1),
  addressLine1: z.string().min(1),
  addressLine2: z.string().min(1).exactOptional(),
  addressLine3: z.string().min(1).exactOptional(),
  city: z.string().min(1).exactOptional(),
  county: z.string().min(1).exactOptional(),
  district: z.string().min(1).exactOptional(),
  stateOrRegion: z.string().min(1).exactOptional(),
  postalCode: z.string().min(1).exactOptional(),
  countryCode: z.string().regex(/^[A-Z]{2}$/, 'expected two capital letters'),
  phone: z.string().min(1).exactOptional(),
});

/** When the customer can expect the package: an object, which the guide calls an array (DF-11). */
const shipmentSchedule = z
  .strictObject({
    estimatedDeliveryDateTime: dateTime.exactOptional(),
    apptWindowStartDateTime: dateTime.exactOptional(),
    apptWindowEndDateTime: dateTime.exactOptional(),
  })
  .refine((schedule) => Object.keys(schedule).length > 0, 'expected a time');

/**
 * One event of one package, as it goes out; source: model `ShipmentStatusUpdate`.
 *
 * `trackingNumber` is byte for byte the confirmation's: nothing here trims it or changes its case.
 */
export const shipmentStatusUpdate = z.strictObject({
  purchaseOrderNumber,
  sellingParty: partyReference,
  shipFromParty: partyReference,
  statusUpdateDetails: z
    .strictObject({
      trackingNumber: z.string().min(1),
      statusCode: z.string(),
      reasonCode: z.string(),
      statusDateTime: dateTime,
      statusLocationAddress,
      shipmentSchedule: shipmentSchedule.exactOptional(),
    })
    .refine(isStatusPair, {
      message: 'expected a pair of statusCode and reasonCode from one list',
      path: ['statusCode'],
    }),
});

/** Body of submitShipmentStatusUpdates; source: model `SubmitShipmentStatusUpdatesRequest`. */
export const submitShipmentStatusUpdatesRequest = z.strictObject({
  shipmentStatusUpdates: z.array(shipmentStatusUpdate).min(1),
});
