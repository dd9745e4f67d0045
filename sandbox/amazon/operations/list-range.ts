const weekMs = 7 * 24 * 3_600_000;

/** Says what is wrong with the range of a list query, or nothing; some operations take at most seven days (model). */
export function rangeFault(
  query: { readonly createdAfter: string; readonly createdBefore: string },
  atMostSevenDays: boolean,
): string | undefined {
  const rangeMs = Date.parse(query.createdBefore) - Date.parse(query.createdAfter);
  if (rangeMs < 0) return 'createdAfter is later than createdBefore';
  if (atMostSevenDays && rangeMs > weekMs) return 'createdAfter and createdBefore are more than 7 days apart';
  return undefined;
}
