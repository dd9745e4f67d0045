const weekMs = 7 * 24 * 3_600_000;
/** How far back lists reach: six months (guide). */
const historyMs = 183 * 24 * 3_600_000;

/** Says what is wrong with the range of a list query, or nothing. `now` in epoch ms. */
export function rangeFault(
  query: { readonly createdAfter: string; readonly createdBefore: string },
  now: number,
): string | undefined {
  const before = Date.parse(query.createdBefore);
  const rangeMs = before - Date.parse(query.createdAfter);
  if (rangeMs < 0) return 'createdAfter is later than createdBefore';
  if (rangeMs > weekMs) return 'createdAfter and createdBefore are more than 7 days apart';
  if (before < now - historyMs) return 'createdBefore is more than 6 months ago';
  return undefined;
}
