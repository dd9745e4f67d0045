import type { OrderFacts } from '../../workflows/purchase-order/order.js';
import type { Order } from '../amazon/schemas/index.js';
import { receivedDateTime } from '../amazon/schemas/shared.js';
import { optional } from './optional.js';

/**
 * What an order says of its delivery, as ISO 8601 in UTC.
 *
 * The nominated window of a scheduled delivery spans those of all lines. A date that cannot be read is left out: no
 * order waits for a person because of it.
 */
export function deliveryDatesOf({
  orderDetails,
}: Order): Pick<OrderFacts, 'promisedDeliveryDate' | 'nominatedDelivery' | 'isScheduledDelivery'> {
  const { isScheduledDeliveryShipment, shipmentDates } = orderDetails.shipmentDetails;
  const windows =
    isScheduledDeliveryShipment === true ? orderDetails.items.map((item) => item.scheduledDeliveryShipment) : [];
  const earliest = readable(windows.map((window) => window?.earliestNominatedDeliveryDate)).at(0);
  const latest = readable(windows.map((window) => window?.latestNominatedDeliveryDate)).at(-1);
  return {
    ...optional('promisedDeliveryDate', readable([shipmentDates.promisedDeliveryDate])[0]),
    ...(isScheduledDeliveryShipment === true ? { isScheduledDelivery: true as const } : {}),
    ...(earliest === undefined || latest === undefined ? {} : { nominatedDelivery: { earliest, latest } }),
  };
}

/** The dates among them, the earliest first. */
const readable = (dates: readonly (string | undefined)[]): string[] =>
  dates.flatMap((date) => receivedDateTime.safeParse(date).data ?? []).toSorted();
