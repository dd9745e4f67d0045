import { shipmentDocumentsQuery } from '../schemas/shipments.js';
import { parcelsOfShipment } from '../shipments/asked-parcels.js';
import { printOf } from '../shipments/papers/documents.js';
import { invalidInput, shippingRefusals, success } from '../shipments/replies.js';
import { wireDocuments } from '../shipments/shipment-view.js';
import type { Operation } from './operation.js';
import { checked, queryOf, shippingV2, withBusiness, withShipment } from './shipping-operation.js';

/** The documents of a parcel once more, in the format in which they were bought and in no other. */
export const getShipmentDocuments: Operation = {
  ...shippingV2,
  name: 'getShipmentDocuments',
  method: 'GET',
  path: '/shipping/v2/shipments/{shipmentId}/documents',
  parcels: parcelsOfShipment,
  run: (call) =>
    withBusiness(call, (businessId) =>
      checked(shipmentDocumentsQuery, queryOf(call), ({ packageClientReferenceId, format, dpi }) => {
        const { book, switches } = call.world.shipping;
        return withShipment(book.find(call.params['shipmentId'] ?? ''), businessId, (shipment) => {
          if (shipment.parcel !== packageClientReferenceId) return shippingRefusals.notFound();
          const { specification } = shipment;
          if (format !== undefined && format !== specification.format) {
            return invalidInput('The shipment was bought with another format.');
          }
          if (dpi !== undefined && dpi !== printOf(specification).dotsPerInch) {
            return invalidInput('The shipment was bought with another dpi.');
          }
          return success(switches.dialect, wireDocuments(shipment, switches.dialect));
        });
      }),
    ),
};
