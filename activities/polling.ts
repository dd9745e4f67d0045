/** When to look again for something that takes a while. Values in ms. */
export interface PollPlan {
  /** From the start to the first look. */
  firstMs: number;
  /** Each pause is this many times the one before. */
  factor: number;
  /** No pause is longer. */
  maxMs: number;
}

/** When to look again for something that others need as well: a look lasts. */
export interface StayingPlan extends PollPlan {
  /** A look goes on for so long, ms, as far as its attempt allows; pauses count from its begin. 0: it is one look. */
  stayMs: number;
}

/**
 * How long to wait until the next look of a plan that began at `since`, ms.
 *
 * Needs no memory of earlier looks: the plan is a fixed series of instants, and the next one after `now` counts.
 * Example: first 60 s, factor 1.5: looks at 60, 150, 285, 487 s…
 */
export function untilNextLook(plan: PollPlan, since: number, now: number): number {
  let pauseMs = Math.min(plan.firstMs, plan.maxMs);
  let at = since + pauseMs;
  while (at <= now) {
    const nextMs = Math.min(pauseMs * plan.factor, plan.maxMs);
    // Once pauses no longer grow the rest is arithmetic: a plan may have begun weeks ago.
    const pauses = nextMs === pauseMs ? Math.max(1, Math.ceil((now - at) / nextMs)) : 1;
    pauseMs = nextMs;
    at += pauses * pauseMs;
  }
  return at - now;
}
