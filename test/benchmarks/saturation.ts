import { pino } from 'pino';
import { CallFailed } from '../../activities/amazon/amazon.js';
import { createAmazon } from '../../activities/amazon/create-amazon.js';
import type { AmazonWithIncidents } from '../../activities/amazon/create-amazon.js';
import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import { product } from '../../temporal.config.js';
import { total } from './load.js';
import type { Bench, Figure, Goal, Measure } from './measure.js';
import { createQuickLedger } from './stores-in-memory.js';
import { createVirtualTime } from './virtual-time.js';
import type { VirtualTime } from './virtual-time.js';

const MINUTE = 60_000;
const STARTED_AT = Date.parse('2026-03-02T09:00:00Z');
/** Amazon's quota, one after the other, calls per second. */
const QUOTAS = [10, 6, 20];
/** Enough to keep the fastest quota busy. */
const READERS = 80;
/** From the death of the process that speaks to the next one's begin: the lease's heartbeat. */
const TAKE_OVER_MS = 10_000;

export const saturation: Measure = {
  name: 'quota',
  about:
    'quota used when saturated, and 429s, with 1, 2 and 4 processes at once, quota 10, 6 and 20, one process killed',
  measure: async (bench) => {
    const figures: Figure[] = [];
    for (const processes of [1, 2, 4]) figures.push(...(await measureProcesses(bench, processes)));
    return {
      figures,
      notes: [
        `quota: virtual clock, getOrder only; quota 10, 6, 20 calls/s; in the second minute of the first one a process is killed, and another one that has learned nothing takes over after ${TAKE_OVER_MS / 1_000} s. Calls take no virtual time, so that there is no jitter on the way. The minute after a step or a take-over counts apart; of the quotas the least used one is shown. Any number of processes may run: the lease lets one of them speak. Two or four at once is what a fault of the lease would mean.`,
      ],
    };
  },
};

/** Answers within a minute. */
interface Minute {
  quota: number;
  /** The quota changed at its begin, or somebody died. */
  isUnsettled: boolean;
  granted: number;
  refused: number;
}

async function measureProcesses(bench: Bench, processes: number): Promise<Figure[]> {
  bench.tell(`quota: ${processes} at once`);
  const minutes = await saturate(bench, processes);
  const settled = minutes.filter(({ isUnsettled }) => !isUnsettled);
  const unsettled = minutes.filter(({ isUnsettled }) => isUnsettled);
  const used = QUOTAS.map((quota) => {
    const of = settled.filter((minute) => minute.quota === quota);
    return (100 * of.reduce((sum, { granted }) => sum + granted, 0)) / (quota * 60 * of.length);
  });
  const perThousand = (of: readonly Minute[]): number => {
    const refused = of.reduce((sum, minute) => sum + minute.refused, 0);
    const all = of.reduce((sum, minute) => sum + minute.granted + minute.refused, 0);
    return all === 0 ? 0 : (1_000 * refused) / all;
  };
  const who = processes === 1 ? 'one speaks' : `${processes} speak at once`;
  // Two at once are an accident of a moment, which the lease ends: no goal but that they adapt.
  const goal = (wanted: Goal): { goal25?: Goal } => (processes === 1 ? { goal25: wanted } : {});
  return [
    {
      name: `quota used when saturated, ${who}`,
      unit: '%',
      batch25: Math.min(...used),
      ...goal({ atLeast: 97 }),
    },
    { name: `429s, settled, ${who}`, unit: 'per 1,000 calls', batch25: perThousand(settled), ...goal({ atMost: 1 }) },
    {
      name: `429s, worst minute after a step or take-over, ${who}`,
      unit: 'per 1,000 calls',
      batch25: Math.max(...unsettled.map((minute) => perThousand([minute]))),
      ...goal({ atMost: 5 }),
    },
  ];
}

async function saturate({ seed, isQuick }: Bench, processes: number): Promise<Minute[]> {
  const time = createVirtualTime(STARTED_AT);
  const rates = { getOrder: { ratePerSecond: QUOTAS[0] ?? 10, burst: 10 } };
  const local = await startLocalAmazon({ clock: time.now, seed, rates, keepRequests: 100 });
  const numbers = local.addOrders(READERS).map(({ purchaseOrderNumber }) => purchaseOrderNumber);
  const begin = (): AbortController => {
    const stopping = new AbortController();
    const amazon = speak({ time, local, stopping: stopping.signal });
    for (const number of numbers) void readAgainAndAgain(amazon, { number, time, stopping: stopping.signal });
    return stopping;
  };
  const speaking = Array.from({ length: processes }, begin);
  const minutes: Minute[] = [];
  const minute = async (facts: Pick<Minute, 'quota' | 'isUnsettled'>): Promise<void> => {
    const before = answers(local);
    await time.until(time.sleep(MINUTE));
    const after = answers(local);
    minutes.push({ ...facts, granted: after.granted - before.granted, refused: after.refused - before.refused });
  };
  try {
    for (const [index, quota] of QUOTAS.entries()) {
      rates.getOrder = { ratePerSecond: quota, burst: quota };
      await minute({ quota, isUnsettled: true });
      if (index === 0) {
        speaking.shift()?.abort();
        time.schedule(() => void speaking.push(begin()), TAKE_OVER_MS);
        await minute({ quota, isUnsettled: true });
      }
      for (let each = 0; each < (isQuick ? 2 : 4); each += 1) await minute({ quota, isUnsettled: false });
    }
    return minutes;
  } finally {
    for (const stopping of speaking) stopping.abort();
    time.close();
    await local.stop();
  }
}

/** One process that speaks for the account, and has learned nothing before. */
function speak({
  time,
  local,
  stopping,
}: {
  time: VirtualTime;
  local: LocalAmazon;
  stopping: AbortSignal;
}): AmazonWithIncidents {
  const { environment } = local;
  return createAmazon({
    account: {
      account: 'default',
      endpoint: environment.SP_API_ENDPOINT,
      lwaEndpoint: environment.LWA_ENDPOINT,
      clientId: environment.LWA_CLIENT_ID,
      clientSecret: environment.LWA_CLIENT_SECRET,
      refreshToken: environment.LWA_REFRESH_TOKEN,
      invoices: false,
      dryRun: false,
    },
    ledger: createQuickLedger(),
    clock: time.now,
    monotonic: time.now,
    schedule: time.schedule,
    logger: pino({ level: 'silent' }),
    product,
    stopping,
  });
}

/** Reads an order as often as it may; what fails is tried again after the time it names, as the server would. */
async function readAgainAndAgain(
  amazon: AmazonWithIncidents,
  { number, time, stopping }: { number: string; time: VirtualTime; stopping: AbortSignal },
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await amazon.reads.order(number, { deadline: time.now() + MINUTE, attemptEndsAt: time.now() + MINUTE });
    } catch (error) {
      const waitMs = error instanceof CallFailed ? error.facts.retryAfterMs : undefined;
      await time.sleep(waitMs ?? 2_000);
    }
  }
}

function answers(local: LocalAmazon): { granted: number; refused: number } {
  const byStatus = local.summary().requests['getOrder'] ?? {};
  const refused = byStatus['429'] ?? 0;
  return { granted: total(byStatus) - refused, refused };
}
