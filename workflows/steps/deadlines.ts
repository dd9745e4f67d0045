/** How long a step may take, ms: up to its deadline, but never less than a useful minimum, so that a late order still goes out. */
export const budgetUntil = (deadline: number, now: number, minimumBudgetMs: number): number =>
  Math.max(deadline - now, minimumBudgetMs);

/** A deadline with its two moments, epoch ms. */
export interface Due {
  /** Unique among the deadlines of a process; people read it. */
  name: string;
  /** People are told from here on. */
  warnAt: number;
  /** What people plan by. */
  dueAt: number;
  /** Passed without being met: broken. Later than `dueAt` only where a plan comes before the limit. */
  breachAt: number;
}

/** A deadline that passed before it was met. */
export interface Breach {
  deadline: string;
  /** ISO 8601. */
  dueAt: string;
  /** When it was met after all, ISO 8601; absent until then. */
  metAt?: string;
}

/** A second label has the first one's deadlines once more: what was met late before stays on record beside it. */
const isOpen = (breach: Breach, deadline: string): boolean =>
  breach.deadline === deadline && breach.metAt === undefined;

/** Puts it on record that a deadline has passed, once. */
export const broken = (breaches: readonly Breach[], deadline: string, dueAt: number): Breach[] =>
  breaches.some((breach) => isOpen(breach, deadline))
    ? [...breaches]
    : [...breaches, { deadline, dueAt: new Date(dueAt).toISOString() }];

/**
 * Puts it on record when a deadline was met.
 *
 * What was met in time is no breach, even where that was learned later: a departure is reported after it happened.
 */
export function settled(breaches: readonly Breach[], deadline: string, dueAt: number, metAt: number): Breach[] {
  const others = breaches.filter((breach) => !isOpen(breach, deadline));
  return metAt <= dueAt
    ? others
    : [...others, { deadline, dueAt: new Date(dueAt).toISOString(), metAt: new Date(metAt).toISOString() }];
}
