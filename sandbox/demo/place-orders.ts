import type { MadeOrder } from '../amazon/orders/order.js';
import type { DemoOrder } from './orders.js';
import { writePackages } from './scenes/packages.js';
import type { Stage } from './stage.js';

/**
 * Amazon has the orders, and whatever goes wrong with them is arranged.
 *
 * @param isAfternoon whether the scenes are played: they arrange by themselves what Amazon lets happen. Without them
 *   whoever watches may have any label replaced once.
 * @returns the orders as Amazon has made them, by number.
 */
export function placeOrders(
  orders: readonly DemoOrder[],
  { amazon, directory }: Pick<Stage, 'amazon' | 'directory'>,
  { orderDate, isAfternoon }: { orderDate: number; isAfternoon: boolean },
): Map<string, MadeOrder> {
  const made = new Map<string, MadeOrder>();
  for (const { purchaseOrderNumber, request, faults, role } of orders) {
    const order = amazon.addOrder({ ...request, orderDate });
    made.set(purchaseOrderNumber, order);
    for (const fault of faults) amazon.addFault({ ...fault, purchaseOrderNumber });
    if (!isAfternoon && request.labelMode === 'amazon') amazon.allowRelabel(purchaseOrderNumber);
    // For whoever packs it from another terminal.
    if (role === 'packing') writePackages(directory, order);
  }
  return made;
}
