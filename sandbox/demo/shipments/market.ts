import type { Control } from '../../amazon/control.js';
import type { ShipmentRow } from '../parcel-board.js';

/** Percent. */
export const PRICE_RISE = 20;

/** Acts as the market: prices rise, and what was offered before is no longer to be had. */
export interface Market {
  move(rows: readonly ShipmentRow[]): void;
}

/**
 * The ten minutes of a rate pass in a moment: once it is chosen and its purchase was put off, it is expired and dearer.
 *
 * By the state of the shipment, not by a clock: whenever the worker is killed, a rate was chosen before.
 */
export function createMarket(
  amazon: Pick<Control, 'raisePrices' | 'expireRates' | 'clearFaults' | 'received'>,
): Market {
  const moved = new Set<string>();
  return {
    move: (rows) => {
      for (const { shipment, state } of rows) {
        const { shipmentReference: parcel, role } = shipment;
        if (role !== 'shipment-price-rise' || state !== 'PURCHASING' || moved.has(parcel)) continue;
        const operation = 'purchaseShipment';
        if (amazon.received({ operation, parcel }).length === 0) continue;
        moved.add(parcel);
        amazon.raisePrices({ percent: PRICE_RISE, parcel });
        amazon.expireRates(parcel);
        amazon.clearFaults({ operation, parcel });
      }
    },
  };
}
