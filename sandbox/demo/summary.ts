import type { Paint } from '../../clients/commands/paint.js';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import type { Control, OrderState } from '../amazon/control.js';
import { hasEnded } from './board.js';
import type { BoardRow } from './board.js';
import type { Submissions } from './orders.js';
import type { SceneOutcome } from './scenes/afternoon.js';

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
  const { seed, orders, violations, calls, throttled, kills, elapsedMs, scenes } = outcome;
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
 * 1. Every order has reached its own end.
 * 2. Amazon has accepted exactly what the order's road has: nothing twice, nothing less.
 * 3. Nothing took effect twice but what was meant to, and Amazon has seen no violation.
 * 4. Every scene that has orders was played and has ended as it has to.
 * 5. Every planned kill has happened, or the run proves less than it says.
 */
function faultsOf({ orders, violations, kills, errandFailures, scenes }: Outcome): string[] {
  const failed = scenes.filter(({ outcome }) => outcome === 'failed');
  const unplayed = scenes.filter(({ outcome }) => outcome === 'interrupted');
  const open = orders.filter(({ hasEnded }) => !hasEnded);
  const faults = [
    ...failed.map(({ title, result }) => `The scene "${title}" could not be played: ${result}`),
    // A failed scene ends the run, and leaves open what would have ended.
    ...(failed.length > 0
      ? [`That has ended the run, with ${open.length} of ${orders.length} orders still open.`]
      : [
          ...unplayed.map(({ title, result }) => `The scene "${title}" was not over in time: ${result}`),
          ...open.map(openFault),
        ]),
    ...orders.flatMap((order) => [...endFaults(order), ...countFaults(order)]),
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

function openFault({ purchaseOrderNumber, state, waitsFor }: OrderOutcome): string {
  const because = waitsFor.length === 0 ? '' : `, waiting for a person: ${waitsFor.join(', ')}`;
  return `${purchaseOrderNumber} has not ended: it is ${state}${because}.`;
}

const endFaults = ({ purchaseOrderNumber, state, hasEnded, end }: OrderOutcome): string[] =>
  !hasEnded || state === end ? [] : [`${purchaseOrderNumber} has ended as ${state} instead of ${end}.`];

const nouns = {
  acknowledgements: 'acknowledgement',
  labelRequests: 'label request',
  confirmations: 'confirmation',
  statusUpdates: 'status update',
} as const satisfies Record<keyof Submissions, string>;

function countFaults({
  purchaseOrderNumber,
  expected,
  accepted,
  expectedEffects,
  effects,
  hasEnded,
}: OrderOutcome): string[] {
  return (Object.keys(nouns) as (keyof Submissions)[]).flatMap((kind) => {
    const isTooMany = accepted[kind] > expected[kind];
    const isTooFew = hasEnded && accepted[kind] < expected[kind];
    return [
      ...(isTooMany || isTooFew
        ? [`${purchaseOrderNumber}: ${nouns[kind]} accepted ${accepted[kind]} times instead of ${expected[kind]}.`]
        : []),
      ...(effects[kind] > expectedEffects[kind]
        ? [`${purchaseOrderNumber}: ${nouns[kind]} took effect ${effects[kind]} times.`]
        : []),
    ];
  });
}

/** Puts together what Temporal and the local Amazon know at the end. */
export function outcomeOf(
  rows: readonly BoardRow[],
  amazon: Pick<Control, 'order' | 'transactions' | 'violations' | 'summary'>,
  rest: Pick<Outcome, 'seed' | 'kills' | 'elapsedMs' | 'errandFailures' | 'scenes'>,
): Outcome {
  const { requests } = amazon.summary();
  const effects = effectsByOrder(amazon.transactions());
  return {
    ...rest,
    orders: rows.map((row) => {
      const { purchaseOrderNumber, end, accepted, effects: expectedEffects } = row.order;
      return {
        purchaseOrderNumber,
        state: row.state ?? 'NOT_TAKEN_IN',
        hasEnded: hasEnded(row),
        waitsFor: row.items.map(({ reason }) => reason),
        end,
        expected: accepted,
        accepted: acceptedOf(amazon.order(purchaseOrderNumber)),
        expectedEffects,
        effects: effects.get(purchaseOrderNumber) ?? none,
      };
    }),
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

function effectsByOrder(transactions: ReturnType<Control['transactions']>): Map<string, Submissions> {
  const byOrder = new Map<string, Submissions>();
  for (const { operation, entries } of transactions) {
    const kind = kinds[operation];
    for (const { purchaseOrderNumber, applied } of entries) {
      if (!applied || kind === undefined) continue;
      const counts = byOrder.get(purchaseOrderNumber) ?? { ...none };
      counts[kind] += 1;
      byOrder.set(purchaseOrderNumber, counts);
    }
  }
  return byOrder;
}

/** The summary for the person at the terminal. */
export function summaryText(summary: Summary, paint: Paint): string {
  const { states, accepted, calls, throttled, violations, scenes, kills, seconds, faults, seed } = summary;
  const orders = sum(Object.values(states));
  const isRelabelled = scenes.some(({ name, outcome }) => name === 'relabel' && outcome !== 'not played');
  const byState = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  const verdict = summary.ok
    ? paint.good('Every order has reached its end; Amazon has accepted nothing twice.')
    : paint.bad(faults.length === 1 ? 'One thing is wrong:' : `${faults.length} things are wrong:`);
  return [
    `${orders} ${orders === 1 ? 'order' : 'orders'}: ${byState.join(', ')}`,
    ...scenes.map((scene) => sceneLine(scene, paint)),
    `Accepted by Amazon: ${accepted.acknowledgements} acknowledgements, ${accepted.labelRequests} label requests ` +
      `(one failed on purpose${isRelabelled ? ', one replaced a torn label' : ''}), ${accepted.confirmations} confirmations, ${accepted.statusUpdates} status updates`,
    `Violations: ${violations}. Calls: ${calls}, answered with 429: ${throttled}`,
    ...(kills === null ? [] : [`Worker killed: ${kills.done} times (repeat with --seed ${seed})`]),
    `Time: ${seconds} s`,
    verdict,
    ...faults.map((fault) => `- ${fault}`),
  ].join('\n');
}

function sceneLine({ title, outcome, result }: SceneOutcome, paint: Paint): string {
  if (outcome === 'not played') return `${paint.faint(outcome)}  ${title}: ${result}`;
  return outcome === 'played'
    ? `${paint.good(outcome)}  ${title}: ${result}`
    : `${paint.bad(outcome)}  ${title}: see below`;
}

function countBy<T extends string>(values: readonly T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
