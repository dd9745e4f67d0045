/** `npm run demo`: the whole product on this machine, from the first event to the last, whatever is killed meanwhile. */
import { randomInt } from 'node:crypto';
import process from 'node:process';

import { Command, InvalidArgumentError } from 'commander';

import { runDemo } from './run-demo.js';
import { createScreen, progressStream } from './screen.js';
import type { Screen } from './screen.js';
import { setUpStage } from './stage.js';
import { summaryText } from './summary.js';

interface Flags {
  once?: true;
  kill?: true;
  orders: number;
  seed: number;
  port?: number;
  uiPort?: number;
  json?: true;
}

const program = new Command('demo')
  .description(
    'Runs purchase orders through a Temporal server, a local Amazon, worker and intake on this machine, with a live table.',
  )
  .option('--once', 'act as person and warehouse too, end when every order has ended; exit code 1 if anything is wrong')
  .option('--kill', 'with --once: kill -9 the worker at five random moments')
  .option('--orders <number>', 'how many purchase orders', atLeast(1), 25)
  .option('--seed <number>', 'seed of everything that is drawn by chance, kill moments too', atLeast(1))
  .option('--port <number>', 'port of the Temporal server (default: a free one)', atLeast(1))
  .option('--ui-port <number>', 'port of the Temporal UI (default: 8233, or a free one)', atLeast(1))
  .option('--json', 'with --once: print the summary as JSON on stdout, progress on stderr')
  .addHelpText(
    'after',
    `
Without --once it goes on until Ctrl-C: most orders end by themselves, the others wait for you. Nothing is left behind.
With TEMPORAL_ADDRESS set, that server is used and no other is started.

Examples:
  npm run demo
  npm run demo -- --once
  npm run demo -- --once --kill --seed 7`,
  )
  .action(async (flags: Flags) => {
    if (flags.once === undefined && (flags.kill ?? flags.json) === true) {
      program.error('error: --kill and --json need --once', { exitCode: 2 });
    }
    process.exitCode = await main({ ...flags, seed: flags.seed ?? randomInt(1, 1_000_000) });
  });

await program.parseAsync();

async function main(flags: Flags): Promise<number> {
  const screen = createScreen(progressStream(flags.json === true), Date.now);
  const interrupted = new AbortController();
  const endings: (() => Promise<void> | void)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The second one does not wait for anything; servers and processes end with this process.
      if (interrupted.signal.aborted) process.exit(130);
      interrupted.abort();
    });
  }
  try {
    return await Promise.race([play(flags, screen, endings, interrupted.signal), whenAborted(interrupted.signal, flags)]);
  } catch (error) {
    screen.end();
    screen.tell(screen.paint.bad(error instanceof Error ? error.message : String(error)));
    return 1;
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}
