import type { Report } from './provision.js';
import { startGuarded } from './processes.js';

/** A tool that is run to provision a server. */
export interface ToolRun {
  program: string;
  args: readonly string[];
  /** Environment of the tool, instead of this process's own. */
  env?: NodeJS.ProcessEnv;
  /** What is being done, as a person would say it: `Building the Temporal dev server`. */
  doing: string;
  report: Report;
  /** Asked four times a second: a reason to give up now, or `undefined` to go on. */
  giveUp?(elapsedMs: number): Promise<string | undefined>;
}

const LOOK_EVERY_MS = 250;
const SIGN_OF_LIFE_EVERY_MS = 15_000;

/**
 * Runs a tool to its end and shows every 15 s that it is alive.
 *
 * Rejects with the end of its output when it fails, and with the reason when it was given up. It ends with this process.
 */
export async function runTool({ program, args, env, doing, report, giveUp }: ToolRun): Promise<void> {
  const startedAt = Date.now();
  // What a tool leaves half-done is thrown away, so it need not end in order; some never would.
  const tool = await startGuarded(program, args, { stopSignal: 'SIGKILL', ...(env && { env }) });
  let nextSignMs = SIGN_OF_LIFE_EVERY_MS;

  for (;;) {
    const exit = await Promise.race([tool.exited, pause(LOOK_EVERY_MS)]);
    if (exit?.code === 0) return;
    if (exit) throw new Error(lastLines(exit.output) || `ended with ${exit.signal ?? exit.code ?? 'no exit code'}`);

    const elapsedMs = Date.now() - startedAt;
    const reason = await giveUp?.(elapsedMs);
    if (reason !== undefined) {
      await tool.stop();
      throw new Error(reason);
    }
    if (elapsedMs >= nextSignMs) {
      nextSignMs += SIGN_OF_LIFE_EVERY_MS;
      report(`${doing}: ${duration(elapsedMs)} so far`);
    }
  }
}

/** `75000` as `1 min 15 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-10).join('\n');
}

async function pause(ms: number): Promise<undefined> {
  return await new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
