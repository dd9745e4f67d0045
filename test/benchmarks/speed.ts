import type { Measure } from './measure.js';
import { openRealFloor } from './real-run.js';
import type { RealRun } from './real-run.js';

const SCALE = 1 / 100;

export const speed: Measure = {
  name: 'speed',
  about: 'orders/s end to end and CPU of the worker per order, on a real server',
  measure: async (bench) => {
    const orders = bench.isQuick ? 60 : 200;
    const floor = await openRealFloor(bench, { road: 'amazon', scale: SCALE });
    try {
      const product = await floor.runProduct({ orders });
      const tutorial = await floor.runTutorial({ orders });
      const ours = cpuPerOrder(product);
      const theirs = cpuPerOrder(tutorial);
      const perSecond = ({ tookMs }: RealRun): number => (1_000 * orders) / tookMs;
      return {
        figures: [
          { name: 'orders/s end to end', unit: 'orders/s', tutorial: perSecond(tutorial), batch25: perSecond(product) },
          {
            name: 'orders/s beside the tutorial',
            unit: '×',
            tutorial: 1,
            batch25: perSecond(product) / perSecond(tutorial),
            goal25: { atLeast: 3 },
          },
          { name: 'CPU of the worker per order', unit: 'ms', tutorial: theirs, batch25: ours },
          {
            name: 'CPU of the worker beside the tutorial',
            unit: '×',
            tutorial: 1,
            batch25: ours === undefined || theirs === undefined ? undefined : ours / theirs,
            goal25: { atMost: 1 / 3 },
          },
        ],
        notes: [
          `speed: dev server, real clocks, ${orders} orders of Amazon's carrier at once, one worker process, one design after the other; Amazon, polls and carriers are ${1 / SCALE} times as fast, no quota binds. The product's worker also keeps a durable ledger and encrypted documents, which the tutorial does not have. Absolute figures are the machine of the moment.`,
        ],
      };
    } finally {
      await floor.close();
    }
  },
};

const cpuPerOrder = ({ cpuMs, orders }: RealRun): number | undefined =>
  cpuMs === undefined ? undefined : cpuMs / orders;
