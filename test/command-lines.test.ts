import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { createProgram } from '../clients/commands/program.js';
import { createSession } from '../clients/commands/session.js';

const root = join(import.meta.dirname, '../..');
const files = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

interface CommandLine {
  line: string;
  /** To be typed as it stands; in a sentence a command may be named without its arguments. */
  isWhole: boolean;
}

const BLOCK = /^[ \t]*```(?:sh|shell|bash)?\n([\s\S]*?)^[ \t]*```$/gm;
const ANY_BLOCK = /^[ \t]*```[\s\S]*?^[ \t]*```$/gm;

/** Every command line that starts with `fulfillment`: in code blocks, and in backticks. */
function commandLinesIn(text: string): CommandLine[] {
  const typed = [...text.matchAll(BLOCK)]
    .flatMap(([, block = '']) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .map((line) => ({ line: line.replace(/ # .*$/, ''), isWhole: true }));
  const named = [...text.replaceAll(ANY_BLOCK, '').matchAll(/`([^`\n]+)`/g)].map(([, line = '']) => ({
    line,
    isWhole: false,
  }));
  return [...typed, ...named]
    .map(({ line, isWhole }) => ({ line: line.trim().replace(/^npx /, ''), isWhole }))
    .filter(({ line }) => line.startsWith('fulfillment '));
}

/** As a shell splits it: up to a pipe or a redirection. */
const wordsOf = (line: string): string[] =>
  [...(line.split(/ [|>] /)[0] ?? '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
    .map(([, double, single, plain]) => double ?? single ?? plain ?? '')
    .slice(1);

/** Why the program does not take these words; nothing is carried out. */
async function faultOf(words: readonly string[]): Promise<string | undefined> {
  const write = (): void => undefined;
  const host = { environment: {}, stdout: { write }, stderr: { write }, now: Date.now };
  const program = createProgram(createSession(host), host);
  inert(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // A group of commands that is named alone shows its help.
    return error.code === 'commander.help' ? undefined : error.message;
  }
}

const LACKS_ARGUMENTS = /missing required argument|required option/;

function inert(command: Command): void {
  if (command.commands.length === 0) command.action(() => undefined);
  for (const each of command.commands) inert(each);
}

describe('a command line of the documents', () => {
  it.each([
    ['orders show PO1', undefined],
    ['orders show', /missing required argument/],
    ['orders shwo PO1', /unknown command/],
    ['orders show PO1 --colour', /unknown option/],
  ])('is taken or refused as the program does: %s', async (line, fault) => {
    const found = await faultOf(line.split(' '));
    if (fault === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(fault);
  });

  it('is found in blocks and in backticks, with what goes on in the next line', () => {
    const text = 'Say `fulfillment doctor`.\n\n```sh\nnpx fulfillment orders show PO1 \\\n  --json   # all\n```\n';
    expect(commandLinesIn(text)).toEqual([
      { line: 'fulfillment orders show PO1 --json', isWhole: true },
      { line: 'fulfillment doctor', isWhole: false },
    ]);
  });

  it.each(files)('of %s is one that the program has', async (file) => {
    const lines = commandLinesIn(readFileSync(join(root, file), 'utf8'));
    const faults = await Promise.all(
      lines.map(async ({ line, isWhole }) => {
        const fault = await faultOf(wordsOf(line));
        const isFine = fault === undefined || (!isWhole && LACKS_ARGUMENTS.test(fault));
        return isFine ? [] : [`${line}: ${fault}`];
      }),
    );
    expect(faults.flat()).toEqual([]);
  });
});
