/** What a figure has to be. */
export type Goal = { atMost: number } | { atLeast: number };

/** One row of the table: the two designs side by side, in one unit. */
export interface Figure {
  name: string;
  unit: string;
  /** Absent: it cannot be measured, or says nothing. */
  tutorial?: number | undefined;
  batch25?: number | undefined;
  /** Absent where the size of batches makes no difference. */
  batch100?: number | undefined;
  goal25?: Goal;
  goal100?: Goal;
}

export interface Measurement {
  figures: Figure[];
  /** How it was measured, and what it leaves out. */
  notes: string[];
}

export interface Bench {
  seed: number;
  /** Shorter runs: figures for a look, not for the record. */
  isQuick: boolean;
  /** Progress. */
  tell: (text: string) => void;
}

export interface Measure {
  name: string;
  about: string;
  measure(bench: Bench): Promise<Measurement>;
}

/** Whether a figure reaches its goal, and by what share it misses it. */
export function judge(value: number, goal: Goal): { isReached: boolean; missedBy: number } {
  const [wanted, isReached] =
    'atMost' in goal ? [goal.atMost, value <= goal.atMost] : [goal.atLeast, value >= goal.atLeast];
  return { isReached, missedBy: isReached || wanted === 0 ? 0 : Math.abs(value - wanted) / wanted };
}

/**
 * Raises a demand by a factor until it does not hold, or lowers it until it does.
 *
 * @param limit The highest that is tried.
 * @returns the highest that held; 0 when even a sixteenth of the first one does not.
 */
export async function highestThatHolds(
  { from, factor, limit }: { from: number; factor: number; limit: number },
  holds: (demand: number) => Promise<boolean>,
): Promise<number> {
  if (await holds(from)) {
    let held = from;
    while (held * factor <= limit && (await holds(held * factor))) held *= factor;
    return held;
  }
  for (let demand = from / factor; demand >= from / 16; demand /= factor) if (await holds(demand)) return demand;
  return 0;
}
