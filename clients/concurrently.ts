/** Like `Promise.all` over `map`, with at most `limit` at work at once; results in the order of the items. */
export async function concurrently<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  // One iterator for all: each takes the next item as soon as it is free.
  const queue = items.entries();
  const takeAll = async (): Promise<void> => {
    for (const [index, item] of queue) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, takeAll));
  return items.map((_, index) => results.get(index) as R);
}
