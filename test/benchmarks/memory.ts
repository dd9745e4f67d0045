import type { Measure } from './measure.js';
import { openRealFloor } from './real-run.js';

const MEGABYTE = 1_000_000;

export const memory: Measure = {
  name: 'memory',
  about: 'memory of the worker with 10,000 open orders, on a real server',
  measure: async (bench) => {
    const orders = bench.isQuick ? 1_000 : 10_000;
    const floor = await openRealFloor(bench, { road: 'vendor-carrier', scale: 1 / 100 });
    try {
      const bytes = await floor.memoryOfOpen(orders);
      return {
        figures: [
          {
            name: `memory of the worker with ${orders.toLocaleString('en')} open orders`,
            unit: 'MB',
            batch25: bytes === undefined ? undefined : bytes / MEGABYTE,
            goal25: { atMost: 600 },
          },
        ],
        notes: [
          `memory: the most that the worker's process had resident while ${orders.toLocaleString('en')} orders came in at once, were acknowledged, and wait for their departure; 2,000 of their workflows are kept in memory, as by default.`,
        ],
      };
    } finally {
      await floor.close();
    }
  },
};
