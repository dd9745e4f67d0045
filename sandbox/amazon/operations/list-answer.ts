import { gateway, payload } from '../replies.js';
import type { Answer } from '../replies.js';
import type { OrderRecord } from '../orders/order-book.js';
import type { World } from '../world.js';
import { rangeFault } from './list-range.js';
import { page } from './paging.js';
import type { Placed } from './paging.js';

/** The checked query of a list operation. */
export type ListQuery = Parameters<typeof page>[1] & {
  readonly createdAfter: string;
  readonly createdBefore: string;
  readonly shipFromPartyId?: string | undefined;
};

/** What a list operation lists. */
export interface Listing {
  /** The list's name in the answer. */
  readonly name: string;
  /** An order's element: the instant by which it is found and sorted, epoch ms, and how it goes out. Nothing when there is none. */
  readonly element: (record: OrderRecord) => { readonly at: number; readonly view: () => unknown } | undefined;
  /** Where to look; by default among all orders. */
  readonly among?: (after: number, before: number) => readonly OrderRecord[];
}

/** Answers a list operation: the elements of a range, of one warehouse if asked, page by page. */
export function listAnswer(world: World, query: ListQuery, { name, element, among }: Listing): Answer {
  const fault = rangeFault(query, world.settings.clock());
  if (fault !== undefined) return gateway.invalid(fault);
  const after = Date.parse(query.createdAfter);
  const before = Date.parse(query.createdBefore);
  const elements = (among?.(after, before) ?? world.orders.all()).flatMap((record): Placed<() => unknown>[] => {
    const found = element(record);
    if (found === undefined || found.at <= after || found.at >= before) return [];
    if (query.shipFromPartyId !== undefined && record.details.shipFromParty.partyId !== query.shipFromPartyId)
      return [];
    return [{ at: found.at, key: record.purchaseOrderNumber, value: found.view }];
  });
  const cut = page(elements, query);
  if (cut === undefined) return gateway.invalid('nextToken does not belong to this query');
  const { values, nextToken } = cut;
  return payload(200, {
    ...(nextToken === undefined ? {} : { pagination: { nextToken } }),
    [name]: values.map((view) => view()),
  });
}
