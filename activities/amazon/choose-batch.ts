/** An item that waits for a call. */
export interface Waiting {
  /** Amazon does not say what it makes of two items of one order in a call. */
  businessId: string;
  /** Items it may share a call with, itself included. */
  atMost: number;
}

/**
 * Those that go in one call: the first of those that wait, as many as the most careful of them allows, and of each order
 * one item. Pure.
 */
export function chooseBatch<Item extends Waiting>(
  waiting: readonly Item[],
  atMost: number,
): { taken: Item[]; staying: Item[]; isFull: boolean } {
  const taken: Item[] = [];
  const staying: Item[] = [];
  const orders = new Set<string>();
  let limit = atMost;
  for (const item of waiting) {
    if (taken.length < Math.min(limit, item.atMost) && !orders.has(item.businessId)) {
      orders.add(item.businessId);
      taken.push(item);
      limit = Math.min(limit, item.atMost);
    } else {
      staying.push(item);
    }
  }
  return { taken, staying, isFull: taken.length >= limit };
}
