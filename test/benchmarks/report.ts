import Table from 'cli-table3';
import { judge } from './measure.js';
import type { Figure, Goal } from './measure.js';

/** The table of a run, without colours or borders that a log would spoil. */
export function reportOf(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['measure', 'unit', 'tutorial', 'batch 25', 'goal', 'batch 100', 'goal'],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'left', 'right', 'left'],
  });
  for (const { name, unit, tutorial, batch25, goal25, batch100, goal100 } of figures) {
    table.push([
      name,
      unit,
      shown(tutorial),
      shown(batch25),
      verdict(batch25, goal25),
      shown(batch100),
      verdict(batch100, goal100),
    ]);
  }
  return table.toString();
}

/** Three significant digits, and thousands apart. */
export function shown(value: number | undefined): string {
  if (value === undefined) return '–';
  return value.toLocaleString('en-US', { maximumSignificantDigits: Math.abs(value) >= 1_000 ? 4 : 3 });
}

/** `≤ 0.5 reached`, `≥ 16, missed by 12 %`. */
export function verdict(value: number | undefined, goal: Goal | undefined): string {
  if (goal === undefined) return '';
  const wanted = 'atMost' in goal ? `≤ ${shown(goal.atMost)}` : `≥ ${shown(goal.atLeast)}`;
  if (value === undefined) return wanted;
  const { isReached, missedBy } = judge(value, goal);
  return isReached ? `${wanted} reached` : `${wanted}, missed by ${shown(Math.ceil(missedBy * 100))} %`;
}
