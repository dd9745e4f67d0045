import process from 'node:process';

/** What a run of Jest has counted, as far as the last line needs it. */
export interface RunCounts {
  numPassedTests: number;
  numFailedTests: number;
  /** Skipped by `it.skip`, or by `it.only` beside them. */
  numPendingTests: number;
  numTodoTests: number;
  /** Test files that could not be loaded or that failed outside their tests. */
  numRuntimeErrorTestSuites: number;
}

/** `12 passed, 1 failed`, and `, 3 skipped` when there are any. A file that cannot run counts as one failed test. */
export function lastLine(counts: RunCounts): string {
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  const skipped = counts.numPendingTests + counts.numTodoTests;
  return `${counts.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Ends Jest's output with one plain line of counts on stdout. */
export class LastLineReporter {
  #counts: RunCounts | undefined;

  constructor() {
    // Jest puts its own summary behind every other reporter, and warnings may follow it: only the exit is behind all.
    process.once('exit', () => {
      if (this.#counts) process.stdout.write(`${lastLine(this.#counts)}\n`);
    });
  }

  onRunComplete(_contexts: unknown, results: RunCounts): void {
    this.#counts = results;
  }
}

// Jest takes a reporter from the default export only.
export default LastLineReporter;
