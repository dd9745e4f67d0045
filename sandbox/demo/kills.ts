import { setTimeout as sleep } from 'node:timers/promises';

import { seededRandom } from '../amazon/random.js';

/** When the worker is killed: by what Amazon has accepted, so that a machine of any speed is hit in the same phases. */
export interface KillMoment {
  /** Submissions that Amazon has accepted by then. */
  afterAccepted: number;
  /** And then this much later: in the middle of a call, of a wait, of a poll. */
  delayMs: number;
}

const LONGEST_DELAY_MS = 800;
/** The last part of a run is left alone: after the last submission there is little to interrupt. */
const SHARE_OF_RUN = 0.9;

/**
 * Random moments, one in each of `count` equal parts of a run; the same for the same seed.
 *
 * @param total how many submissions Amazon accepts in the whole run.
 */
export function killMoments(seed: number, count: number, total: number): KillMoment[] {
  const random = seededRandom(seed, 'kills');
  const part = (total * SHARE_OF_RUN) / count;
  return Array.from({ length: count }, (_, index) => ({
    afterAccepted: Math.floor((index + random.next()) * part),
    delayMs: random.integer(0, LONGEST_DELAY_MS),
  }));
}

const LOOK_EVERY_MS = 20;

/** Kills at each moment, one after the other, until all are done or the run is over. */
export async function killAt(
  moments: readonly KillMoment[],
  options: {
    accepted: () => number;
    /** Resolves when the next worker runs. */
    kill: () => Promise<void>;
    signal: AbortSignal;
  },
): Promise<void> {
  const { accepted, kill, signal } = options;
  for (const { afterAccepted, delayMs } of moments) {
    while (accepted() < afterAccepted) {
      await sleep(LOOK_EVERY_MS);
      if (signal.aborted) return;
    }
    await sleep(delayMs);
    if (signal.aborted) return;
    await kill();
  }
}
