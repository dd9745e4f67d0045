import process from 'node:process';

import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What a run of Vitest has counted, as far as the last line needs it. */
export interface RunCounts {
  passed: number;
  /** Failed tests, test files that could not be loaded or whose hooks failed, and errors outside every test. */
  failed: number;
  skipped: number;
}

/** `12 passed, 1 failed`, and `, 3 skipped` when there are any. */
export function lastLine({ passed, failed, skipped }: RunCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Ends Vitest's output with one plain line of counts on stdout. */
export class LastLineReporter implements Reporter {
  #counts: RunCounts | undefined;

  constructor() {
    // Other reporters and warnings may write after the end of the run: only the exit is behind all.
    process.once('exit', () => {
      if (this.#counts) process.stdout.write(`${lastLine(this.#counts)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.#counts = countsOf(modules, errors.length);
  }
}

function countsOf(modules: readonly TestModule[], errorsOutside: number): RunCounts {
  const counts = { passed: 0, failed: errorsOutside, skipped: 0 };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state] += 1;
      // A run that was broken off has tests without a result.
      else counts.failed += 1;
    }
  }
  return counts;
}

// Vitest takes a reporter from the default export only.
export default LastLineReporter;
