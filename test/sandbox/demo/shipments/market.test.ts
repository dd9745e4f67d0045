import { describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../../../../sandbox/amazon/journal.js';
import { shipmentRow } from '../../../../sandbox/demo/parcel-board.js';
import { createMarket, PRICE_RISE } from '../../../../sandbox/demo/shipments/market.js';
import { demoShipments } from '../../../../sandbox/demo/shipments/shipments.js';

const rowsIn = (state: string) => demoShipments.map((shipment) => shipmentRow(shipment, { state, items: [] }, 0));

/** A market, what it does, and whether a purchase was tried. */
function market(wasTried: boolean) {
  const done: unknown[] = [];
  const tried = [{}] as ReceivedRequest[];
  const { move } = createMarket({
    raisePrices: (rise) => void done.push(['raise', rise]),
    expireRates: (parcel) => done.push(['expire', parcel]),
    clearFaults: (only) => void done.push(['clear', only]),
    received: () => (wasTried ? tried : []),
  });
  return { move, done };
}

describe('the market of the demo', () => {
  it('makes the chosen rate of one shipment expire and dearer, once, and lets it be bought then', () => {
    const { move, done } = market(true);
    for (let looks = 0; looks < 2; looks += 1) move(rowsIn('PURCHASING'));
    expect(done).toEqual([
      ['raise', { percent: PRICE_RISE, parcel: 'SHIP2' }],
      ['expire', 'SHIP2'],
      ['clear', { operation: 'purchaseShipment', parcel: 'SHIP2' }],
    ]);
  });

  it.each<[string, boolean, string]>([
    ['before a rate is chosen', true, 'RATING'],
    ['before the purchase was put off', false, 'PURCHASING'],
  ])('does nothing %s', (_case, wasTried, state) => {
    const { move, done } = market(wasTried);
    move(rowsIn(state));
    expect(done).toEqual([]);
  });
});
