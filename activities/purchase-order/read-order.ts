import { activityInfo } from '@temporalio/activity';
import type { PriorDecisions, ReadOrderInput, ReadOrderResult } from '../../workflows/purchase-order/activities.js';
import type { OrderFacts, PaperKind } from '../../workflows/purchase-order/order.js';
import type {
  Order,
  OrderAcknowledgement,
  ShipmentConfirmation,
  ShipmentStatusUpdate,
} from '../amazon/schemas/index.js';
import { statusOfCodes } from '../amazon/shipment-status-codes.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import type { LedgerRecord } from '../ledger/ledger.js';
import { liveRecords, sendsOf } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';
import { deliveryDatesOf } from './delivery-dates.js';
import type { StepDependencies } from './dependencies.js';
import { shipDayFor } from './ship-day.js';
import { shipPlanOf } from './ship-plan.js';
import { departureOf } from './shipment-confirmation.js';
import { writeKey } from './write-key.js';

/**
 * An order that nobody has read may be the most urgent of all, and most are not: it counts as due so long after it came
 * in, ms, as short as an order's own deadlines get. What is due sooner goes first; whatever comes later, and orders that
 * came later, do not overtake it.
 */
const UNREAD_DUE_MS = 30 * 60_000;
/** A list this old may show an order that comes in: half of what the workflow grants to what a sweep has listed, ms. */
const LISTED_MS = 30_000;

/** Reads the order from Amazon, keeps the raw bytes in the document store, and adds what the ledger knows of it. */
export function createReadOrder(dependencies: StepDependencies) {
  const { amazon, clock } = dependencies;
  const resultOf = createReadResult(dependencies);
  return async (input: ReadOrderInput): Promise<ReadOrderResult> => {
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, async () => {
      const { purchaseOrderNumber } = input;
      const deadline = Math.min(activityInfo().scheduledTimestampMs + UNREAD_DUE_MS, attempt.budgetEndsAt);
      const options = { deadline, attemptEndsAt: attempt.endsAt, maxAgeMs: LISTED_MS };
      const read = await amazon.reads.order(purchaseOrderNumber, options);
      if (read.order.purchaseOrderNumber !== purchaseOrderNumber) {
        throw new StepNotDone('NotFound', `Amazon answered with another purchase order than ${purchaseOrderNumber}.`);
      }
      return resultOf(input, read);
    });
  };
}

/** What an order that was read, or listed, means to its workflow; its raw bytes go to the document store. */
export const createReadResult =
  (dependencies: ReadResultDependencies) =>
  async (input: ReadOrderInput, { order, raw }: { order: Order; raw: Uint8Array }): Promise<ReadOrderResult> => {
    const { documents, ledger, clock, isDryRun, labelModeFor, warehouseOf, invoices } = dependencies;
    const facts = factsOf(order);
    const { documentId } = await documents.put(raw, 'application/json');
    const labelMode = labelModeFor(facts.shipFromParty, facts.shipMethod);
    const { requiredShipDate, shipFromParty } = facts;
    const now = clock();
    const shipPlan = shipPlanOf({ requiredShipDate, receivedAt: now }, warehouseOf(shipFromParty));
    const shipDay = shipDayFor(facts, { acceptedAt: now }, dependencies);
    const papers = papersOf(facts, invoices);
    return {
      status: order.orderDetails.orderStatus ?? 'absent',
      order: facts,
      ...(labelMode === undefined ? {} : { labelMode }),
      ...(shipPlan === undefined ? {} : { shipPlan }),
      ...(shipDay === undefined ? {} : { shipDay }),
      ...(papers.length === 0 ? {} : { papers }),
      documentId,
      ledgerId: await ledger.identity(),
      ...(isDryRun ? { isDryRun } : {}),
      prior: priorOf(liveRecords(await ledger.read(input.account, input.purchaseOrderNumber)), input),
    };
  };

type ReadResultDependencies = Pick<
  StepDependencies,
  'documents' | 'ledger' | 'clock' | 'isDryRun' | 'labelModeFor' | 'warehouseOf' | 'labels' | 'invoices'
>;

const papersOf = ({ isPslipRequired }: OrderFacts, invoices: boolean): PaperKind[] => [
  ...(isPslipRequired ? (['packing-slip'] as const) : []),
  ...(invoices ? (['customer-invoice'] as const) : []),
];

/** What the workflow keeps of an order: no personal data. */
export function factsOf(order: Order): OrderFacts {
  const { orderDetails } = order;
  const { shipmentDetails } = orderDetails;
  return {
    customerOrderNumber: orderDetails.customerOrderNumber,
    orderDate: orderDetails.orderDate,
    requiredShipDate: shipmentDetails.shipmentDates.requiredShipDate,
    shipMethod: shipmentDetails.shipMethod,
    isPriorityShipment: shipmentDetails.isPriorityShipment,
    isPslipRequired: shipmentDetails.isPslipRequired,
    isGift: shipmentDetails.isGift ?? false,
    sellingParty: orderDetails.sellingParty.partyId,
    shipFromParty: orderDetails.shipFromParty.partyId,
    ...deliveryDatesOf(order),
    lines: orderDetails.items.map(
      ({ orderedQuantity, itemSequenceNumber, buyerProductIdentifier, vendorProductIdentifier }) => ({
        itemSequenceNumber,
        ...(buyerProductIdentifier === undefined ? {} : { buyerProductIdentifier }),
        ...(vendorProductIdentifier === undefined ? {} : { vendorProductIdentifier }),
        quantity: orderedQuantity.amount,
      }),
    ),
  };
}

/** Sent, perhaps sent, or about to be sent when the earlier run ended; not what Amazon refused or a person overruled. */
const isStillWanted = ({ status, verdict }: Send): boolean =>
  status === 'open' ||
  status === 'accepted' ||
  status === 'not-sent' ||
  (verdict?.kind === 'refused' && verdict.failure === 'NotPermitted');

function priorOf(records: LedgerRecord[], input: ReadOrderInput): PriorDecisions {
  const bodyOf = (operation: 'submitAcknowledgement' | 'submitShipmentConfirmations'): unknown => {
    const last = sendsOf(records, writeKey(input, operation)).at(-1);
    return last !== undefined && isStillWanted(last) ? JSON.parse(last.body) : undefined;
  };
  const acknowledgement = bodyOf('submitAcknowledgement') as OrderAcknowledgement | undefined;
  const confirmation = bodyOf('submitShipmentConfirmations') as ShipmentConfirmation | undefined;
  const labelOccurrence = Math.max(
    0,
    ...records.filter(({ key }) => key.operation === 'submitShippingLabelRequest').map(({ key }) => key.occurrence),
  );
  const parcelEvents = toldOf(records, input);
  return {
    ...(acknowledgement === undefined
      ? {}
      : {
          acknowledgement: {
            ...acknowledgement.acknowledgementStatus,
            decidedAt: acknowledgement.acknowledgementDate,
          },
        }),
    ...(confirmation === undefined ? {} : confirmed(confirmation)),
    ...(labelOccurrence > 1 ? { labelOccurrence } : {}),
    ...(parcelEvents.length === 0 ? {} : { parcelEvents }),
  };
}

/** The status updates that Amazon has taken. */
function toldOf(records: LedgerRecord[], input: ReadOrderInput): NonNullable<PriorDecisions['parcelEvents']> {
  const operation = 'submitShipmentStatusUpdates';
  const occurrences = new Set(
    records.filter(({ key }) => key.operation === operation).map(({ key }) => key.occurrence),
  );
  return [...occurrences].flatMap((occurrence) => {
    const taken = sendsOf(records, writeKey(input, operation, occurrence)).findLast(
      ({ status }) => status === 'accepted',
    );
    if (taken === undefined) return [];
    const { trackingNumber, statusDateTime, ...codes } = (JSON.parse(taken.body) as ShipmentStatusUpdate)
      .statusUpdateDetails;
    const status = statusOfCodes(codes);
    return status === undefined ? [] : [{ trackingNumber, status, occurredAt: statusDateTime }];
  });
}

const confirmed = (confirmation: ShipmentConfirmation): Pick<PriorDecisions, 'departure' | 'deniedAt'> =>
  confirmation.shipmentDetails.shipmentStatus === 'FLOOR_DENIAL'
    ? { deniedAt: confirmation.shipmentDetails.shippedDate }
    : { departure: departureOf(confirmation) };
