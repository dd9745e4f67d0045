import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { temporalCostOf } from '../../clients/temporal-cost.js';
import type { TemporalCost } from '../../clients/temporal-cost.js';
import { operationNames } from '../../sandbox/amazon/options.js';
import { loadConfig, quotaOperations } from '../../temporal.config.js';
import { carrierEventUpdate, departUpdate } from '../../workflows/purchase-order/messages.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import { carrierEvents, latencyOf } from './load.js';
import type { CarrierEventName, Road } from './load.js';
import type { Bench } from './measure.js';
import type { PollPlan } from '../../activities/polling.js';
import { cpuMsOf, peakMemoryOf } from './process-cost.js';
import { throwIfFaulty } from './virtual-run.js';
import { carrierSignal, departedSignal, tutorialOrder } from './tutorial/workflow.js';

const MINUTE = 60_000;
/** So that the machine is measured, and not Amazon's quota. */
const unlimited = { ratePerSecond: 1_000, burst: 1_000 };
const SHORTEST_SWEEP_MS = 1_000;
/** Orders appear at once, and there is one clock. */
const SWEEP_OVERLAP_MS = 10_000;
const policyOfRun = (scale: number): object => {
  const plan = ({ firstMs, factor, maxMs }: PollPlan): PollPlan => ({
    firstMs: firstMs * scale,
    factor,
    maxMs: maxMs * scale,
  });
  const { transaction, label } = loadConfig({}).policy.polling;
  return {
    proof: {},
    polling: { transaction: plan(transaction), label: { ...plan(label), stayMs: label.stayMs * scale } },
    attempts: {},
    worker: {},
    speaker: {},
    sweep: { intervalMs: Math.max(SHORTEST_SWEEP_MS, MINUTE * scale), overlapMs: SWEEP_OVERLAP_MS },
    quotas: Object.fromEntries(quotaOperations.map((operation) => [operation, unlimited])),
  };
};
const warehouse = 'WH01';
const carrierAddress = { name: 'Hauler', addressLine1: '1 Depot Road', city: 'Reno', countryCode: 'US' };

export interface RealRun {
  orders: number;
  /** From the first start to the last end, ms. */
  tookMs: number;
  /** Of the worker's process; `undefined` where the system does not tell. */
  cpuMs: number | undefined;
  /** Of some of the orders. */
  costs: TemporalCost[];
}

export interface RealLoad {
  orders: number;
  /** Pause between two starts, ms. Default: none, all come at once. */
  everyMs?: number;
}

/** A real Temporal server and a local Amazon without quotas, for one design after the other. */
export interface RealFloor {
  runProduct(load: RealLoad): Promise<RealRun>;
  runTutorial(load: RealLoad): Promise<RealRun>;
  /** The most memory, bytes, that the worker takes until so many orders are ready and wait for their departure. */
  memoryOfOpen(orders: number): Promise<number | undefined>;
  close(): Promise<void>;
}

/** @param scale As of a load: clocks are real, and nobody waits for Amazon's 15 minutes. */
export async function openRealFloor(
  { seed, tell }: Bench,
  { road, scale }: { road: Road; scale: number },
): Promise<RealFloor> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const warehouses = join(directory, 'warehouses.json');
  writeFileSync(warehouses, JSON.stringify({ warehouses: [warehouseOf(road)] }));
  const floor = await openFloor({
    amazon: {
      seed,
      latency: { default: latencyOf({ scale }) },
      rates: Object.fromEntries(operationNames.map((name) => [name, unlimited])),
      keepRequests: 100,
    },
    policy: policyOfRun(scale),
    environment: { WAREHOUSES_FILE: warehouses, LABEL_MODE: '' },
  });
  const addOrder = (): string =>
    floor.amazon.addOrder({ labelMode: road, labelFormat: 'ZPL', lines: 1, warehouse }).purchaseOrderNumber;
  return {
    runProduct: async (load) => {
      const worker = await floor.startWorker();
      const run = await measured(floor, worker, {
        load,
        // It reports itself what it knows: that the parcel has departed.
        events: carrierEvents.filter((status) => status !== 'DEPARTED_FROM_FC'),
        road,
        scale,
        tell: (text) => tell(`${road}, product: ${text}`),
        // Its sweep finds it.
        start: () => {
          const number = addOrder();
          return Promise.resolve({ number, handle: floor.handle(number) });
        },
        depart: (handle, number) =>
          handle.executeUpdate(departUpdate, {
            args: [{ departedAt: new Date().toISOString(), actor: 'warehouse', ...trackedIf(road, number) }],
          }),
        report: (handle, number, status) =>
          handle.executeUpdate(carrierEventUpdate, {
            args: [
              {
                ...trackedIf(road, number),
                trackingNumber: `1Z${number}`,
                status,
                occurredAt: new Date().toISOString(),
                actor: 'carrier',
              },
            ],
          }),
      });
      await stop(worker);
      return run;
    },
    runTutorial: async (load) => {
      const worker = await startTutorialWorker(floor);
      try {
        return await measured(floor, worker, {
          load,
          events: carrierEvents,
          road,
          scale,
          tell: (text) => tell(`${road}, tutorial: ${text}`),
          start: async () => {
            const number = addOrder();
            const handle = await floor.client.workflow.start(tutorialOrder, {
              workflowId: `tutorial/${number}`,
              taskQueue: 'tutorial',
              args: [{ purchaseOrderNumber: number, road, pollEveryMs: MINUTE * scale }],
            });
            return { number, handle };
          },
          depart: (handle) => handle.signal(departedSignal, new Date().toISOString()),
          report: (handle, _number, status) =>
            handle.signal(carrierSignal, { status, occurredAt: new Date().toISOString() }),
        });
      } finally {
        await stop(worker);
      }
    },
    memoryOfOpen: async (orders) => {
      const worker = await floor.startWorker();
      for (let count = 0; count < orders; count += 1) addOrder();
      const ready = async (): Promise<number> =>
        (await floor.client.workflow.count('FulfillmentState="READY_TO_SHIP" AND ExecutionStatus="Running"')).count;
      for (let count = 0; count < orders; count = await ready()) {
        if (worker.exitCode !== null) throw new Error('The worker ended.');
        tell(`${count} of ${orders} orders are open`);
        await sleep(10_000);
      }
      const bytes = peakMemoryOf(worker.pid ?? 0);
      await stop(worker);
      return bytes;
    },
    close: async () => {
      await floor.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const trackedIf = (road: Road, number: string) => (road === 'vendor-carrier' ? { trackingNumber: `1Z${number}` } : {});

const warehouseOf = (road: Road): object => ({
  account: 'default',
  partyId: warehouse,
  labelModes: [
    road === 'amazon'
      ? { shipMethod: '*', mode: road }
      : {
          shipMethod: '*',
          mode: road,
          scacCode: 'UPSN',
          carrier: 'UPS',
          dialect: 'X12',
          defaultWeight: { value: '1.0', unitOfMeasure: 'KG' },
          statusAddress: carrierAddress,
        },
  ],
});

interface Design {
  load: RealLoad;
  /** What somebody has to report of a parcel. */
  events: readonly CarrierEventName[];
  road: Road;
  scale: number;
  tell: (text: string) => void;
  /** An order comes in. */
  start(): Promise<{ number: string; handle: WorkflowHandle }>;
  depart(handle: WorkflowHandle, number: string): Promise<unknown>;
  report(handle: WorkflowHandle, number: string, status: CarrierEventName): Promise<unknown>;
}

/** Starts at once: enough to keep the server busy, few enough for its deadlines. */
const STARTS_AT_ONCE = 20;
/** Orders whose histories are read: the last ones, when everything that is learned has been learned. */
export const SAMPLE = 60;

/** Starts the orders, plays what is outside, and waits for the last of them. */
async function measured(floor: Floor, worker: ChildProcess, design: Design): Promise<RealRun> {
  const { pid } = worker;
  if (pid === undefined) throw new Error('The worker has no process');
  const cpuBefore = cpuMsOf(pid);
  const beganAt = performance.now();
  const handles = new Map<string, WorkflowHandle>();
  const numberOf = new Map<string, string>();
  let ended = 0;
  const startAll = async (): Promise<void> => {
    const results: Promise<unknown>[] = [];
    for await (const count of inTime(design.load)) {
      for (const { handle, number } of await Promise.all(Array.from({ length: count }, () => design.start()))) {
        handles.set(handle.workflowId, handle);
        numberOf.set(handle.workflowId, number);
        results.push(resultOf(handle).then(() => (ended += 1)));
      }
    }
    await Promise.all(results);
  };
  const outside = playOutside(floor, { handles, numberOf, design, isOver: () => ended === design.load.orders });
  const timer = setInterval(() => design.tell(`${ended} of ${design.load.orders} orders ended`), 10_000);
  await Promise.all([startAll(), outside]).finally(() => clearInterval(timer));
  const tookMs = performance.now() - beganAt;
  throwIfFaulty(floor.amazon);
  const cpuAfter = cpuMsOf(pid);
  const costs: TemporalCost[] = [];
  for (const handle of [...handles.values()].slice(-SAMPLE)) costs.push(temporalCostOf(await handle.fetchHistory()));
  return {
    orders: design.load.orders,
    tookMs,
    cpuMs: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    costs,
  };
}

/** How many orders come in next: one with a pause before it, or as many at once as the server takes. */
async function* inTime({ orders, everyMs }: RealLoad): AsyncGenerator<number> {
  const atOnce = everyMs === undefined ? STARTS_AT_ONCE : 1;
  for (let first = 0; first < orders; first += atOnce) {
    if (everyMs !== undefined && first > 0) await sleep(everyMs);
    yield Math.min(atOnce, orders - first);
  }
}

interface Outside {
  handles: ReadonlyMap<string, WorkflowHandle>;
  numberOf: ReadonlyMap<string, string>;
  design: Design;
  isOver: () => boolean;
}

/** The warehouse and the carrier: as soon as an order is shown to be ready it departs, and then it is reported. */
async function playOutside({ client }: Floor, { handles, numberOf, design, isOver }: Outside): Promise<void> {
  const isDone = new Set<string>();
  const reports: Promise<void>[] = [];
  const each = async (state: string, act: (handle: WorkflowHandle, number: string) => Promise<void>): Promise<void> => {
    for await (const { workflowId } of client.workflow.list({
      query: `FulfillmentState="${state}" AND ExecutionStatus="Running"`,
    })) {
      const handle = handles.get(workflowId);
      const number = numberOf.get(workflowId);
      if (handle === undefined || number === undefined || isDone.has(`${state} ${workflowId}`)) continue;
      isDone.add(`${state} ${workflowId}`);
      reports.push(act(handle, number));
    }
  };
  while (!isOver()) {
    await each('READY_TO_SHIP', (handle, number) => patiently(() => design.depart(handle, number)));
    if (design.road === 'vendor-carrier') {
      await each('IN_TRANSIT', async (handle, number) => {
        for (const status of design.events) {
          await sleep(MINUTE * design.scale);
          await patiently(() => design.report(handle, number, status));
        }
      });
    }
    await sleep(250);
  }
  await Promise.all(reports);
}

/** A busy server or worker refuses now and then: a person would try again, too. */
async function patiently(act: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await act();
      return;
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(1_000);
    }
  }
}

const TRIES = 20;

/** Until an order ends that a sweep has yet to find. */
async function resultOf(handle: WorkflowHandle): Promise<void> {
  for (;;) {
    try {
      await handle.result();
      return;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      await sleep(1_000);
    }
  }
}

async function startTutorialWorker({ environment }: Floor): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('./tutorial/worker.js', import.meta.url));
  const worker = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const keep = (chunk: Buffer): void => void (said += chunk.toString());
  worker.stdout.on('data', keep);
  worker.stderr.on('data', keep);
  await eventually(
    "the tutorial's worker runs",
    () => {
      if (worker.exitCode !== null) throw new Error(`The tutorial's worker ended: ${said}`);
      return said.includes('worker is running');
    },
    MINUTE,
  );
  return worker;
}

async function stop(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exited;
}
