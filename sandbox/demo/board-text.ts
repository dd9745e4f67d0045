import { stripVTControlCharacters } from 'node:util';

import type { Paint } from '../../clients/commands/paint.js';
import { relative, table } from '../../clients/commands/text.js';
import type { HoldUp } from '../../clients/held-up.js';
import { alarmLine, cut, holdUpBlocks, itemBlocks } from './open-items.js';
import type { Block } from './open-items.js';
import type { Row } from './row.js';

/** What there is to see at a moment. */
export interface Picture {
  rows: readonly Row[];
  holdUps: readonly HoldUp[];
}

/** Orders and parcels as a table that fits, and below it what holds them up and what waits for a person. */
export function boardText(
  { rows, holdUps }: Picture,
  now: number,
  size: { columns: number; rows: number },
  paint: Paint,
): string {
  const below = linesBelow({ rows, holdUps }, size, paint);
  // The head of the table, and the line that says what is left out.
  const shown = rowsThatFit(rows, size.rows - below.length - 2);
  const left = rows.filter((row) => !shown.includes(row));
  return [
    rowTable(shown, now, size.columns, paint),
    ...(left.length === 0
      ? []
      : [paint.faint(`and ${left.length} more, ${left.filter(({ hasEnded }) => hasEnded).length} of them ended`)]),
    ...below,
  ].join('\n');
}

interface Column {
  title: string;
  /** Shown on terminals of at least this many columns. */
  fromWidth: number;
  cell: (row: Row, now: number, paint: Paint) => string;
}

const NEXT_STEP = 'Next step';

const columns: readonly Column[] = [
  { title: 'Reference', fromWidth: 0, cell: ({ name }) => name },
  { title: 'What is special', fromWidth: 150, cell: ({ story }) => story },
  { title: 'Kind', fromWidth: 110, cell: ({ mode }) => mode },
  { title: 'State', fromWidth: 0, cell: (row, _now, paint) => stateOf(row, paint) },
  { title: 'Waits for', fromWidth: 0, cell: (row, _now, paint) => waitsFor(row, paint) },
  { title: NEXT_STEP, fromWidth: 70, cell: () => '' },
  { title: 'Deadline', fromWidth: 0, cell: deadlineOf },
];

const GAP = 2;
const LEAST_NEXT_STEP = 12;

/** The next step gets the room that the others leave. */
function rowTable(rows: readonly Row[], now: number, width: number, paint: Paint): string {
  const shown = columns.filter(({ fromWidth }) => width >= fromWidth);
  const cells = rows.map((row) => shown.map(({ cell }) => cell(row, now, paint)));
  const used = shown
    .map(({ title }, index) => {
      const texts = [title, ...cells.map((row) => row[index] ?? '')];
      return Math.max(...texts.map((text) => stripVTControlCharacters(text).length)) + GAP;
    })
    .filter((_, index) => shown[index]?.title !== NEXT_STEP);
  const room = width - used.reduce((sum, each) => sum + each, 0);
  const isShown = ({ title }: Column): boolean => title !== NEXT_STEP || room >= LEAST_NEXT_STEP;
  return table(
    shown.filter(isShown).map(({ title }) => title),
    cells.map((row, index) =>
      shown.flatMap((column, place) => {
        if (!isShown(column)) return [];
        return [column.title === NEXT_STEP ? nextStep(rows[index], room) : (row[place] ?? '')];
      }),
    ),
    paint,
  );
}

function stateOf(row: Row, paint: Paint): string {
  if (row.state === undefined) return paint.faint('not taken in');
  if (!row.hasEnded) return row.state;
  return row.state === row.end ? paint.good(row.state) : paint.strong(row.state);
}

/** The reason where a person is asked, else whose move it is. */
function waitsFor(row: Row, paint: Paint): string {
  if (row.hasEnded) return paint.faint('–');
  const [item] = row.items;
  if (item !== undefined) return paint.warning(item.reason);
  return row.whoseMove === 'person' ? paint.warning(row.whoseMove) : row.whoseMove;
}

/**
 * The whole sentence where there is room; else the answers of an item, or the command that is named in brackets at the
 * end.
 */
function nextStep(row: Row | undefined, room: number): string {
  if (row === undefined || row.hasEnded) return '';
  const [item] = row.items;
  const whole = row.nextStep.replace(/\.$/, '');
  if (whole.length <= room) return whole;
  if (item !== undefined) return cut(item.answers.join(' / '), room);
  const [, command] = /\((\w+)\)$/.exec(whole) ?? [];
  return command === undefined ? cut(whole, room) : cut(`orders ${command}`, room);
}

/** From now, with one mark for a warning and two for a deadline that was missed. */
function deadlineOf(row: Row, now: number, paint: Paint): string {
  const { nextDeadline, alarms } = row;
  if (nextDeadline === undefined) return paint.faint('–');
  const from = relative(nextDeadline, now);
  if (alarms.some(({ isBroken }) => isBroken)) return paint.bad(`${from} !!`);
  return alarms.length > 0 ? paint.warning(`${from} !`) : from;
}

/** In the order of the list; where there are too many, those that have ended are left out first. */
function rowsThatFit(rows: readonly Row[], height: number): readonly Row[] {
  const limit = Math.max(height, 3);
  if (rows.length <= limit) return rows;
  const urgency = (row: Row): number => (row.hasEnded ? 2 : row.whoseMove === 'person' ? 0 : 1);
  const first = new Set(rows.toSorted((a, b) => urgency(a) - urgency(b)).slice(0, limit - 1));
  return rows.filter((row) => first.has(row));
}

/** The table keeps at least this many lines, if the rest can be said in fewer. */
const LEAST_TABLE = 6;

/** In as much detail as there is room: all, without the remedies, the titles alone. */
function linesBelow({ rows, holdUps }: Picture, size: { columns: number; rows: number }, paint: Paint): string[] {
  const blocks = [...holdUpBlocks(holdUps, size.columns, paint), ...itemBlocks(rows, size.columns, paint)];
  const alarms = alarmLine(rows, size.columns, paint);
  const details: ((block: Block) => string[])[] = [
    ({ title, remedy, command }) => [title, remedy, ...command.split('\n')],
    ({ title, command }) => [title, ...command.split('\n')],
    ({ title }) => [title],
  ];
  const texts = details.map((detail) => [...blocks.flatMap(detail), ...(alarms === undefined ? [] : [alarms])]);
  const lines = texts.find((text) => text.length + 1 <= size.rows - LEAST_TABLE) ?? texts.at(-1) ?? [];
  return lines.length === 0 ? [] : ['', ...lines];
}
