import type { CarrierEventName, Road } from '../load.js';

/**
 * The calls of the tutorial design: an activity for each.
 *
 * Fair to it: login tokens, and the restricted token with which orders are read, are cached by the worker.
 */
export interface TutorialActivities {
  getOrder(purchaseOrderNumber: string): Promise<TutorialOrder>;
  submitAcknowledgement(order: TutorialOrder): Promise<string>;
  submitShippingLabelRequest(order: TutorialOrder): Promise<string>;
  submitShipmentConfirmation(shipment: TutorialShipment): Promise<string>;
  submitStatusUpdate(event: TutorialEvent): Promise<string>;
  getTransactionStatus(transactionId: string): Promise<string>;
  createRestrictedDataToken(purchaseOrderNumber: string): Promise<string>;
  getShippingLabel(document: { purchaseOrderNumber: string; token: string }): Promise<string>;
}

export interface TutorialOrder {
  purchaseOrderNumber: string;
  sellingParty: string;
  shipFromParty: string;
  shipMethod: string;
  lines: {
    itemSequenceNumber: string;
    vendorProductIdentifier?: string;
    buyerProductIdentifier?: string;
    amount: number;
  }[];
}

export interface TutorialShipment {
  order: TutorialOrder;
  road: Road;
  departedAt: string;
}

export interface TutorialEvent {
  order: TutorialOrder;
  status: CarrierEventName;
  occurredAt: string;
}

/** What the order's process stands on: a workflow, or a virtual clock. */
export interface TutorialRuntime {
  activities: TutorialActivities;
  sleep: (ms: number) => Promise<void>;
  /** Shows how far the order is. */
  show: (state: string) => void;
  /** The truck has left. @returns when, ISO 8601. */
  departed: () => Promise<string>;
  /** The carrier's next event, in order; `undefined` after the last. */
  nextEvent: () => Promise<Omit<TutorialEvent, 'order'> | undefined>;
}

export interface TutorialInput {
  purchaseOrderNumber: string;
  road: Road;
  /** Pause of the timer loop that polls transactions, ms. */
  pollEveryMs: number;
}

/** A purchase order as tutorials write it: straight down, a timer loop after each submission. */
export async function carryTutorialOrder(
  { purchaseOrderNumber, road, pollEveryMs }: TutorialInput,
  { activities, sleep, show, departed, nextEvent }: TutorialRuntime,
): Promise<void> {
  const isDone = async (transactionId: string): Promise<void> => {
    for (;;) {
      await sleep(pollEveryMs);
      const status = await activities.getTransactionStatus(transactionId);
      if (status === 'Success') return;
      if (status === 'Failure') throw new Error(`Transaction ${transactionId} failed`);
    }
  };
  const order = await activities.getOrder(purchaseOrderNumber);
  show('ACKNOWLEDGING');
  await isDone(await activities.submitAcknowledgement(order));
  if (road === 'amazon') {
    show('LABELLING');
    await isDone(await activities.submitShippingLabelRequest(order));
    const token = await activities.createRestrictedDataToken(purchaseOrderNumber);
    await activities.getShippingLabel({ purchaseOrderNumber, token });
  }
  show('READY_TO_SHIP');
  const departedAt = await departed();
  show('CONFIRMING');
  await isDone(await activities.submitShipmentConfirmation({ order, road, departedAt }));
  if (road === 'vendor-carrier') {
    show('IN_TRANSIT');
    for (let event = await nextEvent(); event !== undefined; event = await nextEvent()) {
      await isDone(await activities.submitStatusUpdate({ order, ...event }));
    }
  }
  show('COMPLETED');
}
