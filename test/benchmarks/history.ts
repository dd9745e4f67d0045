import type { Road } from './load.js';
import type { Bench, Figure, Measure } from './measure.js';
import { openRealFloor, SAMPLE } from './real-run.js';
import type { RealRun } from './real-run.js';

const roads = {
  amazon: { name: "Amazon's carrier", actions: 18, events: 45 },
  'vendor-carrier': { name: 'own carrier + 4 updates', actions: 30, events: 80 },
} as const satisfies Record<Road, object>;

/** Slow enough that what a call and a task take is little beside the pauses between polls. */
const SCALE = 1 / 20;
const ORDERS = 100;
const EVERY_MS = 400;

export const history: Measure = {
  name: 'history',
  about: 'Temporal actions and history events per order, from histories recorded on a real server',
  measure: async (bench) => {
    const figures: Figure[] = [];
    for (const road of ['amazon', 'vendor-carrier'] as const) figures.push(...(await measureRoad(bench, road)));
    return {
      figures,
      notes: [
        `history: dev server, real clocks, ${ORDERS} orders, one every ${EVERY_MS} ms, of which the last ${SAMPLE} are counted, when latencies are learned; Amazon, polls and carriers are ${1 / SCALE} times as fast, no quota binds. The mean of the histories; a start, an activity and each retry of it, a timer, a signal, an update and an upsert are an action each. Queries leave no event.`,
      ],
    };
  },
};

async function measureRoad(bench: Bench, road: Road): Promise<Figure[]> {
  const { name, actions, events } = roads[road];
  const load = { orders: ORDERS, everyMs: EVERY_MS };
  const floor = await openRealFloor(bench, { road, scale: SCALE });
  try {
    const product = await floor.runProduct(load);
    const tutorial = await floor.runTutorial(load);
    const figure = (about: string, unit: string, of: (cost: RealRun['costs'][number]) => number): Figure => ({
      name: `${about}, ${name}`,
      unit,
      tutorial: mean(tutorial.costs.map(of)),
      batch25: mean(product.costs.map(of)),
    });
    return [
      { ...figure('Temporal actions per order', 'actions', (cost) => cost.actions), goal25: { atMost: actions } },
      figure('of these, retries of activities', 'actions', (cost) => cost.retries),
      { ...figure('history events per order', 'events', (cost) => cost.events), goal25: { atMost: events } },
    ];
  } finally {
    await floor.close();
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
