import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultScript } from '../../sandbox/amazon/faults.js';
import type { OrderRequest } from '../../sandbox/amazon/orders/order.js';
import {
  carrierEventSignal,
  floorDenialUpdate,
  holdUpdate,
  packUpdate,
  relabelUpdate,
  releaseUpdate,
  resolveUpdate,
} from '../../workflows/purchase-order/messages.js';
import type { CarrierEventInput } from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import { isEnd } from '../../workflows/purchase-order/state.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import { defaultPolicy } from '../support/default-policy.js';
import type { OrderHandle } from '../support/skipped-time.js';
import { writeHistory } from './recorder.js';

const DAY = 86_400_000;

/** One recorded history and its story. */
interface Case {
  name: string;
  order: OrderRequest;
  fault?: Pick<FaultScript, 'operation' | 'fault' | 'times'>;
  /** What a person answers to the first item. */
  answer?: { answer: string; reference?: string; data?: Record<string, unknown> };
  policy?: Partial<PurchaseOrderPolicy>;
  /** What a person does once the order was read. */
  onceRead?: (floor: Floor, handle: OrderHandle) => Promise<void>;
  /** What a person does while READY_TO_SHIP, instead of reporting the departure or before it. */
  whenReady?: (floor: Floor, handle: OrderHandle) => Promise<void>;
  /** What the own carrier reports, and a person answers. */
  onTheRoad?: (floor: Floor, handle: OrderHandle) => Promise<void>;
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
    policy: { acknowledgement: { decide: 'accept', acknowledgeAfterMs: 1_000, rules: [], codes: { '02': 'bad SKU', '03': 'out of stock' }, hookGiveUpMs: 72_000_000 } },
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
  {
    name: 'own-carrier-with-unknown-code',
    order: { labelMode: 'vendor-carrier', warehouse: 'OWN', gift: false },
    onTheRoad: async (floor, handle) => {
      const report = async (event: Pick<CarrierEventInput, 'status' | 'code'>): Promise<void> => {
        const occurredAt = new Date().toISOString();
        await handle.signal(carrierEventSignal, { trackingNumber: TRACKING_NUMBER, occurredAt, ...event });
      };
      await report({ code: 'X6' });
      await report({ code: 'Q9' });
      const { attention } = await until(floor, handle, (seen) => seen.attention.items.length > 0);
      const { attentionId = '' } = attention.items[0] ?? {};
      const resolution = { attentionId, answer: 'retry', data: { status: 'OUT_FOR_DELIVERY' }, actor: 'support' };
      await handle.executeUpdate(resolveUpdate, { args: [resolution] });
      await report({ status: 'DELIVERED' });
    },
  },
  {
    name: 'own-carrier-silent',
    order: { labelMode: 'vendor-carrier', warehouse: 'OWN', gift: false },
    policy: { deadlines: { ...defaultPolicy.deadlines, firstScanMs: 1_000 } },
    onTheRoad: async (floor, handle) => {
      for (const answer of ['wait', 'done-elsewhere']) {
        const { attention } = await until(floor, handle, (seen) => seen.attention.items.length > 0);
        const { attentionId = '' } = attention.items[0] ?? {};
        const resolution = { attentionId, answer, reference: 'claim 7', actor: 'support' };
        await handle.executeUpdate(resolveUpdate, { args: [resolution] });
      }
    },
  },
  {
    name: 'ship-day-brought-forward-with-slip',
    order: { labelMode: 'amazon', warehouse: 'DAYS', packingSlipRequired: true, requiredShipDate: Date.now() + 3 * DAY },
    onceRead: async (floor, handle) => {
      await until(floor, handle, (seen) => seen.state === 'ACKNOWLEDGED');
      const shipDay = new Date().toISOString().slice(0, 10);
      await handle.executeUpdate(releaseUpdate, { args: [{ shipDay, actor: 'ann' }] });
    },
  },
  {
    name: 'slip-late-and-skipped',
    order: { labelMode: 'amazon', packingSlipRequired: true },
    policy: {
      deadlines: { ...defaultPolicy.deadlines, paperMs: 1_000 },
      attempts: { startToCloseMs: 5_000, minimumBudgetMs: 8_000 },
    },
    fault: { operation: 'getPackingSlip', fault: { kind: 'empty-payload' }, times: 'always' },
    whenReady: async (floor, handle) => {
      const { attention } = await until(floor, handle, (seen) => seen.attention.items.length > 0);
      const { attentionId = '' } = attention.items[0] ?? {};
      await handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer: 'skip', actor: 'ann' }] });
    },
  },
];

const TRACKING_NUMBER = 'TRACK-1';

/** The usual warehouses, one with an own carrier, and one whose orders ship tomorrow. */
const amazons = [{ shipMethod: '*', mode: 'amazon' }];
const warehouses = [
  ...['WH01', 'WH02', 'WH03'].map((partyId) => ({ partyId, labelModes: amazons })),
  { partyId: 'DAYS', timeZone: 'UTC', labelCutOff: '00:00', shiftStart: '00:00', labelModes: amazons },
  {
    partyId: 'OWN',
    labelModes: [
      {
        shipMethod: '*',
        mode: 'vendor-carrier',
        scacCode: 'UPSN',
        carrierCodes: { X6: 'IN_TRANSIT' },
        statusAddress: { name: 'UPS', addressLine1: '1 Hub Road', countryCode: 'US' },
      },
    ],
  },
];

/** The floor knows these warehouses. */
async function openRecordingFloor(): Promise<Floor> {
  const file = join(mkdtempSync(join(tmpdir(), 'warehouses-')), 'warehouses.json');
  writeFileSync(file, JSON.stringify({ warehouses }));
  return openFloor({ environment: { LABEL_MODE: '', WAREHOUSES_FILE: file } });
}

/** Plays each case on a real server, against the local Amazon, and writes its history down. */
async function record(): Promise<void> {
  const floor = await openRecordingFloor();
  try {
    await floor.startWorker();
    for (const each of cases) {
      await writeHistory('purchase-order', each.name, await play(floor, each));
    }
  } finally {
    await floor.close();
  }
}

async function play(floor: Floor, story: Case): Promise<OrderHandle> {
  const { order, fault, answer, isCancelRequested, policy, onceRead, whenReady, onTheRoad } = story;
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
  if ((await floor.view(handle)).state === 'READY_TO_SHIP') {
    await floor.depart(handle, onTheRoad === undefined ? {} : { trackingNumber: TRACKING_NUMBER });
  }
  if (onTheRoad !== undefined) {
    await until(floor, handle, (seen) => seen.state === 'IN_TRANSIT');
    await onTheRoad(floor, handle);
  }
  state = await until(floor, handle, (seen) => seen.attention.items.length > 0 || isOver(seen));
  if (state.attention.items.length > 0) await respond(floor, handle, answer);
  await handle.result();
  return handle;
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

await record();
