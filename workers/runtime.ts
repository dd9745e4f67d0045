import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { MetricMeter } from '@temporalio/common';
import { ApplicationFailure, SdkComponent } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { LogEntry, LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';
import { systemClock } from '../activities/clock.js';
import type { Clock } from '../activities/clock.js';
import { purchaseOrderOfWorkflowId } from '../workflows/purchase-order/messages.js';
import { createLogThrottle } from './log-throttle.js';
import { histogramBuckets } from './metrics.js';

/** Metrics as Core keeps and exports them. */
export interface Exporter {
  meter: MetricMeter;
  /** All metrics of the process in Prometheus' text format. Rejects when Core has stopped. */
  read(): Promise<string>;
}

/**
 * Installs the SDK's runtime: its logs, the workflows' and Core's, go through our logger.
 *
 * Once per process, before anything else touches the runtime.
 */
export function installRuntime(logger: Logger): void {
  Runtime.install({ logger: forwarding(logger), telemetryOptions: { logging } });
}

/** Between asking the system for a free port and Core's binding it, another process may take it. */
const MAX_BINDS = 5;
const READ_TIMEOUT_MS = 5_000;

/**
 * The same, with Core's Prometheus exporter: on loopback, on a port of its own that only this process asks.
 *
 * @throws when no port can be had.
 */
export async function installRuntimeWithExporter(logger: Logger): Promise<Exporter> {
  for (let binds = 1; ; binds += 1) {
    const bindAddress = `127.0.0.1:${await freePort()}`;
    try {
      const { metricMeter } = Runtime.install({
        logger: forwarding(logger),
        telemetryOptions: {
          logging,
          metrics: {
            attachServiceName: false,
            prometheus: {
              bindAddress,
              countersTotalSuffix: true,
              unitSuffix: true,
              useSecondsForDurations: true,
              histogramBucketOverrides: histogramBuckets,
            },
          },
        },
      });
      return { meter: metricMeter, read: () => readMetrics(`http://${bindAddress}/metrics`) };
    } catch (error) {
      if (binds >= MAX_BINDS || !String(error).includes('metrics exporter')) throw error;
    }
  }
}

const logging = { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }) };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function readMetrics(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`Core's exporter answered ${response.status}.`);
  return await response.text();
}

const forwarding = (logger: Logger): DefaultLogger =>
  new DefaultLogger(lowestLevelOf(logger), createLogForwarder(logger));

/** Below the level that is printed, an entry is dropped before anything is made of it: there are several an attempt. */
export const lowestLevelOf = (logger: Logger): LogLevel =>
  sdkLevels.find((level) => logger.isLevelEnabled(ourLevels[level])) ?? 'ERROR';

const ourLevels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Lowest first. */
const sdkLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

/** While Temporal is gone, every poller repeats the same few warnings, many times a second. */
const REPEAT_EVERY_MS = 30_000;

/** Hands the SDK's log entries to our logger; equal ones of Core's only once in 30 s, with how many were held back. */
export function createLogForwarder(logger: Logger, clock: Clock = systemClock): (entry: LogEntry) => void {
  const throttle = createLogThrottle({ clock, everyMs: REPEAT_EVERY_MS });
  return ({ level, message, meta }) => {
    const isOfCore = meta?.['sdkComponent'] === SdkComponent.core;
    // Attempts and durations differ between repetitions.
    const admitted = isOfCore ? throttle.admit(`${level} ${message.replace(/\d+/g, '0')}`) : { suppressed: 0 };
    if (admitted === undefined) return;
    const { suppressed } = admitted;
    logger[ourLevels[level]]({ ...readable(meta), ...(suppressed > 0 && { suppressed }) }, message);
  };
}

/** The ids of an order, and name and message of an error; whatever else hangs on it stays out of the log. */
function readable(meta: Record<string | symbol, unknown> | undefined): Record<string, unknown> {
  const { error, ...rest } = { ...meta } as Record<string, unknown>;
  return {
    ...rest,
    ...idsOf(rest['workflowId']),
    ...(error instanceof Error && { error: error.name, detail: error.message, ...factsOf(error) }),
  };
}

function idsOf(workflowId: unknown): { account?: string; businessId?: string } {
  const order = typeof workflowId === 'string' ? purchaseOrderOfWorkflowId(workflowId) : undefined;
  return order === undefined ? {} : { account: order.account, businessId: order.purchaseOrderNumber };
}

/** Kind and request ids of a step that was not done; the details of a failure hold ids and codes only. */
function factsOf(error: Error): { kind?: string; requestIds?: unknown } {
  if (!(error instanceof ApplicationFailure)) return {};
  const details: unknown = error.details?.[0];
  return {
    ...(typeof error.type === 'string' && { kind: error.type }),
    ...(typeof details === 'object' &&
      details !== null &&
      'requestIds' in details && { requestIds: details.requestIds }),
  };
}
