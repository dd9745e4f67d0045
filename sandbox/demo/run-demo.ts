import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { withTemporal } from '../../clients/temporal.js';
import { loadConfig, temporalConnection, toPurchaseOrderPolicy } from '../../temporal.config.js';
import { createBoard, hasEnded } from './board.js';
import type { Board } from './board.js';
import { createErrands } from './errands.js';
import type { Errands } from './errands.js';
import { killAt, killMoments } from './kills.js';
import { demoOrders } from './orders.js';
import type { DemoOrder, Submissions } from './orders.js';
import { createPerson } from './person.js';
import type { Screen } from './screen.js';
import type { Stage } from './stage.js';
import { outcomeOf, summaryOf } from './summary.js';
import type { Summary } from './summary.js';
import { worthTrying } from './worth-trying.js';
import { createWarehouse } from './warehouse.js';

export interface DemoOptions {
  orders: number;
  seed: number;
  /** Act as person and warehouse for all orders, and end when every order has. */
  once: boolean;
  /** Kill the worker on the way. */
  kill: boolean;
}

const KILLS = 5;
const LOOK_EVERY_MS = 400;
/** When an order that has not ended counts as lost. */
const LIMIT_MS = { usual: 240_000, withKills: 420_000 };
/** What the warehouse needs when somebody is watching. */
const PACKING_MS = 3_000;

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
  const orders = demoOrders(options.orders);
  return withTemporal(temporalConnection(stage.environment), async (client) => {
    const run: Run = {
      options,
      stage,
      screen,
      client,
      account,
      orders,
      board: createBoard(client, account, orders, toPurchaseOrderPolicy(config.policy)),
      errands: createErrands(Date.now),
      startedAt: Date.now(),
      signal,
    };
    placeOrders(run);
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
  board: Board;
  errands: Errands;
  startedAt: number;
  signal: AbortSignal;
}

/** Amazon has the orders, and whatever goes wrong with them is arranged. */
function placeOrders({ orders, stage }: Run): void {
  for (const { purchaseOrderNumber, request, faults } of orders) {
    stage.amazon.addOrder(request);
    for (const fault of faults) stage.amazon.addFault({ ...fault, purchaseOrderNumber });
  }
}

async function carry(run: Run): Promise<Summary> {
  const { options, stage, orders, signal } = run;
  const over = new AbortController();
  const events = stage.intake.send(
    orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber),
    signal,
  );
  const kills = options.kill ? startKilling(run, over.signal) : undefined;
  // Whatever fails by itself ends the run with its reason.
  const failed = Promise.race([stage.worker.failed, serverEnded(stage), rejectionOf(events), rejectionOf(kills?.all)]);
  try {
    await Promise.race([untilOver(run), failed]);
  } finally {
    over.abort();
  }
  await kills?.all;
  return summaryOf(
    outcomeOf(run.board.rows(), stage.amazon, {
      seed: options.seed,
      kills: kills === undefined ? null : { planned: KILLS, done: kills.done() },
      elapsedMs: Date.now() - run.startedAt,
      errandFailures: run.errands.failures(),
    }),
  );
}

/** Looks, acts and draws until every order has ended. */
async function untilOver(run: Run): Promise<void> {
  const { options, stage, screen, board, errands, client, account, signal } = run;
  const { once, kill } = options;
  const tell = (line: string): void => screen.tell(screen.paint.faint(line));
  const person = createPerson({ client, account, errands, look: (number) => stage.amazon.order(number), tell });
  const warehouse = createWarehouse({
    client,
    account,
    errands,
    packingMs: once ? 0 : PACKING_MS,
    // What waits is left to whoever watches.
    isOurs: ({ waitsForPerson }) => once || !waitsForPerson,
    now: Date.now,
  });
  const limit = run.startedAt + (kill ? LIMIT_MS.withKills : LIMIT_MS.usual);
  while (!signal.aborted) {
    await board.refresh();
    const rows = board.rows();
    if (once) person.answer(rows);
    warehouse.ship(rows);
    screen.show(rows, once ? [] : worthTrying(rows, stage, screen.paint));
    if (once && (rows.every(hasEnded) || Date.now() > limit)) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function startKilling(
  { options, stage, orders, screen }: Run,
  signal: AbortSignal,
): { all: Promise<void>; done: () => number } {
  const moments = killMoments(options.seed, KILLS, totalOf(orders));
  let done = 0;
  const all = killAt(moments, {
    accepted: () => totalOf(stage.amazon.orders()),
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

const totalOf = (orders: readonly { accepted: Submissions }[]): number =>
  orders
    .map(({ accepted }) => accepted.acknowledgements + accepted.labelRequests + accepted.confirmations)
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
