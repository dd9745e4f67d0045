import type { AnswerOutcome } from '../answer-many.js';
import type { Terminal } from './terminal.js';
import { number, span } from './text.js';

/** A line about work under way, once a second; nothing without a terminal. */
export interface Progress {
  add: (outcome: Pick<AnswerOutcome, 'outcome'>) => void;
  /** Takes the line away. */
  end: () => void;
}

const EVERY_MS = 1_000;

export function createProgress({
  total,
  terminal,
  now,
}: {
  total: number;
  terminal: Pick<Terminal, 'showsProgress' | 'progress'>;
  now: () => number;
}): Progress {
  if (!terminal.showsProgress()) return { add: () => undefined, end: () => undefined };
  const startedAt = now();
  let answered = 0;
  let others = 0;
  const show = (): void => {
    terminal.progress(progressLine({ total, answered, others, elapsedMs: now() - startedAt }));
  };
  const timer = setInterval(show, EVERY_MS);
  return {
    add: ({ outcome }) => {
      if (outcome === 'answered') answered += 1;
      else others += 1;
    },
    end: () => {
      clearInterval(timer);
      terminal.progress('');
    },
  };
}

/** `1,200 answered, 3 refused, 3,797 left, about 6 min to go; Ctrl-C stops`. */
export function progressLine({
  total,
  answered,
  others,
  elapsedMs,
}: {
  total: number;
  answered: number;
  others: number;
  elapsedMs: number;
}): string {
  const done = answered + others;
  const left = total - done;
  const toGo = done === 0 || left === 0 ? '' : `, about ${span((elapsedMs / done) * left)} to go`;
  return `${number(answered)} answered, ${number(others)} not, ${number(left)} left${toGo}; Ctrl-C stops`;
}
