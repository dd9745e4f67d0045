import { z } from 'zod';
import { readableDocument } from '../orders/order-documents.js';
import type { DocumentKind } from '../orders/order-documents.js';
import type { MadeOrder } from '../orders/order.js';
import { payload, refusal } from '../replies.js';
import type { Answer } from '../replies.js';
import { alphanumericNumber } from '../schemas/common.js';
import { withQuery } from './operation.js';
import type { Call } from './operation.js';

/** Answers with one order's document. One that is not there (yet) is an empty payload; an unknown order a 400. */
export function documentAnswer(
  { world, params, query }: Call,
  kind: DocumentKind,
  view: (order: MadeOrder) => unknown,
): Answer {
  return withQuery(z.strictObject({}), query, () => {
    const number = alphanumericNumber.safeParse(params['purchaseOrderNumber']);
    const record = number.success ? world.orders.find(number.data) : undefined;
    if (record === undefined) return refusal(400, 'InvalidInput', 'Invalid PO ID.');
    const isThere = readableDocument(record, kind, world.settings.clock()) !== undefined;
    return payload(200, isThere ? view(record) : {});
  });
}
