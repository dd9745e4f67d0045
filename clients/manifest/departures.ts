import type { Fault } from '../../temporal.config.js';
import { checkDepart } from '../../workflows/purchase-order/messages.js';
import type { NamedContainer, PackedItem } from '../../workflows/purchase-order/packing.js';
import type { ColumnName, ReadRow, RowValues } from './columns.js';
import { faultAt } from './manifest.js';
import type { ManifestDeparture } from './manifest.js';

/**
 * Puts the rows of each order together: every `containerIdentifier` is a package, and rows with items add up.
 *
 * Rows that contradict each other are faults: an order departs once.
 */
export function departuresOf(rows: readonly ReadRow[]): { departures: ManifestDeparture[]; faults: Fault[] } {
  const departures: ManifestDeparture[] = [];
  const faults: Fault[] = [];
  for (const [purchaseOrderNumber, own] of grouped(rows, 'purchaseOrderNumber')) {
    const departure = departureOf(own, faults);
    departures.push({ purchaseOrderNumber, lines: own.map(({ line }) => line), departure });
  }
  faults.push(...sharedTrackingNumbers(rows));
  return { departures, faults };
}

function departureOf(rows: readonly ReadRow[], faults: Fault[]): ManifestDeparture['departure'] {
  const [first] = rows;
  const packed = grouped(rows, 'containerIdentifier');
  const ofOrder = agreed(rows, ['departedAt', 'carrier', 'shipMethod', 'manifestId'], 'order', faults);
  if (packed.size === 0) {
    for (const row of rows) faults.push(...contentFaults(row.values, row.line));
    return { ...ofOrder, ...agreed(rows, ['trackingNumber', 'weight'], 'order', faults) };
  }
  const loose = rows.filter(({ values }) => values.containerIdentifier === undefined);
  faults.push(
    ...loose
      // A cell with a fault of its own is not missing.
      .filter((row) => !row.faults.some(({ where }) => where.endsWith('containerIdentifier')))
      .map(({ line }) => faultAt('is missing, and other rows of the order have one.', line, 'containerIdentifier')),
  );
  const containers = [...packed].map(([identifier, own]) => containerOf(identifier, own, faults));
  const departure = { ...ofOrder, containers };
  // Limits that only the whole shows, such as the number of packages.
  const read = checkDepart({ departedAt: '2000-01-01T00:00:00Z', ...departure });
  if ('faults' in read) faults.push(...read.faults.map((what) => faultAt(`${what}.`, first?.line)));
  return departure;
}

/** What makes sense inside a package only. */
const contentFaults = (values: RowValues, line: number): Fault[] =>
  (['containerType', 'itemSequenceNumber', 'quantity'] as const)
    .filter((column) => values[column] !== undefined)
    .map((column) => faultAt('needs a containerIdentifier in the same row.', line, column));

function containerOf(containerIdentifier: string, rows: readonly ReadRow[], faults: Fault[]): NamedContainer {
  const quantities = new Map<string, number>();
  for (const { line, values, faults: own } of rows) {
    const { itemSequenceNumber: item, quantity } = values;
    if (item !== undefined && quantity !== undefined) quantities.set(item, (quantities.get(item) ?? 0) + quantity);
    else if (own.length === 0 && item !== quantity) {
      const missing = item === undefined ? 'itemSequenceNumber' : 'quantity';
      faults.push(faultAt('is missing: line and quantity go together.', line, missing));
    }
  }
  const items = [...quantities].map(([itemSequenceNumber, quantity]): PackedItem => ({ itemSequenceNumber, quantity }));
  return {
    containerIdentifier,
    ...agreed(rows, ['containerType', 'trackingNumber', 'weight'], 'package', faults),
    ...(items.length === 0 ? {} : { items }),
  };
}

/** What rows of the same thing say of it: those that say something must say the same. */
function agreed<Name extends ColumnName>(
  rows: readonly ReadRow[],
  columns: readonly Name[],
  thing: 'order' | 'package',
  faults: Fault[],
): Pick<RowValues, Name> {
  const found: Pick<RowValues, Name> = {} as Pick<RowValues, Name>;
  for (const column of columns) {
    const [first, ...others] = rows.filter(({ values }) => values[column] !== undefined);
    if (first === undefined) continue;
    const said = first.values[column];
    if (said !== undefined) found[column] = said;
    const other = others.find(({ values }) => JSON.stringify(values[column]) !== JSON.stringify(said));
    if (other !== undefined) {
      faults.push(faultAt(`contradicts line ${first.line}, which tells of the same ${thing}.`, other.line, column));
    }
  }
  return found;
}

/** A tracking number is one parcel's: on two orders or packages, one of them is wrong. */
function sharedTrackingNumbers(rows: readonly ReadRow[]): Fault[] {
  return [...grouped(rows, 'trackingNumber')].flatMap(([trackingNumber, [first, ...others]]) => {
    const other = others.find(({ values }) => parcelOf(values) !== parcelOf(first?.values ?? {}));
    return first === undefined || other === undefined
      ? []
      : [
          faultAt(
            `${JSON.stringify(trackingNumber)} stands at another ${
              other.values.purchaseOrderNumber === first.values.purchaseOrderNumber ? 'package' : 'order'
            } in line ${first.line}.`,
            other.line,
            'trackingNumber',
          ),
        ];
  });
}

const parcelOf = ({ purchaseOrderNumber, containerIdentifier }: RowValues): string =>
  JSON.stringify([purchaseOrderNumber, containerIdentifier]);

/** Rows by what they say in a column, in the order of the file; rows that say nothing there are left out. */
function grouped(
  rows: readonly ReadRow[],
  column: 'purchaseOrderNumber' | 'containerIdentifier' | 'trackingNumber',
): Map<string, ReadRow[]> {
  const groups = new Map<string, ReadRow[]>();
  for (const row of rows) {
    const value = row.values[column];
    if (value === undefined) continue;
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [row]);
    else group.push(row);
  }
  return groups;
}
