import { describe, expect, it } from 'vitest';
import { enter, isEnd, nextStates } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import { instantOf, NOW, orderIn, withItem } from './orders.js';

const states = Object.keys(nextStates) as FulfillmentState[];
const underWay = states.filter((state) => !isEnd(state));
const ends = states.filter(isEnd);

describe('the states of a purchase order', () => {
  it('lead to known states only, and never to themselves', () => {
    for (const state of states) {
      for (const next of nextStates[state]) {
        expect(states).toContain(next);
        expect(next).not.toBe(state);
      }
    }
  });

  it('can all be reached from RECEIVED', () => {
    const reached = new Set<FulfillmentState>(['RECEIVED']);
    for (const state of reached) for (const next of nextStates[state]) reached.add(next);
    expect([...reached].sort()).toEqual([...states].sort());
  });

  it('can all reach an end, and a person can close every one of them', () => {
    for (const state of underWay) expect(nextStates[state]).toContain('CLOSED_BY_PERSON');
    expect(ends.sort()).toEqual(['CANCELLED', 'CLOSED_BY_PERSON', 'COMPLETED', 'FLOOR_DENIED', 'REJECTED']);
  });

  it('are entered along the table only', () => {
    for (const state of states) {
      for (const next of states) {
        const isAllowed = (nextStates[state] as readonly FulfillmentState[]).includes(next);
        const entering = () => enter(orderIn(state), next, instantOf(NOW));
        if (isAllowed) expect(entering().state).toBe(next);
        else expect(entering).toThrow(RangeError);
      }
    }
  });

  it('close every open item when the order ends', () => {
    expect(enter(withItem(orderIn('ACKNOWLEDGING')), 'CANCELLED', instantOf(NOW)).attention.items).toEqual([]);
    expect(enter(withItem(orderIn('ACKNOWLEDGING')), 'ACKNOWLEDGED', instantOf(NOW)).attention.items).toHaveLength(1);
  });
});
