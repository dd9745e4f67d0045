import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import { callsSince, latencyOf } from './load.js';
import type { Load, Outcome } from './load.js';
import { createVirtualTime } from './virtual-time.js';
import type { VirtualTime } from './virtual-time.js';

const STARTED_AT = Date.parse('2026-03-02T09:00:00Z');

/** A vendor's side, whatever its design: what it does with the orders of a load. */
export interface VirtualDesk {
  /** Takes the orders in and carries each to its end. */
  run(): Promise<void>;
  /** Attempts of activities so far. */
  attempts(): number;
}

export interface VirtualFloor {
  load: Load;
  time: VirtualTime;
  local: LocalAmazon;
  /** When the first order comes in, epoch ms. */
  startedAt: number;
  /** Ends all waiting of a run that is broken off. */
  stopping: AbortSignal;
  ended(): void;
  labelled(delayMs: number): void;
}

/** @throws when the local Amazon has seen what a correct client never does: then figures mean nothing. */
export function throwIfFaulty(local: Pick<LocalAmazon, 'violations'>): void {
  const [first, ...others] = local.violations();
  if (first === undefined) return;
  throw new Error(
    `${first.operation} of ${first.purchaseOrderNumber}: ${first.rule}, and ${others.length} more faults`,
  );
}

/** Runs a load on a virtual clock against a local Amazon with the default plan, and counts what was measured. */
export async function runVirtually(load: Load, openDesk: (floor: VirtualFloor) => VirtualDesk): Promise<Outcome> {
  const time = createVirtualTime(STARTED_AT);
  const local = await startLocalAmazon({
    clock: time.now,
    seed: load.seed,
    latency: { default: latencyOf(load) },
    // Counts are enough: the bodies of a long run are not kept.
    keepRequests: 100,
  });
  const stopping = new AbortController();
  let ended = 0;
  const labelDelaysMs: number[] = [];
  try {
    const desk = openDesk({
      load,
      time,
      local,
      startedAt: STARTED_AT,
      stopping: stopping.signal,
      ended: () => void (ended += 1),
      labelled: (delayMs) => void labelDelaysMs.push(delayMs),
    });
    const count = () => ({
      at: time.now(),
      ended,
      attempts: desk.attempts(),
      labels: labelDelaysMs.length,
      calls: local.summary().requests,
    });
    const { measured } = load;
    const running = desk.run();
    // A run that is broken off fails in many places, and nobody minds.
    running.catch(() => undefined);
    const before = measured === 'all' ? count() : await time.until(time.sleep(measured.fromMs)).then(count);
    await time.until(
      measured === 'all' ? running : Promise.race([running, time.sleep(measured.untilMs - measured.fromMs)]),
    );
    const after = count();
    throwIfFaulty(local);
    const tookMs = after.at - before.at;
    return {
      orders: Math.round((load.ordersPerSecond * (measured === 'all' ? load.arrivalsMs : tookMs)) / 1_000),
      ended: after.ended - before.ended,
      tookMs,
      calls: callsSince(before.calls, after.calls),
      attempts: after.attempts - before.attempts,
      labelDelaysMs: labelDelaysMs.slice(before.labels),
    };
  } finally {
    stopping.abort();
    time.close();
    await local.stop();
  }
}
