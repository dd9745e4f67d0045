/** Why the worker cannot carry orders on now, and what to do. */
export interface Problem {
  problem: string;
  remedy: string;
}

/** Something that the worker needs; resolves with what is wrong, rejects never. */
export type Check = () => Promise<Problem | undefined>;

export interface CheckOptions {
  /** Rejects, or stays silent, when it cannot be used. */
  probe: () => Promise<unknown>;
  /** In words, from why the probe failed. */
  problem: (why: string) => Problem;
  /** How long a result is kept, ms: probes cost nothing in between. */
  maxAgeMs: number;
  /** Silence of this length is a failure, ms. @default 2000 */
  timeoutMs?: number;
  /** Ages of results, ms. Default: the process's. */
  monotonic?: () => number;
}

/** A check with a memory; those who ask while it runs get the same result. */
export function createCheck({
  probe,
  problem,
  maxAgeMs,
  timeoutMs = 2_000,
  monotonic = () => performance.now(),
}: CheckOptions): Check {
  let last: { result: Promise<Problem | undefined>; until: number } | undefined;
  const run = async (): Promise<Problem | undefined> => {
    const why = await whyNot(probe, timeoutMs);
    return why === undefined ? undefined : problem(why);
  };
  return () => {
    const now = monotonic();
    if (last === undefined || now >= last.until) last = { result: run(), until: now + maxAgeMs };
    return last.result;
  };
}

async function whyNot(probe: () => Promise<unknown>, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs);
  });
  try {
    return await Promise.race([silence, probe().then(() => undefined)]);
  } catch (error) {
    return codeOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** A code of the system or of gRPC; never a message, which may name anything. */
const codeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof code === 'number' ? `gRPC status ${code}` : String(name);
};

/** What has to hold for orders to be carried on. */
export interface ReadinessOptions {
  /** Set from the first sign of the end on. */
  stopping: AbortSignal;
}

export interface Readiness {
  /** What is wrong now; empty when the worker is ready. */
  problems(): Promise<Problem[]>;
  /** The workers are created: from now on their states and these checks decide. */
  begin(states: () => readonly WorkerState[], checks: readonly Check[]): void;
}

export interface WorkerState {
  taskQueue: string;
  /** The SDK's: `RUNNING` is the one that polls. */
  state: string;
}

export function createReadiness({ stopping }: ReadinessOptions): Readiness {
  let begun: { states: () => readonly WorkerState[]; checks: readonly Check[] } | undefined;
  return {
    begin(states, checks) {
      begun = { states, checks };
    },
    async problems() {
      if (stopping.aborted) return [{ problem: 'The worker is stopping.', remedy: 'None: another one takes over.' }];
      if (begun === undefined) {
        return [{ problem: 'The worker is starting.', remedy: 'Wait; if it lasts, read its log.' }];
      }
      const idle = begun.states().filter(({ state }) => state !== 'RUNNING');
      const found = await Promise.all(begun.checks.map((check) => check()));
      return [...idle.map(notRunning), ...found.flatMap((problem) => problem ?? [])];
    },
  };
}

const notRunning = ({ taskQueue, state }: WorkerState): Problem => ({
  problem: `The worker of task queue ${taskQueue} is ${state}.`,
  remedy: 'Read the log; if it lasts, start the worker again.',
});
