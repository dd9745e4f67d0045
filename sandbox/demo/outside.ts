import type { Client } from '@temporalio/client';

import { viewShipment } from '../../clients/shipments.js';
import type { BoardRow } from './board.js';
import { createCarrier } from './carrier.js';
import type { Errands } from './errands.js';
import { demoCases } from './ndr/cases.js';
import { shipperOf } from './ndr/desk-file.js';
import { createFailedDeliveries } from './ndr/failed-deliveries.js';
import type { DemoOrder } from './orders.js';
import type { CaseRow, ShipmentRow } from './parcel-board.js';
import { createMarket } from './shipments/market.js';
import { createParcelCarrier } from './shipments/parcel-carrier.js';
import type { Stage } from './stage.js';
import { createWarehouse } from './warehouse.js';

/** Everybody outside the product who acts by himself: warehouse, carriers, the market. */
export interface Outside {
  act(rows: { orders: readonly BoardRow[]; shipments: readonly ShipmentRow[]; cases: readonly CaseRow[] }): void;
}

/** The deliveries that fail have failed when this returns. */
export function createOutside(options: {
  stage: Pick<Stage, 'amazon' | 'intake' | 'receiver'>;
  client: Client;
  account: string;
  errands: Errands;
  /** What the warehouse needs, ms. */
  packingMs: number;
  /** From one step of a carrier to the next, ms. */
  carrierMs: number;
  /** Which orders the warehouse ships by itself. */
  isOurs: (order: DemoOrder) => boolean;
  now: () => number;
}): Outside {
  const { stage, client, account, errands, packingMs, carrierMs: pauseMs, isOurs, now } = options;
  const { amazon, intake, receiver } = stage;
  const warehouse = createWarehouse({ client, account, errands, packingMs, isOurs, now });
  const carrier = createCarrier({
    send: (report) => intake.report('carrier.event', report),
    errands,
    pauseMs,
    now,
  });
  const market = createMarket(amazon);
  const parcelCarrier = createParcelCarrier({
    amazon,
    send: (report) => intake.report('shipment.event', report),
    taken: (shipmentReference) => viewShipment(client, { account, shipmentReference }),
    errands,
    pauseMs,
    now,
  });
  const failedDeliveries = createFailedDeliveries({
    amazon,
    cases: demoCases,
    shippingPartyAccountId: shipperOf(account).shippingPartyAccountId,
    receiver: receiver.target,
    errands,
    pauseMs,
    now,
  });
  failedDeliveries.fail();
  return {
    act: ({ orders, shipments, cases }) => {
      warehouse.ship(orders);
      carrier.report(orders);
      market.move(shipments);
      parcelCarrier.carry(shipments);
      failedDeliveries.carry(cases);
    },
  };
}
