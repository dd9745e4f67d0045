import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import type { Control, OrderState } from '../amazon/control.js';
import type { TransactionView } from '../amazon/transactions.js';
import { hasEnded } from './board.js';
import type { BoardRow } from './board.js';
import { countFaults, endFaults, openFault } from './endings.js';
import type { Ending } from './endings.js';
import type { Answers } from './ndr/cases.js';
import type { Submissions } from './orders.js';
import type { CaseRow, ShipmentRow } from './parcel-board.js';
import {
  caseFaults,
  caseOutcomes,
  noAnswers,
  noPurchases,
  shipmentFaults,
  shipmentOutcomes,
  totalled,
} from './parcel-outcomes.js';
import type { CaseOutcome, ParcelControl, ShipmentOutcome } from './parcel-outcomes.js';
import type { SceneOutcome } from './scenes/afternoon.js';
import type { Purchases } from './shipments/shipments.js';

/** What a run has come to: printed with `--json` as it stands. */
export interface Summary {
  /** `ok` is what the exit code says. */
  ok: boolean;
  /** What is wrong, one sentence each. */
  faults: string[];
  seed: number;
  /** Orders by state. */
  states: Partial<Record<FulfillmentState | 'NOT_TAKEN_IN', number>>;
  /** What the local Amazon has accepted. */
  accepted: Submissions;
  /** Shipments by state, and what Amazon and Amazon Pay have of them. */
  shipments: Purchases & { states: Partial<Record<string, number>> };
  /** Failed deliveries by state, and the answers that Amazon has taken. */
  failedDeliveries: { states: Partial<Record<string, number>>; answers: Answers };
  /** Requests that the local Amazon has received, token requests included. */
  calls: number;
  /** Requests that it answered with 429. */
  throttled: number;
  /** What a correct client never does. */
  violations: number;
  /** The afternoon, scene by scene, also those that nobody could play; empty without one. */
  scenes: SceneOutcome[];
  /** Times the worker was killed, or `null` without `--kill`. */
  kills: { planned: number; done: number } | null;
  seconds: number;
}

/** What is known at the end of a run. */
export interface Outcome {
  seed: number;
  orders: OrderOutcome[];
  shipments: ShipmentOutcome[];
  cases: CaseOutcome[];
  violations: string[];
  calls: number;
  throttled: number;
  kills: { planned: number; done: number } | null;
  elapsedMs: number;
  /** What a person or the warehouse could not do. */
  errandFailures: string[];
  scenes: SceneOutcome[];
}

/** One order at the end, as Temporal and as Amazon know it. */
export interface OrderOutcome {
  purchaseOrderNumber: string;
  state: FulfillmentState | 'NOT_TAKEN_IN';
  hasEnded: boolean;
  /** Reasons of its open items. */
  waitsFor: string[];
  end: string;
  /** What Amazon should have accepted in the end. */
  expected: Submissions;
  /** What Amazon has accepted. */
  accepted: Submissions;
  /** What should have taken effect at Amazon in the end. */
  expectedEffects: Submissions;
  /** What has taken effect at Amazon. */
  effects: Submissions;
}

/** Holds the outcome against what a run has to come to. */
export function summaryOf(outcome: Outcome): Summary {
  const faults = faultsOf(outcome);
  const { seed, orders, shipments, cases, violations, calls, throttled, kills, elapsedMs, scenes } = outcome;
  return {
    ok: faults.length === 0,
    faults,
    seed,
    states: countBy(orders.map(({ state }) => state)),
    accepted: {
      acknowledgements: sum(orders.map(({ accepted }) => accepted.acknowledgements)),
      labelRequests: sum(orders.map(({ accepted }) => accepted.labelRequests)),
      confirmations: sum(orders.map(({ accepted }) => accepted.confirmations)),
      statusUpdates: sum(orders.map(({ accepted }) => accepted.statusUpdates)),
    },
    shipments: {
      states: countBy(shipments.map(({ state }) => state)),
      ...totalled(
        noPurchases,
        shipments.map(({ accepted }) => accepted),
      ),
    },
    failedDeliveries: {
      states: countBy(cases.map(({ state }) => state)),
      answers: totalled(
        noAnswers,
        cases.map(({ accepted }) => accepted),
      ),
    },
    calls,
    throttled,
    violations: violations.length,
    scenes,
    kills,
    seconds: Math.round(elapsedMs / 100) / 10,
  };
}

/**
 * Everything that must not be.
 *
 * 1. Every order, shipment and failed delivery has reached its own end.
 * 2. Amazon has accepted exactly what the order's road has: nothing twice, nothing less.
 * 3. Nothing took effect twice but what was meant to, and Amazon has seen no violation.
 * 4. A reference was bought once and charged once, a buyer told once, a report answered once at most.
 * 5. Every scene that has orders was played and has ended as it has to.
 * 6. Every planned kill has happened, or the run proves less than it says.
 */
function faultsOf({ orders, shipments, cases, violations, kills, errandFailures, scenes }: Outcome): string[] {
  const failed = scenes.filter(({ outcome }) => outcome === 'failed');
  const unplayed = scenes.filter(({ outcome }) => outcome === 'interrupted');
  const endings = [...orders.map(endingOf), ...shipments, ...cases];
  const open = endings.filter(({ hasEnded }) => !hasEnded);
  const faults = [
    ...failed.map(({ title, result }) => `The scene "${title}" could not be played: ${result}`),
    // A failed scene ends the run, and leaves open what would have ended.
    ...(failed.length > 0
      ? [`That has ended the run, with ${open.length} of ${endings.length} orders and parcels still open.`]
      : [
          ...unplayed.map(({ title, result }) => `The scene "${title}" was not over in time: ${result}`),
          ...open.map(openFault),
        ]),
    ...orders.flatMap(orderFaults),
    ...shipments.flatMap(shipmentFaults),
    ...cases.flatMap(caseFaults),
  ];
  return [
    ...faults,
    ...violations.map((violation) => `Violation at Amazon: ${violation}.`),
    ...(kills !== null && kills.done !== kills.planned
      ? [`The worker was killed ${kills.done} times instead of ${kills.planned}.`]
      : []),
    // They explain why an order is open; one that was tried again in vain and then superseded is none.
    ...(faults.length === 0 ? [] : errandFailures.map((failure) => `Not done: ${failure}`)),
  ];
}

const nouns = {
  acknowledgements: 'acknowledgement',
  labelRequests: 'label request',
  confirmations: 'confirmation',
  statusUpdates: 'status update',
} as const satisfies Record<keyof Submissions, string>;

/** What took effect more often than it has to. */
const effectFaults = ({ purchaseOrderNumber, expectedEffects, effects }: OrderOutcome): string[] =>
  (Object.keys(nouns) as (keyof Submissions)[])
    .filter((kind) => effects[kind] > expectedEffects[kind])
    .map((kind) => `${purchaseOrderNumber}: ${nouns[kind]} took effect ${effects[kind]} times.`);

const endingOf = ({ purchaseOrderNumber: name, state, hasEnded, waitsFor, end }: OrderOutcome): Ending => ({
  name,
  state,
  hasEnded,
  waitsFor,
  end,
});

function orderFaults(order: OrderOutcome): string[] {
  const ending = endingOf(order);
  return [...endFaults(ending), ...countFaults(ending, nouns, order), ...effectFaults(order)];
}

/** Puts together what Temporal and the local Amazon know at the end. */
export function outcomeOf(
  {
    orders,
    shipments,
    cases,
  }: { orders: readonly BoardRow[]; shipments: readonly ShipmentRow[]; cases: readonly CaseRow[] },
  amazon: Pick<Control, 'order' | 'transactions' | 'violations' | 'summary'> & ParcelControl,
  rest: Pick<Outcome, 'seed' | 'kills' | 'elapsedMs' | 'errandFailures' | 'scenes'>,
): Outcome {
  const { requests } = amazon.summary();
  const transactions = amazon.transactions();
  const effects = entriesByOrder(transactions, ({ applied }) => applied);
  // Their transaction has failed for another order's sake: each of them is sent once more, alone.
  const failedAlong = entriesByOrder(transactions, ({ applied, refusedBy }, { state }) => {
    return state === 'Failure' && !applied && refusedBy === undefined;
  });
  return {
    ...rest,
    orders: orders.map((row) => {
      const { purchaseOrderNumber, end, accepted, effects: expectedEffects } = row.order;
      return {
        purchaseOrderNumber,
        state: row.state ?? 'NOT_TAKEN_IN',
        hasEnded: hasEnded(row),
        waitsFor: row.items.map(({ reason }) => reason),
        end,
        expected: totalled(accepted, [failedAlong.get(purchaseOrderNumber) ?? none]),
        accepted: acceptedOf(amazon.order(purchaseOrderNumber)),
        expectedEffects,
        effects: effects.get(purchaseOrderNumber) ?? none,
      };
    }),
    shipments: shipmentOutcomes(shipments, amazon),
    cases: caseOutcomes(cases, amazon),
    violations: amazon
      .violations()
      .map(({ rule, purchaseOrderNumber, operation }) => `${rule} (${operation} ${purchaseOrderNumber})`),
    calls: sum(Object.values(requests).flatMap((byStatus) => Object.values(byStatus))),
    throttled: sum(Object.values(requests).map((byStatus) => byStatus['429'] ?? 0)),
  };
}

const none: Submissions = { acknowledgements: 0, labelRequests: 0, confirmations: 0, statusUpdates: 0 };

/** What Amazon has accepted of an order. */
export const acceptedOf = (order: Pick<OrderState, 'accepted' | 'statusUpdates'> | undefined): Submissions => ({
  ...none,
  ...order?.accepted,
  statusUpdates: order?.statusUpdates?.accepted ?? 0,
});

const kinds: Readonly<Record<string, keyof Submissions>> = {
  submitAcknowledgement: 'acknowledgements',
  submitShippingLabelRequest: 'labelRequests',
  submitShipmentConfirmations: 'confirmations',
  submitShipmentStatusUpdates: 'statusUpdates',
};

/** Counts the entries of transactions that are so, by order and kind. */
function entriesByOrder(
  transactions: readonly TransactionView[],
  isSo: (entry: TransactionView['entries'][number], transaction: TransactionView) => boolean,
): Map<string, Submissions> {
  const byOrder = new Map<string, Submissions>();
  for (const transaction of transactions) {
    const kind = kinds[transaction.operation];
    for (const entry of transaction.entries) {
      const { purchaseOrderNumber } = entry;
      if (kind === undefined || !isSo(entry, transaction)) continue;
      const counts = byOrder.get(purchaseOrderNumber) ?? { ...none };
      counts[kind] += 1;
      byOrder.set(purchaseOrderNumber, counts);
    }
  }
  return byOrder;
}

function countBy<T extends string>(values: readonly T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
