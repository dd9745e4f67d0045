import { describe, expect, it } from 'vitest';
import { sorted } from '../../../activities/shipment/look-at-packages.js';
import { nextStates } from '../../../workflows/shipment/state.js';

const one = (state?: string, more: { hasShipment?: boolean; reasons?: string[] } = {}) => {
  const found = sorted([{ shipmentReference: 'W/1', ...(state === undefined ? {} : { state }), reasons: [], ...more }]);
  return (['bought', 'notBought', 'open'] as const).filter((list) => found[list].length === 1);
};

describe('the other packages of an order', () => {
  it.each([
    [undefined, 'open'],
    ['RECEIVED', 'open'],
    ['RATING', 'open'],
    ['PURCHASING', 'open'],
    ['CANCELLING', 'open'],
    ['PURCHASED', 'bought'],
    ['IN_TRANSIT', 'bought'],
    ['DELIVERED', 'bought'],
    ['RETURNED', 'bought'],
    ['LOST', 'bought'],
    ['HANDED_TO_CARRIER', 'bought'],
    ['TRACKING_ENDED', 'bought'],
    ['REFUND_EXPECTED', 'notBought'],
    ['CANCELLED', 'notBought'],
    ['RECORDED', 'notBought'],
    ['CLOSED_BY_PERSON', 'notBought'],
  ])('in state %s count as %s', (state, list) => {
    expect(one(state)).toEqual([list]);
  });

  it('are in exactly one list, whatever their state', () => {
    for (const state of Object.keys(nextStates)) expect(one(state)).toHaveLength(1);
  });

  it('that a person closed count by what was bought', () => {
    expect(one('CLOSED_BY_PERSON', { hasShipment: true })).toEqual(['bought']);
    expect(one('CLOSED_BY_PERSON', { hasShipment: false })).toEqual(['notBought']);
  });

  it('tell whether one of them asks already', () => {
    const asks = (reasons: string[]) => sorted([{ shipmentReference: 'W/1', state: 'CANCELLED', reasons }]).isAsked;
    expect([asks(['NoScan']), asks(['NoScan', 'OrderBoughtInPart'])]).toEqual([false, true]);
  });
});
