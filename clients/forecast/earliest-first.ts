/** A queue that gives out the smallest key first: a binary heap, because a backlog can be long. */
export interface EarliestFirst<T> {
  add(item: T): void;
  /** Takes the first one out. */
  take(): T | undefined;
}

export function earliestFirst<T>(keyOf: (item: T) => number): EarliestFirst<T> {
  const heap: { key: number; item: T }[] = [];
  const isBefore = (a: number, b: number): boolean => (heap[a]?.key ?? Infinity) < (heap[b]?.key ?? Infinity);
  const swap = (a: number, b: number): void => {
    const [first, second] = [heap[a], heap[b]];
    if (first === undefined || second === undefined) return;
    heap[a] = second;
    heap[b] = first;
  };

  return {
    add: (item) => {
      heap.push({ key: keyOf(item), item });
      for (let at = heap.length - 1; at > 0;) {
        const parent = Math.floor((at - 1) / 2);
        if (!isBefore(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    take: () => {
      swap(0, heap.length - 1);
      const taken = heap.pop();
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const first = isBefore(right, left) ? right : left;
        if (!isBefore(first, at)) return taken?.item;
        swap(at, first);
        at = first;
      }
    },
  };
}
