import { pino } from 'pino';
import { createSweepPage } from '../../activities/account/sweep-page.js';
import { defaultBatching } from '../../activities/amazon/batcher.js';
import { createAmazon } from '../../activities/amazon/create-amazon.js';
import type { StepDependencies } from '../../activities/purchase-order/dependencies.js';
import { createPurchaseOrderActivities } from '../../activities/purchase-order/index.js';
import type { PollPlan } from '../../activities/polling.js';
import { createReadResult } from '../../activities/purchase-order/read-order.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import { loadConfig, product } from '../../temporal.config.js';
import type { OrderSnapshot, PurchaseOrderActivities } from '../../workflows/purchase-order/activities.js';
import type { Departure } from '../../workflows/purchase-order/departure.js';
import { arrivalsOf, carrierEvents, pauseOf } from './load.js';
import type { Load, Outcome } from './load.js';
import { createQuickDocuments, createQuickLedger } from './stores-in-memory.js';
import { createVirtualServer } from './virtual-server.js';
import { runVirtually } from './virtual-run.js';
import type { VirtualDesk, VirtualFloor } from './virtual-run.js';
import type { VirtualTime } from './virtual-time.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ACCOUNT = 'default';
/** New orders are listed this often; each is started at its own instant of the next such time. */
const SWEEP_MS = MINUTE;
const addressOfCarrier = { name: 'Hauler', addressLine1: '1 Depot Road', city: 'Reno', countryCode: 'US' };

/**
 * This product's steps with its real limiter, batcher, reads and write protocol, carried on as Temporal's server does.
 * Workflows are left out: they make no calls.
 */
export const runProduct = (load: Load, batchSize: number): Promise<Outcome> =>
  runVirtually(load, (floor) => createDesk(floor, batchSize));

/** One vendor account with its orders. */
function createDesk({ time, local, load, startedAt, stopping, ...tell }: VirtualFloor, batchSize: number): VirtualDesk {
  const { policy } = loadConfig({});
  const { environment } = local;
  const ledger = createQuickLedger();
  const documents = createQuickDocuments();
  const server = createVirtualServer(time, { slots: policy.worker.maxConcurrentActivities });
  const amazon = createAmazon({
    account: {
      account: ACCOUNT,
      endpoint: environment.SP_API_ENDPOINT,
      lwaEndpoint: environment.LWA_ENDPOINT,
      clientId: environment.LWA_CLIENT_ID,
      clientSecret: environment.LWA_CLIENT_SECRET,
      refreshToken: environment.LWA_REFRESH_TOKEN,
      invoices: false,
      dryRun: false,
    },
    ledger,
    clock: time.now,
    monotonic: time.now,
    schedule: time.schedule,
    random: () => 0.5,
    logger: pino({ level: 'silent' }),
    batching: { ...defaultBatching, size: batchSize },
    httpTimeoutMs: policy.attempts.httpTimeoutMs,
    product,
    stopping,
  });
  const dependencies: StepDependencies = {
    amazon,
    ledger,
    documents,
    clock: time.now,
    isDryRun: false,
    windows: policy.proof,
    polling: {
      transaction: scaled(policy.polling.transaction, load),
      label: { ...scaled(policy.polling.label, load), stayMs: policy.polling.label.stayMs * load.scale },
      paper: scaled(policy.polling.paper, load),
    },
    labels: policy.labels,
    invoices: false,
    region: 'NA',
    labelModeFor: () => ({
      mode: load.road,
      ...(load.road === 'vendor-carrier' && { scacCode: 'UPSN', defaultWeight: { value: '1.0', unitOfMeasure: 'KG' } }),
    }),
    carrierOf: () => ({ statusAddress: addressOfCarrier }),
    warehouseOf: () => undefined,
  };
  const steps = createPurchaseOrderActivities(dependencies);

  const step = <Input, Result>(
    activity: (input: Input) => Promise<Result>,
    input: Input,
    deadline: number,
  ): Promise<Result> =>
    server.run(activity, input, {
      startToCloseMs: policy.attempts.startToCloseMs,
      budgetMs: Math.max(deadline - time.now(), policy.attempts.minimumBudgetMs),
      retryMs: () => 2_000,
    });
  const carry = (purchaseOrderNumber: string, snapshot: OrderSnapshot): Promise<void> =>
    carryOrder({ purchaseOrderNumber, snapshot, steps, step, time, local, load, ...tell });

  const run = async (): Promise<void> => {
    const arrivals = arrivalsOf(load, startedAt);
    for (const availableAt of arrivals) {
      const requiredShipDate = availableAt + DAY;
      local.addOrder({
        labelMode: load.road,
        labelFormat: 'ZPL',
        lines: 1,
        orderDate: availableAt,
        availableAt,
        requiredShipDate,
      });
    }
    const carried: Promise<void>[] = [];
    const sweepPage = createSweepPage({
      amazon,
      warehouses: [],
      clock: time.now,
      snapshotOf: createReadResult(dependencies),
      workflows: {
        known: () => Promise.resolve({ running: new Set(), ended: new Set() }),
        start: ({ purchaseOrderNumber }, snapshot) => {
          if (snapshot === undefined) throw new Error(`${purchaseOrderNumber} was listed without details`);
          const delayMs = Date.parse(snapshot.order.orderDate) + SWEEP_MS - time.now();
          carried.push(time.sleep(Math.max(0, delayMs)).then(() => carry(purchaseOrderNumber, snapshot)));
          return Promise.resolve('started');
        },
        tellCancelled: () => Promise.resolve(),
        oldestStart: () => Promise.resolve(undefined),
        ready: () => Promise.resolve({ count: 0, some: [] }),
      },
    });
    for (let from = startedAt; carried.length < arrivals.length;) {
      await time.sleep(from + SWEEP_MS - time.now());
      const until = time.now();
      await sweep({ sweepPage, step, from, until });
      from = until;
    }
    await Promise.all(carried);
  };
  return { run, attempts: server.attempts };
}

const scaled = ({ firstMs, factor, maxMs }: PollPlan, { scale }: Load): PollPlan => ({
  firstMs: firstMs * scale,
  factor,
  maxMs: maxMs * scale,
});

type Step = <Input, Result>(
  activity: (input: Input) => Promise<Result>,
  input: Input,
  deadline: number,
) => Promise<Result>;

/** Lists what has become available in a window, page by page. */
async function sweep({
  sweepPage,
  step,
  from,
  until,
}: {
  sweepPage: ReturnType<typeof createSweepPage>;
  step: Step;
  from: number;
  until: number;
}): Promise<void> {
  let nextToken: string | undefined;
  do {
    const page = await step(
      sweepPage,
      {
        account: ACCOUNT,
        // Both ends are excluded.
        createdAfter: new Date(from - 1).toISOString(),
        createdBefore: new Date(until).toISOString(),
        wanted: 'new',
        ...(nextToken !== undefined && { nextToken }),
      },
      until + HOUR,
    );
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

interface OrderRun {
  purchaseOrderNumber: string;
  snapshot: OrderSnapshot;
  steps: PurchaseOrderActivities;
  step: Step;
  time: VirtualTime;
  local: LocalAmazon;
  load: Load;
  ended: VirtualFloor['ended'];
  labelled: VirtualFloor['labelled'];
}

/** The life of an order as its workflow leads it when nothing goes wrong. */
async function carryOrder(run: OrderRun): Promise<void> {
  const { purchaseOrderNumber, snapshot, steps, step, time, load } = run;
  const { order, ledgerId, documentId: orderDocumentId, labelMode = { mode: load.road } } = snapshot;
  const common = { account: ACCOUNT, purchaseOrderNumber, ledgerId, order, actor: 'policy', references: [] };
  const ackBy = Date.parse(order.orderDate) + DAY;
  const decidedAt = new Date(time.now()).toISOString();
  await step(
    steps.acknowledge,
    { ...common, deadline: ackBy, code: { code: '00' }, decidedAt, lookFirst: false },
    ackBy,
  );

  const label = load.road === 'amazon' ? await obtainLabel(run, common) : undefined;
  await time.sleep(pauseOf(load));
  const trackingNumber = `1Z${purchaseOrderNumber}`;
  const departedAt = time.now();
  const departure: Departure = {
    departedAt: new Date(departedAt - 1).toISOString(),
    ...(load.road === 'vendor-carrier' && { trackingNumber }),
  };
  const confirmBy = departedAt + 4 * HOUR;
  await step(
    steps.confirmShipment,
    {
      ...common,
      deadline: confirmBy,
      labelMode,
      departure,
      leftAnyway: false,
      ...(label !== undefined && { label }),
    },
    confirmBy,
  );
  if (load.road === 'amazon') return run.ended();

  const confirmedAt = time.now();
  await Promise.all(
    carrierEvents.map(async (status, index) => {
      await time.sleep(confirmedAt + (index + 1) * pauseOf(load) - time.now());
      const reported = { status, occurredAt: new Date(time.now()).toISOString() };
      const deadline = time.now() + DAY;
      await step(steps.reportStatus, { ...common, deadline, trackingNumber, reported, orderDocumentId }, deadline);
    }),
  );
  run.ended();
}

async function obtainLabel(
  { steps, step, time, local, purchaseOrderNumber, labelled }: OrderRun,
  common: {
    account: string;
    purchaseOrderNumber: string;
    ledgerId: string;
    order: OrderSnapshot['order'];
    actor: string;
    references: string[];
  },
) {
  const began = time.now();
  const shipBy = Date.parse(common.order.requiredShipDate);
  const { label } = await step(
    steps.obtainLabel,
    {
      ...common,
      deadline: shipBy,
      lookFirst: false,
      occurrence: 1,
      labelMode: { mode: 'amazon' },
      voidDocumentIds: [],
    },
    shipBy,
  );
  const made = local.order(purchaseOrderNumber)?.label;
  if (made !== undefined) labelled(time.now() - began - (made.visibleAt - made.requestedAt));
  return label;
}
