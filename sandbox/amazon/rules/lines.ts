import type { OrderedLine } from './facts.js';

/** A line as a submission names it, with the sequence number in the order's own spelling or as an integer. */
export interface NamedLine {
  readonly itemSequenceNumber: string | number;
  readonly buyerProductIdentifier?: string | undefined;
  readonly vendorProductIdentifier?: string | undefined;
}

/** The ordered line that is meant; an integer means the order's string read as one (DF-5). */
export function orderedLine(ordered: readonly OrderedLine[], named: NamedLine): OrderedLine | undefined {
  return ordered.find((line) =>
    typeof named.itemSequenceNumber === 'string'
      ? line.itemSequenceNumber === named.itemSequenceNumber
      : Number.parseInt(line.itemSequenceNumber, 10) === named.itemSequenceNumber,
  );
}

/** Whether the named lines are all lines of the order, each once. */
export function everyLineOnce(ordered: readonly OrderedLine[], named: readonly NamedLine[]): boolean {
  const found = named.map((line) => orderedLine(ordered, line));
  return found.length === ordered.length && !found.includes(undefined) && new Set(found).size === ordered.length;
}

/** Whether the identifiers that are given are byte for byte those of the order. */
export function identifiersMatch(ordered: readonly OrderedLine[], named: readonly NamedLine[]): boolean {
  return named.every((line) => {
    const { buyerProductIdentifier: buyer, vendorProductIdentifier: vendor } = line;
    const meant = orderedLine(ordered, line);
    return (
      (buyer === undefined || buyer === meant?.buyerProductIdentifier) &&
      (vendor === undefined || vendor === meant?.vendorProductIdentifier)
    );
  });
}

/** Whether every line names the product by one of the two identifiers. */
export function identifierGiven(named: readonly NamedLine[]): boolean {
  return named.every((line) => line.buyerProductIdentifier !== undefined || line.vendorProductIdentifier !== undefined);
}

/** Whether a quantity, looked up by line, holds against the ordered amount. */
export function quantitiesHold<L extends NamedLine>(
  ordered: readonly OrderedLine[],
  named: readonly L[],
  holds: (line: L, orderedAmount: number) => boolean,
): boolean {
  return named.every((line) => holds(line, orderedLine(ordered, line)?.amount ?? 0));
}
