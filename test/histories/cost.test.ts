import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporalCostOf } from '../../clients/temporal-cost.js';
import type { WorkflowHistory } from '../../clients/temporal-cost.js';

const recorded = (name: string): WorkflowHistory =>
  JSON.parse(
    readFileSync(new URL(`../../../test/histories/purchase-order/${name}.json`, import.meta.url), 'utf8'),
  ) as WorkflowHistory;

/** Retries are left out: they are the looks for Amazon's answers, as many as those take. */
describe('what an order costs in Temporal', () => {
  it("is at most 45 events and 14 actions besides retries, with Amazon's carrier", () => {
    const { events, actions, retries } = temporalCostOf(recorded('plain'));
    expect(events).toBeLessThanOrEqual(45);
    expect(actions - retries).toBeLessThanOrEqual(14);
  });

  it('is one upsert a state, and one timer a wait', () => {
    const { searchAttributes, timers } = temporalCostOf(recorded('plain'));
    expect({ searchAttributes, timers }).toEqual({ searchAttributes: 5, timers: 3 });
  });
});
