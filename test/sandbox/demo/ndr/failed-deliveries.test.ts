import { describe, expect, it } from 'vitest';
import { createNdrControl } from '../../../../sandbox/amazon/ndr/ndr-control.js';
import { settingsFrom } from '../../../../sandbox/amazon/options.js';
import { createWorld } from '../../../../sandbox/amazon/world.js';
import { createErrands } from '../../../../sandbox/demo/errands.js';
import { demoCases } from '../../../../sandbox/demo/ndr/cases.js';
import { createFailedDeliveries } from '../../../../sandbox/demo/ndr/failed-deliveries.js';
import { caseRow } from '../../../../sandbox/demo/parcel-board.js';
import { caseScenes } from '../../../../sandbox/demo/scenes/afternoon.js';
import { reasonCodes } from '../../../../workflows/ndr-case/report.js';
import { isCaseEnd } from '../../../../workflows/ndr-case/state.js';

const PAUSE_MS = 1_000;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const rowsIn = (state: string) => demoCases.map((ndr) => caseRow(ndr, { state, items: [] }, 0));

/** Deliveries that fail at a local Amazon whose pushes are answered with these statuses, in their order. */
function failing(statuses: number[]) {
  let now = 1_000_000;
  const world = createWorld(settingsFrom({ clock: () => now }));
  const control = createNdrControl(world);
  const pushed: { trackingId: string; times?: number }[] = [];
  const deliveries = createFailedDeliveries({
    amazon: {
      ...control,
      pushReport: (order) => {
        pushed.push(order);
        return Promise.resolve([statuses.shift() ?? 200]);
      },
    },
    cases: demoCases,
    shippingPartyAccountId: 'A1DEMO',
    receiver: { url: 'http://127.0.0.1:1/ndr', authentication: { kind: 'none' } },
    errands: createErrands(() => now),
    pauseMs: PAUSE_MS,
    now: () => now,
  });
  deliveries.fail();
  return {
    pushed,
    lastEvents: () => demoCases.map(({ trackingId }) => control.ndrParcel(trackingId)?.events.at(-1)),
    answer: () => {
      for (const { trackingId } of demoCases) {
        world.ndr.get(trackingId)?.answers.push({ action: 'RTO', attempt: 1, at: now });
      }
    },
    look: async (afterMs: number, state: string) => {
      now += afterMs;
      deliveries.carry(rowsIn(state));
      await settle();
    },
  };
}

describe('the failed deliveries of the demo', () => {
  it('have one part each, one in every scene, with reasons that Amazon has and ends that there are', () => {
    expect(demoCases.map(({ role }) => role)).toEqual(caseScenes.map(({ name }) => name));
    expect(caseScenes.map(({ cast }) => cast(demoCases).length)).toEqual(demoCases.map(() => 1));
    for (const { reasonCode, end } of demoCases) {
      expect(reasonCodes).toContain(reasonCode);
      expect(isCaseEnd(end)).toBe(true);
    }
  });

  it('are pushed twice each, and again only as long as they are not taken in', async () => {
    const { look, pushed } = failing([503]);
    for (let looks = 0; looks < 4; looks += 1) await look(2_000, 'RECEIVED');
    expect(pushed.map(({ trackingId }) => trackingId).toSorted()).toEqual(['NDR1', 'NDR1', 'NDR2', 'NDR3', 'NDR4']);
    expect(pushed.every(({ times }) => times === 2)).toBe(true);
  });

  it('stay where they are until the shipper has answered', async () => {
    const { look, lastEvents } = failing([]);
    await look(0, 'AWAITING_DECISION');
    await look(9 * PAUSE_MS, 'AWAITING_DECISION');
    expect(lastEvents().map((event) => event?.eventCode)).toEqual(demoCases.map(() => 'DeliveryAttempted'));
  });

  it.each<[string, boolean, string]>([
    ['once Amazon has the answer', true, 'ANSWERED'],
    ['once they are left to Amazon', false, 'NOT_ANSWERED'],
  ])('come to their own end %s', async (_case, isAnswered, state) => {
    const { look, answer, lastEvents } = failing([]);
    if (isAnswered) answer();
    await look(0, state);
    await look(PAUSE_MS, state);
    expect(lastEvents().map((event) => [event?.eventCode, event?.leg])).toEqual(
      demoCases.map(({ arrival }) => ['Delivered', arrival === 'returned' ? 'RETURNS' : 'FORWARD']),
    );
  });
});
