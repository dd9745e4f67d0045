import { describe, expect, it } from 'vitest';
import { createIncidentReports } from '../../../activities/account/incident-reports.js';
import type { BreakerSign } from '../../../workflows/account/activities.js';
import { eventually } from '../../support/eventually.js';

const paused = (operation: string, at: number, failed = 1): BreakerSign => ({
  operation,
  at,
  paused: { cause: 'refusals', codes: [], failed, nextProbeAt: at, quietMs: 1 },
});

/** An account that takes signs, or does not. */
function openDesk() {
  const desk = {
    taken: [] as BreakerSign[],
    isGone: false,
    pauses: [] as number[],
    warnings: 0,
    stopping: new AbortController(),
    /** Lets the pause under way end. */
    goOn: (): void => undefined,
  };
  const tell = createIncidentReports({
    send: async (sign) => {
      if (desk.isGone) throw new Error('gone');
      desk.taken.push(sign);
      return Promise.resolve();
    },
    logger: { info: () => undefined, warn: () => (desk.warnings += 1) },
    stopping: desk.stopping.signal,
    pause: (ms) => {
      desk.pauses.push(ms);
      return new Promise((resolve) => (desk.goOn = resolve));
    },
  });
  return { desk, tell };
}

describe('reports of incidents', () => {
  it('are handed over in order, one after the other', async () => {
    const { desk, tell } = openDesk();
    tell(paused('getOrder', 1));
    await eventually('the first', () => desk.taken.length === 1);
    tell({ operation: 'getOrder', at: 2 });
    tell(paused('getOrders', 3));
    await eventually('all', () => desk.taken.length === 3);
    expect(desk.taken.map(({ at }) => at)).toEqual([1, 2, 3]);
  });

  it('are repeated ever less often until they are taken; only the newest counts, with the failures of all', async () => {
    const { desk, tell } = openDesk();
    desk.isGone = true;
    tell(paused('getOrder', 1, 3));
    for (let times = 1; times <= 8; times += 1) {
      await eventually('a pause', () => desk.pauses.length === times);
      if (times < 8) desk.goOn();
    }
    expect(desk.pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(desk.warnings).toBe(1);
    tell(paused('getOrder', 2, 1));
    desk.isGone = false;
    desk.goOn();
    await eventually('it', () => desk.taken.length === 1);
    expect(desk.taken).toEqual([paused('getOrder', 2, 4)]);
  });

  it.each([
    // told while nobody takes anything, taken
    [
      'the end overtakes',
      [paused('getOrder', 1, 3), { operation: 'getOrder', at: 2 }],
      { operation: 'getOrder', at: 2 },
    ],
    [
      'the next beginning overtakes',
      [{ operation: 'getOrder', at: 1 }, paused('getOrder', 2, 3)],
      paused('getOrder', 2, 3),
    ],
  ])('%s', async (_rule, signs, taken) => {
    const { desk, tell } = openDesk();
    desk.isGone = true;
    for (const sign of signs) tell(sign);
    await eventually('a pause', () => desk.pauses.length === 1);
    desk.isGone = false;
    desk.goOn();
    await eventually('it', () => desk.taken.length === 1);
    expect(desk.taken).toEqual([taken]);
  });

  it('end with the process', async () => {
    const { desk, tell } = openDesk();
    desk.isGone = true;
    tell(paused('getOrder', 1));
    await eventually('a pause', () => desk.pauses.length === 1);
    desk.stopping.abort();
    desk.isGone = false;
    desk.goOn();
    tell(paused('getOrders', 2));
    expect(desk.taken).toEqual([]);
  });
});
