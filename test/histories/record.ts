import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { FaultScript } from '../../sandbox/amazon/faults.js';
import type { OrderRequest } from '../../sandbox/amazon/orders/order.js';
import { resolveUpdate } from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import type { OrderHandle } from '../support/skipped-time.js';

/** One recorded history and its story. */
interface Case {
  name: string;
  order: OrderRequest;
  fault?: Pick<FaultScript, 'operation' | 'fault'>;
  /** What a person answers to the first item. */
  answer?: { answer: string; reference?: string; data?: Record<string, unknown> };
  /** A cancel request from the Temporal UI while READY_TO_SHIP. */
  isCancelRequested?: boolean;
}

const cases: Case[] = [
  { name: 'plain', order: { labelMode: 'amazon' } },
  {
    name: 'lost-reply',
    order: { labelMode: 'amazon' },
    fault: { operation: 'submitAcknowledgement', fault: { kind: 'reply-lost' } },
  },
  {
    name: 'refused-label-then-retried',
    order: { labelMode: 'amazon' },
    fault: { operation: 'submitShippingLabelRequest', fault: { kind: 'transaction-failure', code: 'NotAvailable' } },
    answer: { answer: 'retry' },
  },
  {
    name: 'confirmed-elsewhere',
    order: { labelMode: 'amazon' },
    fault: {
      operation: 'submitShipmentConfirmations',
      fault: { kind: 'transaction-failure', code: 'INVALID_ORDER_ID' },
    },
    answer: { answer: 'done-elsewhere', reference: 'portal' },
  },
  { name: 'cancel-request-resumed', order: { labelMode: 'amazon' }, isCancelRequested: true, answer: { answer: 'resume' } },
  { name: 'cancel-request-aborted', order: { labelMode: 'amazon' }, isCancelRequested: true, answer: { answer: 'abort' } },
];

/** Runs each case on a real server and writes its history beside this file's source. */
async function record(directory: string): Promise<void> {
  const floor = await openFloor();
  try {
    await floor.startWorker();
    for (const each of cases) {
      const history = await play(floor, each);
      const file = `${directory}/purchase-order/${each.name}.json`;
      mkdirSync(dirname(file), { recursive: true });
      // Who ran it is no part of the story.
      writeFileSync(file, history.replace(/"\d+@[^"]*"/g, '"recorded"'));
      process.stdout.write(`${file}\n`);
    }
  } finally {
    await floor.close();
  }
}

async function play(floor: Floor, { order, fault, answer, isCancelRequested }: Case): Promise<string> {
  const { purchaseOrderNumber } = floor.amazon.addOrder(order);
  if (fault !== undefined) floor.amazon.addFault({ ...fault, purchaseOrderNumber });
  const handle = await floor.start(purchaseOrderNumber);
  let state = await until(floor, handle, (seen) => hasStopped(seen));
  if (isCancelRequested === true) {
    await handle.cancel();
    state = await until(floor, handle, (seen) => seen.attention.items.length > 0);
  }
  if (state.attention.items.length > 0) state = await respond(floor, handle, answer);
  if (state.state === 'READY_TO_SHIP') await floor.depart(handle);
  state = await until(floor, handle, (seen) => seen.attention.items.length > 0 || isOver(seen));
  if (state.attention.items.length > 0) await respond(floor, handle, answer);
  await handle.result();
  return historyToJSON(await handle.fetchHistory());
}

async function respond(floor: Floor, handle: OrderHandle, answer: Case['answer']): Promise<PurchaseOrderState> {
  const [item] = (await floor.view(handle)).attention.items;
  if (item === undefined || answer === undefined) throw new Error(`Nothing to answer: ${handle.workflowId}`);
  await handle.executeUpdate(resolveUpdate, { args: [{ attentionId: item.attentionId, actor: 'support', ...answer }] });
  return until(floor, handle, (seen) => seen.state === 'READY_TO_SHIP' || isOver(seen));
}

const isOver = (order: PurchaseOrderState): boolean => ['COMPLETED', 'CLOSED_BY_PERSON'].includes(order.state);
const hasStopped = (order: PurchaseOrderState): boolean =>
  order.attention.items.length > 0 || order.state === 'READY_TO_SHIP' || isOver(order);

async function until(
  floor: Floor,
  handle: OrderHandle,
  holds: (order: PurchaseOrderState) => boolean,
): Promise<PurchaseOrderState> {
  let seen: PurchaseOrderState | undefined;
  await eventually(handle.workflowId, async () => holds((seen = await floor.view(handle))), 60_000);
  if (seen === undefined) throw new Error(`Not seen: ${handle.workflowId}`);
  return seen;
}

await record(process.argv[2] ?? 'test/histories');
