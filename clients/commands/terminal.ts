import process from 'node:process';
import { createInterface } from 'node:readline';

/** The person in front of a command, if there is one. */
export interface Terminal {
  /** Columns of the output; 80 where nobody knows. */
  width: () => number;
  /** Whether somebody sees progress. */
  showsProgress: () => boolean;
  /** Whether somebody can be asked. */
  canAsk: () => boolean;
  /** One line, in place of the one before; empty takes it away. */
  progress: (line: string) => void;
  /** The answer; empty when there is none, as after Ctrl-C. */
  ask: (question: string) => Promise<string>;
  /** Calls back on the first Ctrl-C (SIGINT) or SIGTERM; the second ends the process. Returns what ends listening. */
  onInterrupt: (stop: () => void) => () => void;
}

const DEFAULT_WIDTH = 80;
const MIN_WIDTH = 60;

/** The terminal that this process runs in. */
export const processTerminal: Terminal = {
  width: () => Math.max(process.stdout.isTTY ? process.stdout.columns : DEFAULT_WIDTH, MIN_WIDTH),
  showsProgress: () => process.stderr.isTTY,
  canAsk: () => process.stdin.isTTY && process.stderr.isTTY,
  progress: (line) => {
    process.stderr.cursorTo(0);
    process.stderr.write(line.slice(0, process.stderr.columns - 1));
    process.stderr.clearLine(1);
  },
  ask: (question) =>
    new Promise((resolve) => {
      const asked = createInterface({ input: process.stdin, output: process.stderr });
      const answered = (answer: string): void => {
        resolve(answer);
        asked.close();
      };
      asked.once('close', () => {
        resolve('');
      });
      asked.once('SIGINT', () => {
        process.stderr.write('\n');
        asked.close();
      });
      asked.question(question, answered);
    }),
  onInterrupt: (stop) => {
    const ignore = (): void => {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    };
    const interrupted = (): void => {
      ignore();
      stop();
    };
    process.on('SIGINT', interrupted);
    process.on('SIGTERM', interrupted);
    return ignore;
  },
};
