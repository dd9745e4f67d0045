/** How long a step may take, ms: up to its deadline, but never less than a useful minimum, so that a late order still goes out. */
export const budgetUntil = (deadline: number, now: number, minimumBudgetMs: number): number =>
  Math.max(deadline - now, minimumBudgetMs);

/** A deadline that passed before it was met. */
export interface Breach {
  deadline: string;
  /** ISO 8601. */
  dueAt: string;
  /** ISO 8601: when it was met after all. */
  metAt: string;
}

export const breachOf = (deadline: string, dueAt: number, metAt: number): Breach | undefined =>
  metAt <= dueAt ? undefined : { deadline, dueAt: new Date(dueAt).toISOString(), metAt: new Date(metAt).toISOString() };
