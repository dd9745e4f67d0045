import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { FaultScript } from '../../sandbox/amazon/faults.js';
import type { OrderRequest } from '../../sandbox/amazon/orders/order.js';
import {
  floorDenialUpdate,
  holdUpdate,
  packUpdate,
  relabelUpdate,
  releaseUpdate,
  resolveUpdate,
} from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import { isEnd } from '../../workflows/purchase-order/state.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import { defaultPolicy } from '../support/skipped-time.js';
import type { OrderHandle } from '../support/skipped-time.js';

/** One recorded history and its story. */
interface Case {
  name: string;
  order: OrderRequest;
  fault?: Pick<FaultScript, 'operation' | 'fault'>;
  /** What a person answers to the first item. */
  answer?: { answer: string; reference?: string; data?: Record<string, unknown> };
  policy?: Partial<PurchaseOrderPolicy>;
  /** What a person does once the order was read. */
  onceRead?: (floor: Floor, handle: OrderHandle) => Promise<void>;
  /** What a person does while READY_TO_SHIP, instead of reporting the departure or before it. */
  whenReady?: (floor: Floor, handle: OrderHandle) => Promise<void>;
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
  {
    name: 'held-packed-and-released',
    order: { labelMode: 'amazon' },
    policy: { acknowledgement: { decide: 'accept', acknowledgeAfterMs: 1_000, rules: [] } },
    onceRead: async (floor, handle) => {
      await handle.executeUpdate(holdUpdate, { args: [{ actor: 'ann', reason: 'recall' }] });
      const { order } = await until(floor, handle, (seen) => seen.state === 'ACKNOWLEDGED');
      const items = (order?.lines ?? []).map(({ itemSequenceNumber, quantity }) => ({ itemSequenceNumber, quantity }));
      await handle.executeUpdate(packUpdate, { args: [{ containers: [{ containerIdentifier: 'A', items }] }] });
      await handle.executeUpdate(releaseUpdate, { args: [{ actor: 'bob' }] });
    },
  },
  {
    name: 'relabelled',
    order: { labelMode: 'amazon' },
    whenReady: async (floor, handle) => {
      floor.amazon.allowRelabel((await floor.view(handle)).purchaseOrderNumber);
      await handle.executeUpdate(relabelUpdate, { args: [{ actor: 'ann' }] });
      await until(floor, handle, (seen) => seen.attention.items.length > 0);
      await respond(floor, handle, { answer: 'destroyed' });
    },
  },
  {
    name: 'denied-on-the-floor',
    order: { labelMode: 'amazon' },
    whenReady: async (_floor, handle) => {
      await handle.executeUpdate(floorDenialUpdate, { args: [{ actor: 'ann', reason: 'recall' }] });
    },
  },
  {
    name: 'denied-while-labelling',
    order: { labelMode: 'amazon' },
    fault: { operation: 'submitShippingLabelRequest', fault: { kind: 'never-success', effect: false } },
    onceRead: async (floor, handle) => {
      await until(floor, handle, (seen) => seen.state === 'LABELLING');
      await handle.executeUpdate(floorDenialUpdate, { args: [{ actor: 'ann' }] });
    },
  },
  {
    name: 'evidence-late-with-notices',
    order: { labelMode: 'amazon' },
    policy: { deadlines: { ...defaultPolicy.deadlines, evidenceWarningMs: 500, evidenceMs: 1_500 } },
    fault: { operation: 'submitAcknowledgement', fault: { kind: 'never-success', effect: true } },
  },
  {
    name: 'cancelled-by-amazon-stopped',
    order: { labelMode: 'amazon' },
    whenReady: async (floor, handle) => {
      floor.amazon.cancelOrder((await floor.view(handle)).purchaseOrderNumber);
    },
    answer: { answer: 'stopped' },
  },
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

async function play(floor: Floor, story: Case): Promise<string> {
  const { order, fault, answer, isCancelRequested, policy, onceRead, whenReady } = story;
  const { purchaseOrderNumber } = floor.amazon.addOrder(order);
  if (fault !== undefined) floor.amazon.addFault({ ...fault, purchaseOrderNumber });
  const handle = await floor.start(purchaseOrderNumber, policy);
  await until(floor, handle, (seen) => seen.order !== undefined);
  await onceRead?.(floor, handle);
  let state = await until(floor, handle, (seen) => hasStopped(seen));
  if (isCancelRequested === true) {
    await handle.cancel();
    state = await until(floor, handle, (seen) => seen.attention.items.length > 0);
  }
  if (state.attention.items.length > 0) state = await respond(floor, handle, answer);
  if (state.state === 'READY_TO_SHIP') await whenReady?.(floor, handle);
  if ((await floor.view(handle)).state === 'READY_TO_SHIP') await floor.depart(handle);
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

const isOver = (order: PurchaseOrderState): boolean => isEnd(order.state);
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
