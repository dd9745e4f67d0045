import { commandLine, counted } from '../../clients/commands/text.js';
import type { Paint } from '../../clients/commands/paint.js';
import type { HoldUp } from '../../clients/held-up.js';
import { failures } from '../../workflows/failures.js';
import type { FailureKind } from '../../workflows/failures.js';
import type { Row, RowKind } from './row.js';
import { answerCommand, usualAnswers } from './usual-answers.js';

/** Something that stands below the table: its title alone where there is little room, else with the lines below it. */
export interface Block {
  title: string;
  /** What to do. */
  remedy: string;
  /** What to type; fits the terminal, in several lines where it has to. */
  command: string;
}

/** What waits for people, by reason: how many, what to do, and the command that does it. */
export function itemBlocks(rows: readonly Row[], columns: number, paint: Paint): Block[] {
  const waiting = new Map<string, { kind: RowKind; reason: FailureKind; names: Set<string> }>();
  for (const { kind, name, items } of rows) {
    for (const { reason } of items) {
      const key = `${kind} ${reason}`;
      const found = waiting.get(key) ?? { kind, reason, names: new Set<string>() };
      waiting.set(key, { ...found, names: found.names.add(name) });
    }
  }
  return [...waiting.values()].map(({ kind, reason, names }) => ({
    title: paint.warning(cut(`${reason}: ${counted(names.size, kind)} (${some([...names])})`, columns)),
    remedy: cut(`  ${failures[reason].remedy}`, columns),
    command: commandLine(['fulfillment', ...commandFor(kind, reason, [...names])], columns),
  }));
}

/** What holds many orders up, which nobody can answer. */
export const holdUpBlocks = (holdUps: readonly HoldUp[], columns: number, paint: Paint): Block[] =>
  holdUps.map(({ reason, step, state, seen, examples }) => ({
    title: paint.bad(
      cut(
        `${reason}: ${step} of ${counted(seen, 'order')} ${state} (${some(examples, seen)}): they go on by themselves`,
        columns,
      ),
    ),
    remedy: cut(`  ${failures[reason].remedy}`, columns),
    command: commandLine(['fulfillment', 'doctor'], columns),
  }));

/** The deadlines that people were told of, one line for all orders. */
export function alarmLine(rows: readonly Row[], columns: number, paint: Paint): string | undefined {
  const alarms = rows.flatMap((row) => row.alarms);
  if (alarms.length === 0) return undefined;
  const names = [...new Set(alarms.map(({ deadline }) => deadline))];
  const parts = names.map((name) => {
    const named = alarms.filter(({ deadline }) => deadline === name);
    const broken = named.filter(({ isBroken }) => isBroken).length;
    const warned = named.length - broken;
    return [
      name,
      [...(warned === 0 ? [] : [`${warned} warned (!)`]), ...(broken === 0 ? [] : [`${broken} missed (!!)`])].join(
        ', ',
      ),
    ].join(': ');
  });
  const colour = alarms.some(({ isBroken }) => isBroken) ? paint.bad : paint.warning;
  return colour(cut(`Deadlines: ${parts.join('; ')}`, columns));
}

/** For one order, or for all of a reason; where the answer is not plain, the command that shows the question. */
function commandFor(kind: RowKind, reason: FailureKind, numbers: readonly string[]): string[] {
  const answer = usualAnswers[reason];
  const [only = '', ...others] = numbers;
  if (kind === 'shipment') return ['shipments', 'show', only];
  if (kind === 'case') return ['ndr', 'show', only];
  if (answer === undefined) return ['attention', 'list', '--reason', reason];
  return answerCommand(others.length > 0 ? { allOf: reason } : { purchaseOrderNumber: only }, answer);
}

const MOST_NAMED = 3;

const some = (numbers: readonly string[], total = numbers.length): string =>
  [...numbers.slice(0, MOST_NAMED), ...(total > MOST_NAMED ? ['…'] : [])].join(', ');

/** A line that wraps would push the table out of its place. */
export const cut = (line: string, columns: number): string =>
  line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1)).trimEnd()}…`;
