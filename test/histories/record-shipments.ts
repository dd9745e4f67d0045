import type { WorkflowHandle } from '@temporalio/client';
import { amazonTaskQueue } from '../../workflows/purchase-order/messages.js';
import type {
  ObtainRatesInput,
  PurchaseInput,
  PurchaseResult,
  ShipmentActivities,
  TrackParcelInput,
  TrackParcelResult,
} from '../../workflows/shipment/activities.js';
import {
  cancelUpdate,
  resolveUpdate,
  SHIPMENT_WORKFLOW,
  trackingEventSignal,
  trackingEventUpdate,
  viewQuery,
} from '../../workflows/shipment/messages.js';
import type { ShipmentInput, TrackingEventInput } from '../../workflows/shipment/messages.js';
import { shipmentStart } from '../../workflows/shipment/start.js';
import type { ShipmentState } from '../../workflows/shipment/state.js';
import { eventually } from '../support/eventually.js';
import { policyOf, requestOf } from '../support/shipments.js';
import { asked, bought, offered } from '../workflows/shipment/made-up.js';
import { failing, firstAndLastRun, recordStories, waiting } from './recorder.js';
import type { Story } from './recorder.js';

/** One recorded history and its story. */
interface Case {
  name: string;
  activities?: Partial<ShipmentActivities>;
  input?: Partial<Pick<ShipmentInput, 'request' | 'policy' | 'notice'>>;
  /** What people and carriers do. */
  play?: (handle: WorkflowHandle) => Promise<void>;
  /** Its first run continues as new. */
  isContinued?: true;
}

const account = 'acme';
const PATIENCE_MS = 30_000;
/** Events after which a run continues as new: more than all but one of the stories have. */
const SUGGESTED_AFTER = 120;

const view = (handle: WorkflowHandle): Promise<ShipmentState> => handle.query(viewQuery);
const until = (handle: WorkflowHandle, holds: (state: ShipmentState) => boolean): Promise<void> =>
  eventually(handle.workflowId, async () => holds(await view(handle)), PATIENCE_MS);
const untilState = (handle: WorkflowHandle, state: ShipmentState['state']): Promise<void> =>
  until(handle, (found) => found.state === state);

/** Answers the item of a reason once it is there. */
async function answer(handle: WorkflowHandle, reason: string, given: string, more: object = {}): Promise<void> {
  await until(handle, ({ attention }) => attention.items.some((item) => item.reason === reason));
  const item = (await view(handle)).attention.items.find((each) => each.reason === reason);
  const resolution = { attentionId: item?.attentionId ?? '', answer: given, actor: 'ann', ...more };
  await handle.executeUpdate(resolveUpdate, { args: [resolution] });
}

const now = (): string => new Date().toISOString();
const eventOf = (eventCode: string, more: Partial<TrackingEventInput> = {}): TrackingEventInput => ({
  eventCode,
  eventTime: now(),
  actor: 'carrier',
  ...more,
});
const report = async (handle: WorkflowHandle, ...given: Parameters<typeof eventOf>): Promise<void> => {
  await handle.executeUpdate(trackingEventUpdate, { args: [eventOf(...given)] });
};

/** Every look finds one event more; with all of them known, nothing is found any more. */
const seeing =
  (...codes: string[]) =>
  ({ known }: TrackParcelInput): Promise<TrackParcelResult> => {
    const eventCode = codes[known.length];
    if (eventCode === undefined) return waiting();
    return Promise.resolve({ events: [...known, { eventCode, eventTime: now() }], lookedAt: now() });
  };

const buying = async (changes: Partial<ReturnType<typeof bought>> = {}): Promise<PurchaseResult> =>
  Promise.resolve({ ...bought(now()), ...changes });

const policy = policyOf();

const cases: Case[] = [
  {
    name: 'delivered-with-notice',
    input: { notice: { chargePermissionId: 'P01-1234567-1234567' } },
    activities: { trackParcel: async (input) => seeing('PickupDone', 'OutForDelivery', 'Delivered')(input) },
  },
  {
    name: 'rate-expired-chosen-by-a-person',
    activities: {
      obtainRates: async ({ choice, approved }: ObtainRatesInput) =>
        Promise.resolve(
          approved === undefined || choice !== undefined
            ? offered
            : { ...asked({}), question: { kind: 'PriceGuardRefused', message: 'It costs more now.' } },
        ),
      purchase: async ({ actor }: PurchaseInput) => (actor === 'policy' ? failing('RateExpired', { send: 1 }) : buying()),
    },
    play: async (handle) => {
      await answer(handle, 'PriceGuardRefused', 'choose', { data: { serviceId: 'one-day' } });
      await untilState(handle, 'PURCHASED');
      await report(handle, 'PickupDone');
      await report(handle, 'Delivered');
    },
  },
  {
    name: 'unknown-purchase-found-by-a-person',
    activities: {
      purchase: async ({ found }: PurchaseInput) =>
        found === undefined ? failing('PurchaseUnknown', { send: 1 }) : buying({ documents: [] }),
    },
    play: async (handle) => {
      await answer(handle, 'PurchaseUnknown', 'bought', { data: { shipmentId: 'amzn1.sid.1', trackingId: 'TBA1' } });
      await until(handle, ({ documents }) => documents.length > 0);
      await report(handle, 'Delivered');
    },
  },
  {
    name: 'inputs-corrected',
    activities: {
      obtainRates: async ({ additionalInputs }: ObtainRatesInput) =>
        Promise.resolve(
          additionalInputs.length > 0
            ? offered
            : {
                ledgerId: 'made-up',
                question: { kind: 'InputsNeeded', message: 'A code is missing.', fields: [{ path: ['code'] }] },
              },
        ),
    },
    play: async (handle) => {
      await answer(handle, 'InputsNeeded', 'retry', { data: { additionalInputsDocumentId: 'inputs-1' } });
      await untilState(handle, 'PURCHASED');
      await handle.signal(trackingEventSignal, eventOf('Delivered'));
    },
  },
  {
    name: 'cancelled-and-refunded',
    play: async (handle) => {
      await untilState(handle, 'PURCHASED');
      await handle.executeUpdate(cancelUpdate, { args: [{ actor: 'ann', reason: 'ordered twice' }] });
      await answer(handle, 'RefundExpected', 'settled', { reference: 'credit note 1' });
    },
  },
  {
    name: 'cancelled-too-late',
    activities: {
      cancelShipment: async () =>
        Promise.resolve({
          outcome: 'too-late',
          events: [{ eventCode: 'PickupDone', eventTime: now() }],
          requestIds: ['c-1'],
        }),
    },
    play: async (handle) => {
      await untilState(handle, 'PURCHASED');
      await handle.executeUpdate(cancelUpdate, { args: [{ actor: 'ann' }] });
      await untilState(handle, 'IN_TRANSIT');
      await report(handle, 'Delivered');
    },
  },
  {
    name: 'returned',
    activities: { trackParcel: async (input) => seeing('PickupDone', 'DeliveryAttempted')(input) },
    play: async (handle) => {
      await answer(handle, 'DeliveryAttempted', 'noted');
      await report(handle, 'ReturnInitiated');
      await report(handle, 'Delivered', { shipmentType: 'RETURNS' });
    },
  },
  {
    name: 'never-scanned-and-lost',
    activities: {
      trackParcel: async ({ isNoScanTold, known }: TrackParcelInput) =>
        isNoScanTold ? waiting() : Promise.resolve({ events: known, lookedAt: now(), isNoScan: true }),
    },
    play: async (handle) => {
      await answer(handle, 'NoScan', 'noted');
      await report(handle, 'Lost');
      await answer(handle, 'ParcelLost', 'lost');
    },
  },
  {
    name: 'handed-to-another-carrier',
    input: { policy: { ...policy, windows: { ...policy.windows, handOverMs: 1_000 } } },
    activities: {
      purchase: async () => {
        const { bought: facts } = bought(now());
        return buying(
          facts === undefined ? {} : { bought: { ...facts, carrierId: 'DPD', carrierName: 'DPD', promise: {} } },
        );
      },
    },
  },
  {
    name: 'direct-purchase',
    input: {
      request: {
        ...requestOf({ channel: { type: 'DIRECT_FULFILLMENT', amazonShipmentId: 'DF1' } }),
        detailsDocumentId: 'details-1',
      },
    },
    activities: {
      obtainRates: async () => Promise.resolve({ ledgerId: 'made-up' }),
      purchase: async () => {
        const { bought: _facts, ...direct } = bought(now());
        return Promise.resolve(direct);
      },
    },
  },
  {
    name: 'dry-run',
    activities: {
      obtainRates: async () => Promise.resolve({ ...offered, isDryRun: true }),
      purchase: async () => Promise.resolve({ outcome: 'recorded' }),
    },
  },
  {
    name: 'cancel-request-aborted',
    activities: { obtainRates: async (input: ObtainRatesInput) => Promise.resolve(asked(input)) },
    play: async (handle) => {
      await until(handle, ({ attention }) => attention.items.length > 0);
      await handle.cancel();
      await answer(handle, 'CancelRequested', 'abort');
    },
  },
  {
    name: 'continued-as-new',
    isContinued: true,
    play: async (handle) => {
      await untilState(handle, 'PURCHASED');
      const { runId } = await handle.describe();
      await report(handle, 'DeliveryAttempted');
      await eventually(
        'another run',
        async () => {
          await handle.signal(trackingEventSignal, eventOf('ArrivedAtCarrierFacility'));
          return (await handle.describe()).runId !== runId;
        },
        PATIENCE_MS,
      );
      await answer(handle, 'DeliveryAttempted', 'noted');
      await report(handle, 'Delivered');
    },
  },
];

const plain: ShipmentActivities = {
  obtainRates: async () => Promise.resolve(offered),
  purchase: async () => buying(),
  fetchDocuments: async () => Promise.resolve({ trackingId: 'TBA1', documents: bought(now()).documents }),
  // What becomes of the parcel is reported.
  trackParcel: async () => Promise.resolve(waiting()),
  cancelShipment: async () => Promise.resolve({ outcome: 'cancelled', events: [], requestIds: ['c-1'] }),
  lookAtPackages: () => Promise.resolve({ bought: [], notBought: [], open: [], isAsked: false }),
  startDeliveryNotice: async () => Promise.resolve({ outcome: 'started' }),
};

/** The step of the shipment that it is asked for: a story is named as its shipment is. */
const step =
  <Name extends keyof ShipmentActivities>(name: Name) =>
  (input: { shipmentReference: string }): ReturnType<ShipmentActivities[Name]> => {
    const own = cases.find(({ name: story }) => story === input.shipmentReference)?.activities;
    const run = (own?.[name] ?? plain[name]) as (given: object) => ReturnType<ShipmentActivities[Name]>;
    return run(input);
  };

const storyOf = ({ name, input, play, isContinued }: Case): Story => ({
  name,
  play: async (client) => {
    const start = shipmentStart({
      account,
      shipmentReference: name,
      request: { ...requestOf(), detailsDocumentId: 'details-1' },
      policy,
      ...input,
    });
    const handle = await client.workflow.start(SHIPMENT_WORKFLOW, start);
    await play?.(handle);
    await handle.result();
    return isContinued === true ? firstAndLastRun(client, handle) : handle;
  },
});

await recordStories({
  folder: 'shipment',
  stories: cases.map(storyOf),
  suggestedAfter: SUGGESTED_AFTER,
  activities: {
    [amazonTaskQueue(account)]: {
      obtainRates: step('obtainRates'),
      purchase: step('purchase'),
      fetchDocuments: step('fetchDocuments'),
      trackParcel: step('trackParcel'),
      cancelShipment: step('cancelShipment'),
      // It names no shipment, and all do the same.
      startDeliveryNotice: plain.startDeliveryNotice,
    },
  },
});
