import type { ShipmentStatus } from '../../workflows/purchase-order/carrier.js';
import type { ShipmentStatusUpdate } from '../amazon/schemas/index.js';
import type { StatusDialect } from '../amazon/shipment-status-codes.js';

/** Where something happened to a package, as it goes out: name and first line always (DF-10). */
export type StatusAddress = ShipmentStatusUpdate['statusUpdateDetails']['statusLocationAddress'];

/** How the vendor's own carrier reports: of one warehouse and ship method. */
export interface CarrierSettings {
  /** The code list of what is sent to Amazon. Default: X12 in North America, EDIFACT elsewhere. */
  dialect?: StatusDialect;
  /** What completes, or stands for, the location of an event. Default: only events with a whole location can be sent. */
  statusAddress?: StatusAddress;
  /** What the carrier's own codes mean, exactly as it spells them; `ignore` means nothing to Amazon. */
  codes?: Readonly<Record<string, ShipmentStatus | 'ignore'>>;
}
