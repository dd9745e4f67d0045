import axios from 'axios';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { MadeOrder } from '../../../sandbox/amazon/orders/order.js';
import { departUpdate, resolveUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { DepartInput, ResolveInput } from '../../../workflows/purchase-order/messages.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { acknowledgementsPath, confirmationsPath, labelsPath, logIn, userAgent } from '../../sandbox/amazon/clients.js';
import { acknowledgementOf, confirmationOf, labelRequestOf } from '../../sandbox/amazon/submissions.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';

/** The warehouse reports that the truck has left, now unless it says otherwise. */
export async function depart(time: SkippedTime, handle: OrderHandle, more: Partial<DepartInput> = {}): Promise<void> {
  const departedAt = new Date(await time.now()).toISOString();
  await handle.executeUpdate(departUpdate, { args: [{ departedAt, actor: 'warehouse', ...more }] });
}

/** A person answers the only open item. */
export async function resolve(
  handle: OrderHandle,
  answer: string,
  more: Partial<ResolveInput> = {},
): Promise<{ state: FulfillmentState }> {
  const { attention } = await handle.query(viewQuery);
  if (attention.items.length !== 1) throw new Error(`Not one item, but ${attention.items.length}`);
  const { attentionId } = attention.items[0]!;
  return handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer, actor: 'support', ...more }] });
}

/** Waits until the confirmation is proven; with the own carrier the order goes on from there. */
export const untilConfirmed = (time: SkippedTime, handle: OrderHandle): Promise<PurchaseOrderState> =>
  time.until(handle, 'confirmed', ({ state }) => state === 'COMPLETED' || state === 'IN_TRANSIT');

/** The state in which an order ended, its workflow completed: it never fails. */
export async function endOf(time: SkippedTime, handle: OrderHandle): Promise<FulfillmentState> {
  const { state } = await time.result(handle);
  const { status } = await handle.describe();
  if (status.name !== 'COMPLETED') throw new Error(`The workflow of an order that is ${state} is ${status.name}`);
  return state;
}

/** Why an update was refused, or `done`. */
export async function refusalOf(update: Promise<unknown>): Promise<string> {
  try {
    await update;
    return 'done';
  } catch (error) {
    const { cause } = error as Error;
    return cause instanceof Error ? cause.message : String(error);
  }
}

/** Waits until an order can ship: a label is requested on its ship day, to which time skips. */
export async function untilReady(time: SkippedTime, handle: OrderHandle): Promise<PurchaseOrderState> {
  const { shipDay } = await time.until(
    handle,
    'acknowledged',
    ({ state }) => state === 'ACKNOWLEDGED' || state === 'LABELLING' || state === 'READY_TO_SHIP',
  );
  const early = Date.parse(shipDay?.labelFrom ?? '') - (await time.now());
  if (early > 0) await time.skip(early);
  return time.untilState(handle, 'READY_TO_SHIP');
}

/** Starts an order and waits until it can ship. */
export async function readyToShip(
  time: SkippedTime,
  request: Parameters<LocalAmazon['addOrder']>[0] = { labelMode: 'amazon' },
): Promise<{ made: MadeOrder; handle: OrderHandle; order: PurchaseOrderState }> {
  const made = time.amazon.addOrder(request);
  const handle = await time.start(made.purchaseOrderNumber);
  return { made, handle, order: await untilReady(time, handle) };
}

/** What somebody else sent to Amazon for an order, past this product. */
export async function elsewhere(
  time: SkippedTime,
  made: MadeOrder,
  ...done: ('acknowledged' | 'labelled' | 'confirmed')[]
): Promise<void> {
  const token = await logIn(time.amazon);
  for (const what of done) {
    const [path, body] = {
      acknowledged: [acknowledgementsPath, { orderAcknowledgements: [acknowledgementOf(made)] }] as const,
      labelled: [labelsPath, { shippingLabelRequests: [labelRequestOf(made)] }] as const,
      confirmed: [confirmationsPath, { shipmentConfirmations: [confirmationOf(made, await time.now())] }] as const,
    }[what];
    await axios.post(`${time.amazon.url}${path}`, body, {
      headers: { 'x-amz-access-token': token, 'user-agent': userAgent },
    });
    await time.skip(60_000);
  }
}
