import type { Finding } from '../../workers/examination.js';
import type { Paint } from './paint.js';

/** Findings under the name of what was examined. */
export interface Part {
  part: string;
  findings: readonly Finding[];
}

const WIDTH = 80;
const INDENT = 11;

/** The findings as a person reads them, at most 80 columns wide. */
export function reportText(parts: readonly Part[], paint: Paint): string {
  const all = parts.flatMap(({ findings }) => findings);
  return [
    ...parts.map(({ part, findings }) =>
      [paint.strong(part), ...findings.map((finding) => findingText(finding, all, paint))].join('\n'),
    ),
    summary(all, paint),
  ].join('\n\n');
}

function findingText({ status, account, what, remedy }: Finding, all: readonly Finding[], paint: Paint): string {
  const accounts = new Set(all.flatMap((finding) => finding.account ?? []));
  const label = `  ${status.padEnd(INDENT - 2)}`;
  const text = account === null || accounts.size < 2 ? what : `${account}: ${what}`;
  return [
    `${colourOf(status, paint)(label)}${wrapped(text)}`,
    ...(remedy === null ? [] : [`${' '.repeat(INDENT - 2)}> ${wrapped(remedy)}`]),
  ].join('\n');
}

const colourOf = (status: Finding['status'], paint: Paint) =>
  ({ ok: paint.good, warning: paint.warning, error: paint.bad })[status];

/** Broken between words; further lines are indented like the first. A word that is too long stays whole. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH - INDENT)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(INDENT)}`);
}

function summary(findings: readonly Finding[], paint: Paint): string {
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const text = `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${count('ok')} ok.`;
  return errors > 0 ? paint.bad(text) : warnings > 0 ? paint.warning(text) : paint.good(text);
}
