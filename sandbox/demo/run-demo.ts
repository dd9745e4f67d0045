import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { withTemporal } from '../../clients/temporal.js';
import { loadConfig, temporalConnection, toPurchaseOrderPolicy } from '../../temporal.config.js';
import type { MadeOrder } from '../amazon/orders/order.js';
import { createCarrier } from './carrier.js';
import { createBoard, hasEnded } from './board.js';
import type { Board } from './board.js';
import { createCommandLine } from './command-line.js';
import type { RunCommand } from './command-line.js';
import { createErrands } from './errands.js';
import type { Errands } from './errands.js';
import { killAt, killMoments } from './kills.js';
import { demoOrders } from './orders.js';
import type { DemoOrder, Submissions } from './orders.js';
import { createPerson } from './person.js';
import { placeOrders } from './place-orders.js';
import { acting, createAfternoon, viewing, waiting } from './scenes/afternoon.js';
import type { Afternoon } from './scenes/afternoon.js';
import type { Screen } from './screen.js';
import type { Stage } from './stage.js';
import { narration } from './narration.js';
import { acceptedOf, outcomeOf, summaryOf } from './summary.js';
import type { Summary } from './summary.js';
import { worthTrying } from './worth-trying.js';
import { createWarehouse } from './warehouse.js';

export interface DemoOptions {
  orders: number;
  seed: number;
  /** Play the afternoon, act as person and warehouse for all orders, and end when every order has. */
  once: boolean;
  /** Kill the worker on the way. */
  kill: boolean;
}

const KILLS = 5;
const LOOK_EVERY_MS = 400;
/** When an order that has not ended counts as lost. */
const LIMIT_MS = { usual: 240_000, withKills: 420_000 };
/** When something that a scene waits for counts as lost. */
const SCENE_LIMIT_MS = { usual: 90_000, withKills: 180_000 };
/** What the warehouse needs when somebody is watching. */
const PACKING_MS = 3_000;
/** From one report of the own carrier to the next. */
const CARRIER_MS = { once: 300, watched: 5_000 };
/** The orders came in this morning: a truck can have left before now. */
const ORDERED_AGO_MS = 3 * 3_600_000;

/**
 * The demo on a stage that is set up: orders come in, and person and warehouse act where the product waits for them.
 *
 * Resolves with `--once` when every order has ended or the time is over, without it when `signal` is aborted.
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
    const policy = toPurchaseOrderPolicy(config.policy);
    const run: Run = {
      options,
      stage,
      screen,
      client,
      account,
      orders,
      made,
      board: createBoard({ client, account, orders, policy, now: Date.now }),
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
  const events = stage.intake.send(
    orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber),
    signal,
  );
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
    outcomeOf(run.board.rows(), stage.amazon, {
      seed: options.seed,
      kills: kills === undefined ? null : { planned: KILLS, done: kills.done() },
      elapsedMs: Date.now() - run.startedAt,
      errandFailures: run.errands.failures(),
      scenes: afternoon?.outcomes() ?? [],
    }),
  );
}

/** Prepares the scenes; they are played from the first event on. */
function startAfternoon(run: Run, signal: AbortSignal): Afternoon {
  const { options, stage, client, account, commands, handedOver } = run;
  const until = waiting(options.kill ? SCENE_LIMIT_MS.withKills : SCENE_LIMIT_MS.usual, signal);
  return createAfternoon(run.orders, {
    client,
    account,
    amazon: stage.amazon,
    directory: stage.directory,
    made: (purchaseOrderNumber) => {
      const order = run.made.get(purchaseOrderNumber);
      if (order === undefined) throw new RangeError(`There is no order ${purchaseOrderNumber}.`);
      return order;
    },
    view: viewing({ client, account }, until),
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

/** Looks, acts and draws until every order has ended and every scene is over. */
async function untilOver(run: Run, afternoon: Afternoon | undefined): Promise<void> {
  const { options, stage, screen, board, errands, client, account, commands, handedOver, signal } = run;
  const { once, kill } = options;
  const person = createPerson({
    run: commands,
    errands,
    look: (number) => stage.amazon.order(number),
    tell: (what, command) => narrate(run, what, command),
  });
  const warehouse = createWarehouse({
    client,
    account,
    errands,
    packingMs: once ? 0 : PACKING_MS,
    // What waits is left to whoever watches, and what a scene is about to the scene.
    isOurs: ({ purchaseOrderNumber, role, waitsForPerson }) =>
      once ? role === undefined || handedOver.has(purchaseOrderNumber) : !waitsForPerson,
    now: Date.now,
  });
  const carrier = createCarrier({
    send: stage.intake.report,
    errands,
    pauseMs: once ? CARRIER_MS.once : CARRIER_MS.watched,
    now: Date.now,
  });
  const limit = run.startedAt + (kill ? LIMIT_MS.withKills : LIMIT_MS.usual);
  while (!signal.aborted) {
    await board.refresh();
    const rows = board.rows();
    if (once) person.answer(rows);
    warehouse.ship(rows);
    carrier.report(rows);
    screen.show(
      { rows, holdUps: board.holdUps() },
      once ? [] : worthTrying(rows, stage, screen.paint, screen.columns()),
    );
    const isOver = rows.every(hasEnded) && afternoon?.isOver() !== false;
    if (once && (isOver || afternoon?.hasFailed() === true || Date.now() > limit)) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function startKilling(
  { options, stage, orders, screen }: Run,
  signal: AbortSignal,
): { all: Promise<void>; done: () => number } {
  const moments = killMoments(options.seed, KILLS, totalOf(orders.map(({ accepted }) => accepted)));
  let done = 0;
  const all = killAt(moments, {
    accepted: () => totalOf(stage.amazon.orders().map(acceptedOf)),
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

const totalOf = (orders: readonly Submissions[]): number =>
  orders
    .map((order) => order.acknowledgements + order.labelRequests + order.confirmations + order.statusUpdates)
    .reduce((sum, count) => sum + count, 0);

async function serverEnded({ server }: Stage): Promise<never> {
  const { output } = await server.exited;
  throw new Error(`The Temporal server has ended by itself. ${output}`.trim());
}

/** Only its failure counts. */
const rejectionOf = (work: Promise<void> | undefined): Promise<never> =>
  new Promise((_, reject) => {
    work?.catch(reject);
  });
