import { describe, expect, it } from 'vitest';
import { enter, initialState, isEnd, nextStates } from '../../../workflows/shipment/state.js';
import type { ShipmentStateName } from '../../../workflows/shipment/state.js';

const names = Object.keys(nextStates) as ShipmentStateName[];
const AT = '2026-01-05T10:00:00.000Z';

describe('the transition table of a shipment', () => {
  it('leads to states that exist', () => {
    for (const targets of Object.values(nextStates)) for (const target of targets) expect(names).toContain(target);
  });

  it('reaches every state from RECEIVED, and an end from every state', () => {
    const reached = (from: ShipmentStateName): Set<ShipmentStateName> => {
      const found = new Set<ShipmentStateName>([from]);
      for (const state of found) for (const next of nextStates[state]) found.add(next);
      return found;
    };
    expect([...reached('RECEIVED')].toSorted()).toEqual(names.toSorted());
    for (const name of names) expect([...reached(name)].some(isEnd)).toBe(true);
  });

  it('lets a person close a shipment in every state that is no end', () => {
    for (const name of names) if (!isEnd(name)) expect(nextStates[name]).toContain('CLOSED_BY_PERSON');
  });

  it('refuses a move that it does not have: nothing is bought twice by a slip', () => {
    const shipment = { ...initialState('a', 's', 'd'), state: 'PURCHASED' } as const;
    expect(() => enter(shipment, 'PURCHASING', AT)).toThrow('A shipment cannot go from PURCHASED to PURCHASING.');
  });
});
