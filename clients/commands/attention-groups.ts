import { failures, isFailureKind } from '../../workflows/failures.js';
import type { WaitingQuestion } from '../attention.js';
import type { ProcessKind } from '../../workflows/processes.js';
import { isQueryValue } from '../visibility.js';

/** How items are grouped: those of a reason, or those of a reason at one warehouse. */
export const groupings = ['reason', 'warehouse'] as const;
export type Grouping = (typeof groupings)[number];

/** Items that can be answered alike. */
export interface AttentionGroup {
  process: ProcessKind;
  reason: string;
  /** Absent when grouped by reason; `null` for orders that were not read yet. */
  warehouse?: string | null;
  count: number;
  /** When the oldest was raised, ISO 8601. */
  oldestRaisedAt: string | null;
  /** The earliest deadline that one of them holds up, ISO 8601. */
  earliestDueAt: string | null;
  whoseMove: 'person';
  /** What happened, in general. */
  happened: string;
  nextStep: string;
  /** What every item takes. */
  answers: string[];
  /** What some items take, and others do not. */
  answersOfSome: string[];
  /** The words of the command that answers all of them, with ANSWER in place of one; `null` where there is none. */
  command: string[] | null;
}

/** What the list was narrowed to: the command has to be as narrow. */
export interface GroupScope {
  account?: string;
  warehouse?: string;
}

/** Groups items, the earliest deadline first. */
export function groupItems(items: readonly WaitingQuestion[], by: Grouping, scope: GroupScope): AttentionGroup[] {
  const members = new Map<string, WaitingQuestion[]>();
  for (const item of items) {
    const key = JSON.stringify([item.process, item.reason, ...(by === 'reason' ? [] : [item.warehouse])]);
    const group = members.get(key);
    if (group === undefined) members.set(key, [item]);
    else group.push(item);
  }
  return [...members.values()].flatMap((group) => groupOf(group, by, scope)).toSorted(byUrgency);
}

function groupOf(items: readonly WaitingQuestion[], by: Grouping, scope: GroupScope): AttentionGroup[] {
  const [first] = items;
  if (first === undefined) return [];
  const { process, reason, warehouse } = first;
  const offered = [...new Set(items.flatMap(({ answers }) => answers))];
  const isTakenByAll = (answer: string): boolean => items.every(({ answers }) => answers.includes(answer));
  return [
    {
      process,
      reason,
      ...(by === 'warehouse' ? { warehouse } : {}),
      count: items.length,
      oldestRaisedAt: earliest(items.map(({ raisedAt }) => raisedAt)),
      earliestDueAt: earliest(items.map(({ dueAt }) => dueAt)),
      // An item is by its nature something that only a person can decide.
      whoseMove: 'person',
      happened: failures[isFailureKind(reason) ? reason : 'Unexpected'].happened,
      nextStep: first.nextStep,
      answers: offered.filter(isTakenByAll),
      answersOfSome: offered.filter((answer) => !isTakenByAll(answer)),
      // Only purchase orders are answered many at once.
      command:
        process === 'purchase-order' ? commandFor(reason, by === 'warehouse' ? { ...scope, warehouse } : scope) : null,
    },
  ];
}

function earliest(instants: readonly (string | null)[]): string | null {
  const known = instants.filter((instant) => instant !== null);
  return known.toSorted()[0] ?? null;
}

/** A warehouse that cannot be named in a filter has no command: without the filter it would answer more than is shown. */
function commandFor(
  reason: string,
  { account, warehouse }: { account?: string; warehouse?: string | null },
): string[] | null {
  if (warehouse === null || (warehouse !== undefined && !isQueryValue(warehouse))) return null;
  return [
    ...['fulfillment', 'attention', 'resolve', '--all-of', reason, 'ANSWER'],
    ...(warehouse === undefined ? [] : ['--warehouse', warehouse]),
    ...(account === undefined ? [] : ['--account', account]),
  ];
}

function byUrgency(a: AttentionGroup, b: AttentionGroup): number {
  const key = ({ earliestDueAt, oldestRaisedAt, reason, warehouse, process }: AttentionGroup): string =>
    `${earliestDueAt ?? '9'} ${oldestRaisedAt ?? ''} ${reason} ${warehouse ?? ''} ${process}`;
  return key(a) < key(b) ? -1 : 1;
}
