import { loadConfig, temporalConnection, whichAreSet } from '../../temporal.config.js';
import type { Config, ConfigNeed, Environment } from '../../temporal.config.js';
import type { Temporal } from '../temporal.js';
import { attempt } from './checked-input.js';
import type { Input } from './checked-input.js';
import { plainPaint, terminalPaint } from './paint.js';
import type { Paint } from './paint.js';

/** What a command line runs in. */
export interface Host {
  environment: Environment;
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown };
  now: () => number;
}

/** One run of the command line. */
export interface Session {
  /** `--json`: results and errors are one JSON document each. */
  isJson: boolean;
  /** 0, unless a command has done its work in part only. */
  exitCode: number;
  now: () => number;
  paint: Paint;
  /** Columns of paragraphs: those of the terminal, else COLUMNS, else 80. */
  width: number;
  /** Columns of tables: as many as they need where nobody has said how many there are, as in a pipe. */
  tableWidth: number;
  /** Prints the result: the document with `--json`, else the text. Every result has both. */
  print(document: unknown, text: () => string): void;
  /** Like `print`, for a process that stays: one line, also with `--json`. */
  printLine(document: unknown, text: string): void;
  /** Prints a line for the person at the terminal; nothing with `--json`, where the document says it. */
  warn(line: string): void;
  /** Reads the parts of the configuration that a command needs. */
  config<const Need extends ConfigNeed = never>(needs?: readonly Need[]): Input<ReturnType<typeof loadConfig<Need>>>;
  temporal(): Input<Temporal>;
  /** Which variables are set, without their values. */
  variables(): Record<string, boolean>;
}

/** What every command knows, whatever it needs. */
export type CommonConfig = Pick<Config, Exclude<keyof Config, ConfigNeed>>;

const USUAL_WIDTH = 80;
/** Narrower than that nothing can be read. */
const MIN_WIDTH = 60;

/** How wide the output is, where a terminal or COLUMNS says so. */
function columnsOf({ environment, stdout }: Pick<Host, 'environment' | 'stdout'>): number | undefined {
  const columns = stdout.isTTY === true ? (stdout.columns ?? USUAL_WIDTH) : Number(environment['COLUMNS'] ?? 0);
  return Number.isSafeInteger(columns) && columns > 0 ? Math.max(columns, MIN_WIDTH) : undefined;
}

export function createSession({ environment, stdout, stderr, now }: Host): Session {
  const columns = columnsOf({ environment, stdout });
  const session: Session = {
    isJson: false,
    exitCode: 0,
    now,
    paint: stdout.isTTY === true ? terminalPaint : plainPaint,
    width: columns ?? USUAL_WIDTH,
    tableWidth: columns ?? Infinity,
    print: (document, text) => {
      stdout.write(`${session.isJson ? JSON.stringify(document, null, 2) : text()}\n`);
    },
    printLine: (document, text) => {
      stdout.write(`${session.isJson ? JSON.stringify(document) : text}\n`);
    },
    warn: (line) => {
      if (!session.isJson) stderr.write(`${line}\n`);
    },
    config: (needs) => attempt(() => loadConfig(environment, needs)),
    temporal: () => attempt(() => temporalConnection(environment)),
    variables: () => whichAreSet(environment),
  };
  return session;
}
