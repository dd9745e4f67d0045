import { payload } from '../replies.js';
import { additionalInputsQuery } from '../schemas/shipments.js';
import { additionalInputsOf, wireSchema } from '../shipments/additional-inputs.js';
import { parcelsOfQuote } from '../shipments/asked-parcels.js';
import { invalidInput, tokenExpired } from '../shipments/replies.js';
import type { Operation } from './operation.js';
import { checked, queryOf, shippingV2, withBusiness } from './shipping-operation.js';

/** The JSON Schema of what the purchase of a rate needs beyond the request for rates; empty where it needs nothing. */
export const getAdditionalInputs: Operation = {
  ...shippingV2,
  name: 'getAdditionalInputs',
  method: 'GET',
  path: '/shipping/v2/shipments/additionalInputs/schema',
  parcels: parcelsOfQuote,
  run: (call) =>
    withBusiness(call, (businessId) =>
      checked(additionalInputsQuery, queryOf(call), ({ requestToken, rateId }) => {
        const { quotes, switches } = call.world.shipping;
        const quote = quotes.find(requestToken);
        if (quote?.businessId !== businessId) return invalidInput('The requestToken is invalid.');
        const offer = quote.offers.find((each) => each.rateId === rateId);
        if (offer === undefined) return invalidInput('The rateId is invalid.');
        if (call.receivedAt >= quote.expiresAt) return tokenExpired(switches.expiryRefusal);
        const schema = additionalInputsOf(offer.service, quote.request);
        // The one answer that has its payload in the model's examples as well.
        return payload(200, schema === undefined ? {} : wireSchema(schema, switches.dialect));
      }),
    ),
};
