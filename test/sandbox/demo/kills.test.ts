import { describe, expect, it } from 'vitest';
import { killAt, killMoments } from '../../../sandbox/demo/kills.js';

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

describe('the kill moments', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(killMoments(7, 5, 63)).toEqual(killMoments(7, 5, 63));
    expect(killMoments(7, 5, 63)).not.toEqual(killMoments(8, 5, 63));
  });

  it('lie one in each fifth of the run, before its last submissions', () => {
    for (const seed of seeds) {
      const moments = killMoments(seed, 5, 100).map(({ afterAccepted }) => afterAccepted);
      expect(moments.map((moment) => Math.floor(moment / 18))).toEqual([0, 1, 2, 3, 4]);
    }
  });

  it('can all come in a run of a single submission', () => {
    for (const seed of seeds)
      expect(killMoments(seed, 5, 1).map(({ afterAccepted }) => afterAccepted)).toEqual([0, 0, 0, 0, 0]);
  });

  it('come one after the other, each when Amazon has accepted as much', async () => {
    let accepted = 0;
    const killedAt: number[] = [];
    const growing = setInterval(() => (accepted += 1), 5);
    const signal = new AbortController().signal;
    await killAt(
      [3, 9, 9].map((afterAccepted) => ({ afterAccepted, delayMs: 0 })),
      { accepted: () => accepted, kill: async () => void killedAt.push(accepted), signal },
    );
    clearInterval(growing);
    expect(killedAt).toHaveLength(3);
    expect(killedAt.every((at, index) => at >= (index === 0 ? 3 : 9))).toBe(true);
  });

  it('stop when the run is over', async () => {
    const over = new AbortController();
    over.abort();
    const kill = async (): Promise<void> => {
      throw new Error('killed after the end');
    };
    await killAt([{ afterAccepted: 5, delayMs: 0 }], { accepted: () => 0, kill, signal: over.signal });
  });
});
