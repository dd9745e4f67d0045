import { cpus } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { callsPerOrder } from './calls-per-order.js';
import { history } from './history.js';
import { memory } from './memory.js';
import type { Figure, Measure } from './measure.js';
import { reportOf } from './report.js';
import { saturation } from './saturation.js';
import { speed } from './speed.js';
import { sustained } from './sustained.js';

/** In the order of the table. */
const measures: readonly Measure[] = [callsPerOrder, sustained, saturation, history, speed, memory];

const described = ({ name, about }: Measure): string => `  ${name.padEnd(12)}${about}`;

interface Flags {
  only?: string[];
  quick?: true;
  json?: true;
  seed: number;
}

const program = new Command()
  .name('bench')
  .description('Measures this product beside the design of tutorials, in one run, on the same local Amazon.')
  .addOption(new Option('--only <names...>', 'measure only these').choices(measures.map(({ name }) => name)))
  .option('--quick', 'shorter runs, for a look')
  .option('--json', 'print one JSON object in place of the table')
  .option('--seed <number>', 'seed of everything that is drawn by chance', wholeNumber, 1)
  .addHelpText('after', `\nMeasures:\n${measures.map(described).join('\n')}`);

program.parse();
try {
  await run(program.opts<Flags>());
  // What a run has left behind, such as a worker's connection, waits for nobody.
  process.exit(0);
} catch (error) {
  program.error(error instanceof Error ? (error.stack ?? error.message) : 'could not measure');
}

async function run({ only, quick, json, seed }: Flags): Promise<void> {
  const wanted = measures.filter(({ name }) => only?.includes(name) ?? true);
  const startedAt = performance.now();
  const seconds = (): number => Math.round((performance.now() - startedAt) / 1_000);
  const tell = (text: string): void => void process.stderr.write(`${String(seconds()).padStart(5)} s  ${text}\n`);
  const figures: (Figure & { measure: string })[] = [];
  const notes: string[] = [];
  for (const { name, measure } of wanted) {
    const measured = await measure({ seed, isQuick: quick === true, tell });
    figures.push(...measured.figures.map((figure) => ({ measure: name, ...figure })));
    notes.push(...measured.notes);
  }
  const about = { seed, isQuick: quick === true, cores: cpus().length, node: process.version, tookSeconds: seconds() };
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ ...about, figures, notes }, undefined, 2)}\n`);
    return;
  }
  const how = `seed ${seed}, ${about.cores} cores, Node ${about.node}, ${about.tookSeconds} s${quick === true ? ', quick' : ''}`;
  process.stdout.write(`${reportOf(figures)}\n${how}\n\n${notes.map((note) => `- ${note}`).join('\n')}\n`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number of at least 0');
  return value;
}
