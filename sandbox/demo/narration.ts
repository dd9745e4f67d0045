import type { Screen } from './screen.js';

/** What is told of a scene: one line, or two where the terminal would break the command in its middle. */
export function narration(
  time: string,
  what: string,
  command: string | undefined,
  { paint, columns }: Pick<Screen, 'paint' | 'columns'>,
): string {
  const said = `${paint.faint(time)}  ${what}`;
  if (command === undefined) return said;
  const typed = `$ ${command}`;
  const fits = `${time}  ${what}  ${typed}`.length <= columns();
  return `${said}${fits ? '  ' : `\n${' '.repeat(time.length + 2)}`}${paint.strong(typed)}`;
}
