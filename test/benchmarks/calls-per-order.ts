import { callsOf, percentile, throttledPerThousand } from './load.js';
import type { Outcome, Road } from './load.js';
import type { Bench, Figure, Measure } from './measure.js';
import { runProduct } from './virtual-product.js';
import { runTutorial } from './virtual-tutorial.js';

const MINUTE = 60_000;

const roads = {
  amazon: { name: "Amazon's carrier", goal25: { atMost: 0.5 }, goal100: { atMost: 0.3 } },
  'vendor-carrier': { name: 'own carrier + 4 updates', goal25: { atMost: 1 }, goal100: { atMost: 0.6 } },
} as const satisfies Record<Road, object>;

export const callsPerOrder: Measure = {
  name: 'calls',
  about: 'Amazon calls per order at 5 orders/s, 429s, and what sharing adds to the time of a label',
  measure: async (bench) => {
    const figures: Figure[] = [];
    for (const road of ['amazon', 'vendor-carrier'] as const) figures.push(...(await measureRoad(bench, road)));
    return {
      figures,
      notes: [
        'calls: virtual clock; steps, limiter, batcher, reads and write protocol are the real ones, calls go over HTTP and take no virtual time. Orders are found by a sweep a minute and started evenly. The product is measured in its steady state, the tutorial, which falls behind at this pace, to the end of its last order.',
      ],
    };
  },
};

async function measureRoad(bench: Bench, road: Road): Promise<Figure[]> {
  const { name, ...goals } = roads[road];
  const outcomes = await runAll(bench, road);
  const { tutorial, batch25, batch100 } = outcomes;
  const figure = (about: string, unit: string, of: (outcome: Outcome) => number): Figure => ({
    name: `${about}, ${name}`,
    unit,
    tutorial: of(tutorial),
    batch25: of(batch25),
    batch100: of(batch100),
  });
  return [
    { ...figure('calls per order', 'calls', ({ calls, orders }) => callsOf(calls) / orders), ...goals },
    figure('answers of 429', 'per 1,000 calls', ({ calls }) => throttledPerThousand(calls)),
    figure(
      'attempts of activities per order, with real poll times',
      'attempts',
      ({ attempts, orders }) => attempts / orders,
    ),
    ...(road === 'amazon' ? [labelFigure(outcomes)] : []),
  ];
}

const labelFigure = ({ batch25, batch100 }: Outcomes): Figure => ({
  name: "time of a label beyond Amazon's own, 99th percentile",
  unit: 's',
  batch25: percentile(batch25.labelDelaysMs, 0.99) / 1_000,
  batch100: percentile(batch100.labelDelaysMs, 0.99) / 1_000,
  goal25: { atMost: 60 },
  goal100: { atMost: 60 },
});

interface Outcomes {
  tutorial: Outcome;
  batch25: Outcome;
  batch100: Outcome;
}

async function runAll({ seed, isQuick, tell }: Bench, road: Road): Promise<Outcomes> {
  const scale = isQuick ? 0.25 : 1;
  const load = { road, ordersPerSecond: 5, scale, seed };
  // By then as many orders end as come in, those included that Amazon takes its 15 min for at every step.
  const steady = {
    arrivalsMs: 80 * MINUTE * scale,
    measured: { fromMs: 45 * MINUTE * scale, untilMs: 80 * MINUTE * scale },
  };
  tell(`calls, ${road}: the tutorial design`);
  const tutorial = await runTutorial({ ...load, arrivalsMs: (isQuick ? 1 : 4) * MINUTE, measured: 'all' });
  tell(`calls, ${road}: batches of 25`);
  const batch25 = await runProduct({ ...load, ...steady }, 25);
  tell(`calls, ${road}: batches of 100`);
  const batch100 = await runProduct({ ...load, ...steady }, 100);
  return { tutorial, batch25, batch100 };
}
