import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { viewCase } from '../../clients/ndr/cases.js';
import { queryView } from '../../clients/purchase-orders.js';
import { viewShipment } from '../../clients/shipments.js';
import { withTemporal } from '../../clients/temporal.js';
import { loadConfig, temporalConnection, toPurchaseOrderPolicy } from '../../temporal.config.js';
import type { MadeOrder } from '../amazon/orders/order.js';
import { createBoard } from './board.js';
import type { Board } from './board.js';
import { createCommandLine } from './command-line.js';
import type { RunCommand } from './command-line.js';
import { acceptedBy, acceptedIn } from './accepted.js';
import { demoEvents } from './events.js';
import { createErrands } from './errands.js';
import type { Errands } from './errands.js';
import { killAt, killMoments } from './kills.js';
import { demoCases } from './ndr/cases.js';
import { shipperOf } from './ndr/desk-file.js';
import { demoOrders } from './orders.js';
import type { DemoOrder } from './orders.js';
import { createOutside } from './outside.js';
import { createParcelBoard } from './parcel-board.js';
import type { ParcelBoard } from './parcel-board.js';
import { createPerson } from './person.js';
import { placeOrders } from './place-orders.js';
import { orderRow } from './row.js';
import type { Row } from './row.js';
import { acting, createAfternoon, viewing, waiting } from './scenes/afternoon.js';
import type { Afternoon } from './scenes/afternoon.js';
import type { Screen } from './screen.js';
import { demoShipments } from './shipments/shipments.js';
import type { Stage } from './stage.js';
import { narration } from './narration.js';
import { outcomeOf, summaryOf } from './summary.js';
import type { Summary } from './summary.js';
import { worthTrying } from './worth-trying.js';

export interface DemoOptions {
  orders: number;
  seed: number;
  /** Play the afternoon, act as person and warehouse, and end when every order and parcel has. */
  once: boolean;
  /** Kill the worker on the way. */
  kill: boolean;
}

const KILLS = 5;
const LOOK_EVERY_MS = 400;
/** When what has not ended counts as lost. */
const LIMIT_MS = { usual: 240_000, withKills: 420_000 };
/** When something that a scene waits for counts as lost. */
const SCENE_LIMIT_MS = { usual: 90_000, withKills: 180_000 };
/** What the warehouse needs when somebody is watching. */
const PACKING_MS = 3_000;
/** From one report of a carrier to the next. */
const CARRIER_MS = { once: 300, watched: 5_000 };
/** The orders came in this morning: a truck can have left before now. */
const ORDERED_AGO_MS = 3 * 3_600_000;

/**
 * The demo on a stage that is set up: orders come in, shipments are asked for, deliveries fail, and people act where the
 * product waits for them.
 *
 * Resolves with `--once` when everything has ended or the time is over, without it when `signal` is aborted.
 */
export async function runDemo(
  options: DemoOptions,
  stage: Stage,
  screen: Screen,
  signal: AbortSignal,
): Promise<Summary> {
  const config = loadConfig(stage.environment);
  const account = config.accountNames[0] ?? '';
  const orders = demoOrders(options.orders, { isAfternoon: options.once });
  return withTemporal(temporalConnection(stage.environment), async (client) => {
    const made = placeOrders(orders, stage, { orderDate: Date.now() - ORDERED_AGO_MS, isAfternoon: options.once });
    for (const { shipmentReference: parcel, faults } of demoShipments) {
      for (const fault of faults) stage.amazon.addFault({ ...fault, parcel });
    }
    const policy = toPurchaseOrderPolicy(config.policy);
    const { shippingPartyAccountId } = shipperOf(account);
    const run: Run = {
      options,
      stage,
      screen,
      client,
      account,
      orders,
      made,
      board: createBoard({ client, account, orders, policy, now: Date.now }),
      parcels: createParcelBoard({
        client,
        account,
        shippingPartyAccountId,
        shipments: demoShipments,
        cases: demoCases,
        now: Date.now,
      }),
      errands: createErrands(Date.now),
      commands: createCommandLine(stage.environment, stage.directory),
      handedOver: new Set(),
      startedAt: Date.now(),
      signal,
    };
    return carry(run);
  });
}

interface Run {
  options: DemoOptions;
  stage: Stage;
  screen: Screen;
  client: Client;
  account: string;
  orders: readonly DemoOrder[];
  /** The same orders as Amazon has made them, by number. */
  made: ReadonlyMap<string, MadeOrder>;
  board: Board;
  parcels: ParcelBoard;
  errands: Errands;
  commands: RunCommand;
  /** Orders of a scene that the warehouse ships, once the scene is over for them. */
  handedOver: Set<string>;
  startedAt: number;
  signal: AbortSignal;
}

async function carry(run: Run): Promise<Summary> {
  const { options, stage, orders, signal } = run;
  const over = new AbortController();
  const afternoon = options.once ? startAfternoon(run, AbortSignal.any([signal, over.signal])) : undefined;
  const played = afternoon?.play();
  const events = stage.intake.send(demoEvents(orders, demoShipments), signal);
  const kills = options.kill ? startKilling(run, over.signal) : undefined;
  // Whatever fails by itself ends the run with its reason.
  const failed = Promise.race([stage.worker.failed, serverEnded(stage), rejectionOf(events), rejectionOf(kills?.all)]);
  try {
    await Promise.race([untilOver(run, afternoon), failed]);
  } finally {
    over.abort();
  }
  await Promise.all([kills?.all, played]);
  return summaryOf(
    outcomeOf(
      { orders: run.board.rows(), shipments: run.parcels.shipments(), cases: run.parcels.cases() },
      stage.amazon,
      {
        seed: options.seed,
        kills: kills === undefined ? null : { planned: KILLS, done: kills.done() },
        elapsedMs: Date.now() - run.startedAt,
        errandFailures: run.errands.failures(),
        scenes: afternoon?.outcomes() ?? [],
      },
    ),
  );
}

/** Prepares the scenes; they are played from the first event on. */
function startAfternoon(run: Run, signal: AbortSignal): Afternoon {
  const { options, stage, client, account, commands, handedOver } = run;
  const until = waiting(options.kill ? SCENE_LIMIT_MS.withKills : SCENE_LIMIT_MS.usual, signal);
  const company = { orders: run.orders, shipments: demoShipments, cases: demoCases };
  return createAfternoon(company, {
    client,
    account,
    amazon: stage.amazon,
    directory: stage.directory,
    made: (purchaseOrderNumber) => {
      const order = run.made.get(purchaseOrderNumber);
      if (order === undefined) throw new RangeError(`There is no order ${purchaseOrderNumber}.`);
      return order;
    },
    view: viewing((purchaseOrderNumber) => queryView(client, { account, purchaseOrderNumber }), until),
    viewShipment: viewing(
      async (shipmentReference) => (await viewShipment(client, { account, shipmentReference })).state,
      until,
    ),
    viewCase: viewing((trackingId) => viewCase(client, { shipper: shipperOf(account), trackingId }), until),
    parcel: run.parcels.row,
    hookAsked: stage.addressHook.asked,
    until,
    tell: (what) => narrate(run, what),
    act: acting({ run: commands, tell: (what, command) => narrate(run, what, command), signal }),
    handOver: ({ purchaseOrderNumber }) => void handedOver.add(purchaseOrderNumber),
  });
}

/** The time, what happens, and what somebody types about it. */
function narrate({ screen }: Run, what: string, command?: string): void {
  screen.tell(narration(new Date().toTimeString().slice(0, 8), what, command, screen));
}

/** Looks, acts and draws until everything has ended and every scene is over. */
async function untilOver(run: Run, afternoon: Afternoon | undefined): Promise<void> {
  const { options, stage, screen, board, parcels, errands, client, account, commands, handedOver, signal } = run;
  const { once, kill } = options;
  const person = createPerson({
    run: commands,
    errands,
    look: (number) => stage.amazon.order(number),
    tell: (what, command) => narrate(run, what, command),
  });
  const outside = createOutside({
    stage,
    client,
    account,
    errands,
    packingMs: once ? 0 : PACKING_MS,
    carrierMs: once ? CARRIER_MS.once : CARRIER_MS.watched,
    // What waits is left to whoever watches, and what a scene is about to the scene.
    isOurs: ({ purchaseOrderNumber, role, waitsForPerson }) =>
      once ? role === undefined || handedOver.has(purchaseOrderNumber) : !waitsForPerson,
    now: Date.now,
  });
  const limit = run.startedAt + (kill ? LIMIT_MS.withKills : LIMIT_MS.usual);
  while (!signal.aborted) {
    await Promise.all([board.refresh(), parcels.refresh()]);
    const rows = { orders: board.rows(), shipments: parcels.shipments(), cases: parcels.cases() };
    const all: Row[] = [...rows.orders.map(orderRow), ...rows.shipments, ...rows.cases];
    if (once) person.answer(rows.orders);
    outside.act(rows);
    screen.show(
      { rows: all, holdUps: board.holdUps() },
      once ? [] : worthTrying({ ...rows, all }, stage, screen.paint, screen.columns()),
    );
    const isOver = all.every(({ hasEnded }) => hasEnded) && afternoon?.isOver() !== false;
    if (once && (isOver || afternoon?.hasFailed() === true || Date.now() > limit)) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function startKilling(
  { options, stage, orders, screen }: Run,
  signal: AbortSignal,
): { all: Promise<void>; done: () => number } {
  const expected = { orders: orders.map(({ accepted }) => accepted), shipments: demoShipments, cases: demoCases };
  const moments = killMoments(options.seed, KILLS, acceptedIn(expected));
  let done = 0;
  const all = killAt(moments, {
    accepted: () => acceptedBy(stage.amazon, demoCases),
    kill: async () => {
      done += 1;
      const heard = stage.amazon.received().length;
      screen.tell(screen.paint.bad(`kill -9 of the worker (${done} of ${KILLS}), after ${heard} calls to Amazon`));
      await stage.worker.kill();
    },
    signal,
  });
  return { all, done: () => done };
}

async function serverEnded({ server }: Stage): Promise<never> {
  const { output } = await server.exited;
  throw new Error(`The Temporal server has ended by itself. ${output}`.trim());
}

/** Only its failure counts. */
const rejectionOf = (work: Promise<void> | undefined): Promise<never> =>
  new Promise((_, reject) => {
    work?.catch(reject);
  });
