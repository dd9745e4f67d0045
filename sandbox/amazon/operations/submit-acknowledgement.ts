import { documentsOnAcceptance } from '../orders/order-documents.js';
import { payload } from '../replies.js';
import { acceptingCode, acknowledgementDeadlineMs, judgeAcknowledgement } from '../rules/acknowledgement.js';
import { submitAcknowledgementRequest } from '../schemas/orders.js';
import type { OrderAcknowledgement } from '../schemas/orders.js';
import type { SubmittedEntry } from '../transactions.js';
import type { World } from '../world.js';
import { vendorRate, vendorRateHeaderOn, withBody } from './operation.js';
import type { Operation } from './operation.js';
import { factsOf } from './order-view.js';

/** Accepts or rejects whole orders; the outcome is a transaction's. */
export const submitAcknowledgement: Operation = {
  name: 'submitAcknowledgement',
  method: 'POST',
  path: '/vendor/directFulfillment/orders/v1/acknowledgements',
  restricted: false,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, body, scripted, receivedAt }) =>
    withBody(submitAcknowledgementRequest, body, ({ orderAcknowledgements }) => {
      const entries = orderAcknowledgements.map((each) => entryOf(world, each, receivedAt));
      const transactionId = world.transactions.open('submitAcknowledgement', entries, scripted());
      return payload(202, { transactionId }, transactionId);
    }),
};

function entryOf(world: World, submitted: OrderAcknowledgement, receivedAt: number): SubmittedEntry {
  const { purchaseOrderNumber } = submitted;
  const record = world.orders.find(purchaseOrderNumber);
  if (record !== undefined) record.accepted.acknowledgements++;
  return {
    purchaseOrderNumber,
    judge: (at) => judgeAcknowledgement(submitted, factsOf(world, purchaseOrderNumber, at)),
    apply({ at, transactionId }) {
      if (record === undefined) return;
      const code = submitted.acknowledgementStatus.code ?? '';
      // An order date without a zone means UTC.
      const orderDate = Date.parse(record.details.orderDate.replace(/(?<=\d)$/, 'Z'));
      const accepted = code === acceptingCode;
      if (accepted) Object.assign(record, documentsOnAcceptance(world.settings, record, at));
      record.acknowledgement = {
        code,
        accepted,
        at,
        late: receivedAt > orderDate + acknowledgementDeadlineMs,
        transactionId,
      };
    },
  };
}
