import { Command, InvalidArgumentError } from 'commander';
import { startLocalAmazon } from './local-amazon.js';
import { usualLatency } from './options.js';

interface Flags {
  readonly port: number;
  readonly orders: number;
  readonly seed: number;
  readonly latencyFactor: number;
  readonly json?: true;
}

const program = new Command()
  .name('sandbox:amazon')
  .description('Runs a local Amazon until Ctrl-C and prints the variables that point the product at it.')
  .option('--port <number>', 'TCP port on 127.0.0.1; 0 takes any free one', wholeNumber, 0)
  .option('--orders <number>', 'how many generated orders it starts with', wholeNumber, 0)
  .option('--seed <number>', 'seed of everything that is drawn by chance', wholeNumber, 1)
  .option('--latency-factor <number>', 'multiplies how long Amazon takes over a transaction', positive, 1)
  .option('--json', 'print one JSON object in place of export lines for a shell');

program.parse();
try {
  await run(program.opts<Flags>());
} catch (error) {
  program.error(error instanceof Error ? error.message : 'could not start');
}

async function run(flags: Flags): Promise<void> {
  const { minMs, medianMs, maxMs } = usualLatency;
  const scaled = (ms: number): number => ms * flags.latencyFactor;
  const amazon = await startLocalAmazon({
    port: flags.port,
    seed: flags.seed,
    latency: { default: { minMs: scaled(minMs), medianMs: scaled(medianMs), maxMs: scaled(maxMs) } },
  });
  const numbers = amazon.addOrders(flags.orders).map((order) => order.purchaseOrderNumber);
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify({ url: amazon.url, environment: amazon.environment, orders: numbers })}\n`);
  } else {
    for (const [name, value] of Object.entries(amazon.environment))
      process.stdout.write(`export ${name}='${String(value)}'\n`);
    process.stdout.write(`# control: ${amazon.url}/control/summary\n`);
    for (const number of numbers) process.stdout.write(`# purchase order ${number}\n`);
  }
  const stop = (): void => {
    void amazon.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number of at least 0');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('must be a number above 0');
  return value;
}
