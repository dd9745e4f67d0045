/** `npm run demo`: the whole product on this machine, from the first event to the last, whatever is killed meanwhile. */
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import process from 'node:process';

import { Command, InvalidArgumentError } from 'commander';

import { given } from '../../clients/commands/arguments.js';
import { makeDataDirectory } from './environment.js';
import { runDemo } from './run-demo.js';
import { createScreen, progressStream } from './screen.js';
import type { Screen } from './screen.js';
import { setUpStage } from './stage.js';
import { summaryText } from './summary-text.js';

interface Flags {
  once?: true;
  kill?: true;
  orders: number;
  seed?: number;
  port?: number;
  uiPort?: number;
  json?: true;
}

const program = new Command('demo')
  .description(
    'Runs orders, shipments and failed deliveries through a Temporal server, a local Amazon and the product on this machine.',
  )
  .option('--once', 'act as person and warehouse too, end when everything has ended; exit code 1 if anything is wrong')
  .option('--kill', 'with --once: kill -9 the worker at five random moments')
  .option('--orders <number>', 'how many purchase orders', atLeast(1), 25)
  .option('--seed <number>', 'seed of everything that is drawn by chance, kill moments too', atLeast(1))
  .option('--port <number>', 'port of the Temporal server (default: a free one)', atLeast(1))
  .option('--ui-port <number>', 'port of the Temporal UI (default: 8233, or a free one)', atLeast(1))
  .option('--json', 'with --once: print the summary as JSON on stdout, progress on stderr')
  .addHelpText(
    'after',
    `
Without --once it goes on until Ctrl-C: most orders and parcels end by themselves, the others wait for you. Nothing is left behind.
With TEMPORAL_ADDRESS set, that server is used and no other is started; no other worker may run on it meanwhile.

Examples:
  npm run demo
  npm run demo -- --once
  npm run demo -- --once --kill --seed 7
  npm run --silent demo -- --once --json > summary.json`,
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (flags: Flags) => {
    if (flags.once === undefined && (flags.kill ?? flags.json) === true) {
      program.error('error: --kill and --json need --once');
    }
    // Not only `exitCode`: an interrupted start may still be at work.
    process.exit(await main(flags));
  });

await program.parseAsync();

/** Plays the demo and ends everything it has started, however it goes. */
async function main(flags: Flags): Promise<number> {
  const screen = createScreen(progressStream(flags.json === true), Date.now);
  const interrupted = interruption();
  const directory = makeDataDirectory();
  const endings: (() => Promise<void>)[] = [];
  let exitCode = 1;
  try {
    exitCode = await play(flags, { screen, directory, endings, signal: interrupted });
  } catch (error) {
    screen.end();
    screen.tell(screen.paint.bad(error instanceof Error ? error.message : String(error)));
  }
  for (const end of endings.toReversed()) {
    await end().catch((error: unknown) => screen.tell(`Could not be ended in order: ${String(error)}`));
  }
  if (exitCode === 1) screen.tell(`What worker and intake wrote is kept in ${directory}`);
  else rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  return exitCode;
}

interface Surroundings {
  screen: Screen;
  directory: string;
  /** What ends the things that run, in the order in which they were started. */
  endings: (() => Promise<void>)[];
  signal: AbortSignal;
}

async function play(flags: Flags, { screen, directory, endings, signal }: Surroundings): Promise<number> {
  const { once = false, kill = false, orders, json = false, port, uiPort } = flags;
  const seed = flags.seed ?? randomInt(1, 1_000_000);
  const interruptedCode = once ? 130 : 0;
  const report = (line: string): void => screen.tell(line);
  const stage = await Promise.race([
    setUpStage({ directory, seed, report, ...given({ port, uiPort }) }, (end) => endings.push(end)),
    whenAborted(signal),
  ]);
  if (stage === undefined) {
    report('Ending everything …');
    return interruptedCode;
  }

  if (stage.server.uiUrl !== undefined) report(`Temporal UI: ${stage.server.uiUrl}`);
  if (kill) report(`The worker is killed five times on the way; --seed ${seed} repeats the moments.`);
  const summary = await runDemo({ orders, seed, once, kill }, stage, screen, signal);
  screen.end();
  if (signal.aborted) {
    report('Ending everything …');
    return interruptedCode;
  }
  process.stdout.write(json ? `${JSON.stringify(summary, null, 2)}\n` : `\n${summaryText(summary, screen.paint)}\n`);
  return summary.ok ? 0 : 1;
}

/** Aborted by the first signal. The second waits for nothing: what was started ends with this process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  return controller.signal;
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** A whole number of at least `least`. */
function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}
