import type { Paint } from '../../clients/commands/paint.js';
import { relative, table } from '../../clients/commands/text.js';
import { failures } from '../../workflows/failures.js';
import { hasEnded } from './board.js';
import type { BoardRow } from './board.js';

/** The orders as a table that fits, and below it what waits for a person. */
export function boardText(
  rows: readonly BoardRow[],
  now: number,
  size: { columns: number; rows: number },
  paint: Paint,
): string {
  const columns = allColumns.filter(({ fromWidth }) => size.columns >= fromWidth);
  const items = itemLines(rows, size.columns, paint);
  // The head of the table, and the line that says what is left out.
  const shown = rowsThatFit(rows, size.rows - items.length - 2);
  const left = rows.filter((row) => !shown.includes(row));
  return [
    table(
      columns.map(({ title }) => title),
      shown.map((row) => columns.map(({ cell }) => cell(row, now, paint))),
      paint,
    ),
    ...(left.length === 0
      ? []
      : [paint.faint(`and ${left.length} more, ${left.filter(hasEnded).length} of them ended`)]),
    ...items,
  ].join('\n');
}

interface Column {
  title: string;
  /** Shown on terminals of at least this many columns. */
  fromWidth: number;
  cell: (row: BoardRow, now: number, paint: Paint) => string;
}

const allColumns: readonly Column[] = [
  { title: 'Order', fromWidth: 0, cell: ({ order }) => order.purchaseOrderNumber },
  { title: 'What is special', fromWidth: 120, cell: ({ order }) => order.story },
  { title: 'Label mode', fromWidth: 75, cell: ({ order }) => order.request.labelMode },
  { title: 'State', fromWidth: 0, cell: (row, _now, paint) => stateOf(row, paint) },
  {
    title: 'Whose move',
    fromWidth: 0,
    cell: ({ whoseMove }, _now, paint) => (whoseMove === 'person' ? paint.warning(whoseMove) : whoseMove),
  },
  {
    title: 'Next deadline',
    fromWidth: 0,
    cell: ({ nextDeadline }, now, paint) =>
      nextDeadline === undefined ? paint.faint('–') : relative(nextDeadline, now),
  },
];

function stateOf(row: BoardRow, paint: Paint): string {
  if (row.state === undefined) return paint.faint('not taken in');
  if (!hasEnded(row)) return row.state;
  return row.state === row.order.end ? paint.good(row.state) : paint.strong(row.state);
}

/** In the order of the list; where there are too many, those that have ended are left out first. */
function rowsThatFit(rows: readonly BoardRow[], height: number): readonly BoardRow[] {
  const limit = Math.max(height, 3);
  if (rows.length <= limit) return rows;
  const urgency = (row: BoardRow): number => (hasEnded(row) ? 2 : row.whoseMove === 'person' ? 0 : 1);
  const first = new Set(rows.toSorted((a, b) => urgency(a) - urgency(b)).slice(0, limit - 1));
  return rows.filter((row) => first.has(row));
}

function itemLines(rows: readonly BoardRow[], columns: number, paint: Paint): string[] {
  const lines = rows.flatMap(({ order, items }) =>
    items.flatMap(({ attentionId, reason, message, answers }) => [
      paint.warning(cut(`${order.purchaseOrderNumber}  ${reason} (${attentionId}): ${message}`, columns)),
      cut(`  ${failures[reason].remedy} Answers: ${answers.join(', ')}.`, columns),
    ]),
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** A line that wraps would push the table out of its place. */
const cut = (line: string, columns: number): string =>
  line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
