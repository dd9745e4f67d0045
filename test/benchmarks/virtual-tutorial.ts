import { arrivalsOf, carrierEvents, pauseOf } from './load.js';
import type { Load, Outcome } from './load.js';
import { createTutorialActivities } from './tutorial/activities.js';
import { carryTutorialOrder } from './tutorial/order.js';
import type { TutorialActivities } from './tutorial/order.js';
import { createVirtualServer } from './virtual-server.js';
import { runVirtually } from './virtual-run.js';
import type { VirtualDesk, VirtualFloor } from './virtual-run.js';

const DAY = 24 * 3_600_000;
/** The SDK's default number of slots for activities. */
const SLOTS = 100;
/** Pause of its timer loop, ms. */
const POLL_EVERY_MS = 60_000;
/** Temporal's default retry policy. */
const retryMs = (attempt: number): number => Math.min(1_000 * 2 ** (attempt - 1), 100_000);

/** The tutorial design on a virtual clock, its activities carried on as Temporal's server does. */
export const runTutorial = (load: Load): Promise<Outcome> => runVirtually(load, createDesk);

function createDesk({ load, time, local, startedAt, ended }: VirtualFloor): VirtualDesk {
  const server = createVirtualServer(time, { slots: SLOTS });
  const calls = createTutorialActivities(local.environment, time.now);
  const options = { startToCloseMs: 60_000, budgetMs: 365 * DAY, retryMs };
  const activities = Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      (input: never) => server.run(call as (input: never) => Promise<unknown>, input, options),
    ]),
  ) as unknown as TutorialActivities;

  const carry = (purchaseOrderNumber: string): Promise<void> => {
    const { road } = load;
    const events = [...carrierEvents];
    const now = (): string => new Date(time.now()).toISOString();
    return carryTutorialOrder(
      { purchaseOrderNumber, road, pollEveryMs: POLL_EVERY_MS * load.scale },
      {
        activities,
        sleep: time.sleep,
        show: () => undefined,
        departed: async () => {
          await time.sleep(pauseOf(load));
          return now();
        },
        nextEvent: async () => {
          const status = events.shift();
          if (status === undefined) return undefined;
          await time.sleep(pauseOf(load));
          return { status, occurredAt: now() };
        },
      },
    );
  };
  return {
    run: async () => {
      await Promise.all(
        arrivalsOf(load, startedAt).map(async (availableAt) => {
          await time.sleep(availableAt - time.now());
          const { purchaseOrderNumber } = local.addOrder({
            labelMode: load.road,
            lines: 1,
            requiredShipDate: availableAt + DAY,
          });
          await carry(purchaseOrderNumber);
          ended();
        }),
      );
    },
    attempts: server.attempts,
  };
}
