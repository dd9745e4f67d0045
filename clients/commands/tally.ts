import type { Terminal } from './terminal.js';
import { number } from './text.js';

/** A line that counts what is done, for whoever watches. */
export interface Tally {
  add(): void;
  /** Takes the line away. */
  end(): void;
}

/** `1,200 of 5,000 reported`; nothing without a terminal. */
export function createTally(
  terminal: Pick<Terminal, 'showsProgress' | 'progress'>,
  { total, done: what }: { total: number; done: string },
): Tally {
  if (!terminal.showsProgress()) return { add: () => undefined, end: () => undefined };
  let done = 0;
  const show = (): void => terminal.progress(`${number(done)} of ${number(total)} ${what}`);
  show();
  return {
    add: () => {
      done += 1;
      show();
    },
    end: () => terminal.progress(''),
  };
}
