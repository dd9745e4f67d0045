/** `npm run sandbox:temporal`: a Temporal server with UI for the terminal next door, until Ctrl-C. */
import { once } from 'node:events';
import { resolve } from 'node:path';
import process from 'node:process';

import { Command, InvalidArgumentError } from 'commander';

import { startDevServer } from './dev-server.js';
import type { DevServer } from './dev-server.js';
import { chooseDevServer, devServerExecutable, devServerFacts } from './find-dev-server.js';
import { chooseTestServer, testServerExecutable, testServerFacts } from './find-test-server.js';
import { freePorts, isFree } from './ports.js';
import { reportToStderr } from './provision.js';

interface MainOptions {
  port?: number;
  uiPort?: number;
  db?: string;
  json?: boolean;
  provisionOnly?: boolean;
}

const USUAL_PORT = 7233;
const USUAL_UI_PORT = 8233;

const program = new Command('sandbox:temporal')
  .description('Start a real Temporal server with its UI on this machine and keep it until Ctrl-C.')
  .option(
    '--port <port>',
    `port for workers and clients, 0 for a free one (default: ${USUAL_PORT}, or a free one)`,
    toPort,
  )
  .option('--ui-port <port>', `port of the UI, 0 for a free one (default: ${USUAL_UI_PORT}, or a free one)`, toPort)
  .option('--db <file>', 'keep everything in this SQLite file (default: in memory)')
  .option('--json', 'print address, namespace, UI and process id as one line of JSON')
  .option('--provision-only', 'make the dev server and the time-skipping test server available, start nothing')
  .addHelpText('after', '\nWith TEMPORAL_ADDRESS set, that server is named and nothing is started.')
  .action(async (options: MainOptions) => await (options.provisionOnly ? provision() : serve(options)));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function provision(): Promise<void> {
  const source = chooseDevServer(await devServerFacts());
  const devServer = source.from === 'address' ? source.address : await devServerExecutable(source, reportToStderr);
  process.stdout.write(`dev server   ${devServer}\n`);
  const testServer = await testServerExecutable(chooseTestServer(await testServerFacts()), reportToStderr);
  process.stdout.write(`test server  ${testServer}\n`);
}

async function serve({ port, uiPort, db, json = false }: MainOptions): Promise<void> {
  const server = await startDevServer({
    port: await portOr(port, USUAL_PORT),
    uiPort: await portOr(uiPort, USUAL_UI_PORT),
    ...(db !== undefined && { databaseFile: resolve(db) }),
  });
  // Only now: until here a signal ends this process at once, and the server with it.
  const interrupted = Promise.race(
    ['SIGINT', 'SIGTERM', 'SIGHUP'].map(async (signal): Promise<undefined> => {
      await once(process, signal);
    }),
  );
  process.stdout.write(json ? asJson(server) : asText(server));
  if (server.pid === undefined) return;

  const stayAlive = setInterval(() => undefined, 60_000);
  try {
    const exit = await Promise.race([interrupted, server.exited]);
    if (exit !== undefined && 'output' in exit)
      throw new Error(`The Temporal server has ended by itself. ${exit.output}`.trim());
    await server.stop();
  } finally {
    clearInterval(stayAlive);
  }
}

function asJson({ address, namespace, uiUrl, pid }: DevServer): string {
  return `${JSON.stringify({ address, namespace, uiUrl, pid })}\n`;
}

function asText({ address, namespace, uiUrl, pid }: DevServer): string {
  return [
    `Temporal     ${address}, namespace ${namespace}`,
    ...(uiUrl === undefined ? [] : [`Temporal UI  ${uiUrl}`]),
    `export TEMPORAL_ADDRESS='${address}' TEMPORAL_NAMESPACE='${namespace}'`,
    pid === undefined ? 'TEMPORAL_ADDRESS is set: nothing was started.' : 'Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** A wish as it is; without one the usual port, for which clients need no setting, unless it is taken. */
async function portOr(wish: number | undefined, usual: number): Promise<number> {
  if (wish !== undefined && wish !== 0) return wish;
  if (wish === undefined && (await isFree(usual))) return usual;
  const [free = 0] = await freePorts(1);
  return free;
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}
