import { getRatesRequest } from '../schemas/shipments.js';
import { parcelsInBody } from '../shipments/asked-parcels.js';
import { wireQuote } from '../shipments/rate-view.js';
import { shippingRefusals, success } from '../shipments/replies.js';
import { ratesFault } from '../shipments/request-rules.js';
import type { Operation } from './operation.js';
import { checked, shippingV2, withBusiness } from './shipping-operation.js';

/** What a shipment would cost, good for ten minutes. No rate at all is a success. */
export const getRates: Operation = {
  ...shippingV2,
  name: 'getRates',
  method: 'POST',
  path: '/shipping/v2/shipments/rates',
  parcels: parcelsInBody,
  run: (call) =>
    withBusiness(call, (businessId) => {
      const { quotes, switches } = call.world.shipping;
      return checked(getRatesRequest(switches.dialect), call.body, (request) => {
        const fault = ratesFault(request);
        if (fault !== undefined) return shippingRefusals.invalid(fault);
        return success(switches.dialect, wireQuote(quotes.open(request, businessId), switches.dialect));
      });
    }),
};
