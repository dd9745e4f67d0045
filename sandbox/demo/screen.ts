import process from 'node:process';

import { createLogUpdate } from 'log-update';

import { plainPaint, terminalPaint } from '../../clients/commands/paint.js';
import type { Paint } from '../../clients/commands/paint.js';
import { boardText } from './board-text.js';
import type { Picture } from './board-text.js';

/** What the demo shows while it runs. */
export interface Screen {
  readonly paint: Paint;
  /** How wide lines may be; elsewhere than on a terminal as wide as they are. */
  columns(): number;
  /** A line that stays. */
  tell(line: string): void;
  /** Orders and parcels as they stand; `footer` stays below them on a terminal, and is a few lines whenever it changes elsewhere. */
  show(picture: Picture, footer: readonly string[]): void;
  /** Leaves the last picture and gives the cursor back. */
  end(): void;
}

const PLAIN_EVERY_MS = 5_000;
/** More open orders than this are only counted, except those that wait for a person. */
const MOST_NAMED = 3;

/** A live table on a terminal, and lines for everything else. */
export const createScreen = (stream: NodeJS.WriteStream, now: () => number): Screen =>
  stream.isTTY ? liveScreen(stream, now) : plainScreen(stream, now);

function liveScreen(stream: NodeJS.WriteStream, now: () => number): Screen {
  const log = createLogUpdate(stream);
  let last: (() => string) | undefined;
  let height = 0;
  const draw = (text: string): void => {
    const lines = text.split('\n').length;
    // What is written between goes out at once: nobody sees the empty screen.
    stream.cork();
    // A picture of another height is drawn anew: patching it would leave lines of the old one behind.
    if (lines !== height) log.clear();
    height = lines;
    log(text);
    stream.uncork();
  };
  return {
    paint: terminalPaint,
    columns: () => stream.columns,
    tell: (line) => {
      stream.cork();
      log.clear();
      stream.write(`${line}\n`);
      height = 0;
      if (last !== undefined) draw(last());
      stream.uncork();
    },
    show: (picture, footer) => {
      last = () => {
        const size = { columns: stream.columns, rows: stream.rows - footer.length - 1 };
        return [boardText(picture, now(), size, terminalPaint), ...footer].join('\n');
      };
      draw(last());
    },
    end: () => {
      log.done();
      last = undefined;
    },
  };
}

/** For a log: what has changed, and not more often than anybody reads. */
export function plainScreen(stream: Pick<NodeJS.WriteStream, 'write'>, now: () => number): Screen {
  const startedAt = now();
  let shownAt = startedAt;
  let lastFooter = '';
  let lastStates = '';
  const tell = (line: string): void => void stream.write(`${line}\n`);
  return {
    paint: plainPaint,
    columns: () => Infinity,
    tell,
    show: (picture, footer) => {
      const text = footer.join('\n');
      if (text !== lastFooter) tell(text);
      lastFooter = text;
      if (now() < shownAt + PLAIN_EVERY_MS) return;
      const states = statesText(picture);
      if (states === lastStates) return;
      shownAt = now();
      lastStates = states;
      tell(`${Math.round((now() - startedAt) / 1_000)} s: ${states}`);
    },
    end: () => undefined,
  };
}

/** `3 RECEIVED, 21 COMPLETED; open: DEMO01 (Rejected), DEMO04; Paused: 11 obtainLabel`. */
export function statesText({ rows, holdUps }: Picture): string {
  const counts = new Map<string, number>();
  for (const { state = 'not taken in' } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  const open = rows.filter(({ hasEnded }) => !hasEnded);
  const named = open.length > MOST_NAMED ? open.filter(({ whoseMove }) => whoseMove === 'person') : open;
  const names = named.map(({ name, whoseMove, items: [item] }) => {
    const why = item?.reason ?? (whoseMove === 'person' ? 'waits for a person' : undefined);
    return name + (why === undefined ? '' : ` (${why})`);
  });
  return [
    [...counts].map(([state, count]) => `${count} ${state}`).join(', '),
    ...(names.length === 0 ? [] : [`open: ${names.join(', ')}`]),
    ...holdUps.map(({ reason, step, seen }) => `${reason}: ${seen} ${step}`),
  ].join('; ');
}

/** Stdout, unless that is for the summary alone. */
export const progressStream = (isJson: boolean): NodeJS.WriteStream => (isJson ? process.stderr : process.stdout);
