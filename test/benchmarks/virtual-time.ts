import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Schedule } from '../../activities/amazon/limiter.js';

/** A clock that stands still while anything is under way, and then jumps to the next instant at which something is due. */
export interface VirtualTime {
  /** Epoch ms; also good as a monotonic clock. */
  now: () => number;
  schedule: Schedule;
  sleep(ms: number): Promise<void>;
  /** Lets time pass until a promise is settled. @throws when nothing is due any more and it is not. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Stops watching HTTP. */
  close(): void;
}

/** Turns of the event loop without a request under way after which everybody is taken to wait for time. */
const QUIET_TURNS = 3;

/**
 * Time for simulations that make real HTTP calls within this process: a call takes none of it.
 *
 * One at a time: the requests of the whole process count as under way.
 */
export function createVirtualTime(startMs: number): VirtualTime {
  let now = startMs;
  const timers = createTimerQueue();
  const requests = watchRequests();

  const settled = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = requests.underway() === 0 ? quiet + 1 : 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const schedule: Schedule = (run, delayMs) => timers.add(now + Math.max(0, delayMs), run);

  return {
    now: () => now,
    schedule,
    sleep: (ms) => new Promise((resolve) => void schedule(resolve, ms)),
    until: async <T>(promise: Promise<T>): Promise<T> => {
      const waited = { isOver: false };
      const settle = (): void => {
        waited.isOver = true;
      };
      promise.then(settle, settle);
      for (;;) {
        await settled();
        if (waited.isOver) return promise;
        const at = timers.nextAt();
        if (at === undefined) throw new Error('Nothing is due any more, and what was waited for has not come.');
        now = Math.max(now, at);
        for (const run of timers.takeUntil(now)) run();
      }
    },
    close: requests.close,
  };
}

interface Timer {
  at: number;
  run: () => void;
  isCalledOff: boolean;
}

function createTimerQueue() {
  /** The latest first: what is due next is taken from the end. */
  const timers: Timer[] = [];
  const dropCalledOff = (): void => {
    while (timers.at(-1)?.isCalledOff === true) timers.pop();
  };
  return {
    add: (at: number, run: () => void): (() => void) => {
      const timer: Timer = { at, run, isCalledOff: false };
      let low = 0;
      let high = timers.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((timers[middle]?.at ?? 0) > at) low = middle + 1;
        else high = middle;
      }
      timers.splice(low, 0, timer);
      return () => {
        timer.isCalledOff = true;
      };
    },
    nextAt: (): number | undefined => {
      dropCalledOff();
      return timers.at(-1)?.at;
    },
    takeUntil: (now: number): (() => void)[] => {
      const due: (() => void)[] = [];
      for (dropCalledOff(); (timers.at(-1)?.at ?? Number.POSITIVE_INFINITY) <= now; dropCalledOff()) {
        const timer = timers.pop();
        if (timer !== undefined) due.push(timer.run);
      }
      return due;
    },
  };
}

/** Counts the HTTP requests of this process from their start until their answer was read, or they failed. */
function watchRequests(): { underway: () => number; close: () => void } {
  let underway = 0;
  const started = (message: unknown): void => {
    underway += 1;
    (message as { request: ClientRequest }).request.once('close', () => {
      underway -= 1;
    });
  };
  subscribe(CHANNEL, started);
  return { underway: () => underway, close: () => void unsubscribe(CHANNEL, started) };
}

const CHANNEL = 'http.client.request.start';
