import type { Load } from './load.js';
import { highestThatHolds } from './measure.js';
import type { Bench, Measure } from './measure.js';
import { runProduct } from './virtual-product.js';
import { runTutorial } from './virtual-tutorial.js';

const MINUTE = 60_000;
/** Short lives, so that a steady state is reached soon. */
const SCALE = 1 / 24;
/** As many orders end as come in: a share that a steady state does not fall below. */
const KEEPS_UP = 0.95;

export const sustained: Measure = {
  name: 'sustained',
  about: 'own-carrier orders/s that the quota sustains: raised until the orders that end do not keep up',
  measure: async (bench) => {
    const factor = bench.isQuick ? 1.5 : 1.25;
    const search = (design: string, from: number, limit: number, run: (load: Load) => ReturnType<typeof runProduct>) =>
      highestThatHolds({ from, factor, limit }, async (ordersPerSecond) => {
        const { orders, ended } = await run(loadOf(bench, ordersPerSecond));
        bench.tell(`sustained, ${design}: ${ended} of ${orders} at ${ordersPerSecond.toFixed(2)} orders/s`);
        return ended >= KEEPS_UP * orders;
      });
    const tutorial = await search('the tutorial design', 0.4, 2, (load) =>
      // At its pace fewer orders come to their end: it gets more time for the same accuracy.
      runTutorial({ ...load, arrivalsMs: 15 * MINUTE, measured: { fromMs: 7 * MINUTE, untilMs: 15 * MINUTE } }),
    );
    const batch25 = await search('batches of 25', 16, 100, (load) => runProduct(load, 25));
    const batch100 = await search('batches of 100', 60, 100, (load) => runProduct(load, 100));
    return {
      figures: [
        {
          name: 'own-carrier orders/s that the quota sustains',
          unit: 'orders/s',
          tutorial,
          batch25,
          batch100,
          goal25: { atLeast: 16 },
          goal100: { atLeast: 60 },
        },
      ],
      notes: [
        `sustained: virtual clock, as above; Amazon, polls and carriers are 24 times as fast. The highest demand of a series in steps of ${factor} at which at least ${KEEPS_UP * 100} % as many orders end as come in.`,
      ],
    };
  },
};

const loadOf = ({ seed }: Bench, ordersPerSecond: number): Load => ({
  road: 'vendor-carrier',
  ordersPerSecond,
  arrivalsMs: 7 * MINUTE,
  measured: { fromMs: 5 * MINUTE, untilMs: 7 * MINUTE },
  scale: SCALE,
  seed,
});
