import type { LateStart } from './state.js';

const DAY_MS = 86_400_000;

/** An order is started within this time of becoming available, unless it is on the list of late starts. */
const USUAL_MS = DAY_MS;
/** One entry a day; beyond this number the oldest are put together. */
const MAX_LATE_STARTS = 60;

/** Remembers that orders were started long after they became available: Temporal shows the start only. */
export function withLateStart(late: readonly LateStart[], createdAfter: number, startedAt: number): LateStart[] {
  if (startedAt - createdAfter <= USUAL_MS) return [...late];
  const started = { createdAfter, startedAt };
  const last = late.at(-1);
  if (last !== undefined && dayOf(last) === dayOf(started)) return [...late.slice(0, -1), together(last, started)];
  if (late.length < MAX_LATE_STARTS) return [...late, started];
  const [first, second, ...others] = late;
  return first === undefined || second === undefined ? [started] : [together(first, second), ...others, started];
}

const dayOf = ({ startedAt }: LateStart): number => Math.floor(startedAt / DAY_MS);

const together = (a: LateStart, b: LateStart): LateStart => ({
  createdAfter: Math.min(a.createdAfter, b.createdAfter),
  startedAt: Math.max(a.startedAt, b.startedAt),
});

/** Before this instant none of the open orders became available, epoch ms. @param oldestStartedAt of the open ones. */
export const oldestCreation = (late: readonly LateStart[], oldestStartedAt: number): number =>
  Math.min(
    oldestStartedAt - USUAL_MS,
    ...late.filter(({ startedAt }) => startedAt >= oldestStartedAt).map(({ createdAfter }) => createdAfter),
  );
