import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../temporal.config.js';
import { failures, stepAnswers } from '../workflows/failures.js';

const docs = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'configuration.md'), 'utf8');
const directory = mkdtempSync(join(tmpdir(), 'docs-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('docs/configuration.md', () => {
  it.each(['WAREHOUSES_FILE', 'POLICY_FILE', 'ACCOUNTS_FILE'])('shows a %s that the configuration takes', (name) => {
    const example = new RegExp(`## \`${name}\`[\\s\\S]*?\`\`\`json\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
    const file = join(directory, `${name}.json`);
    writeFileSync(file, example);
    expect(() => loadConfig({ [name]: file })).not.toThrow();
    expect(example).not.toBe('');
  });
});

describe('docs/failure-kinds.md', () => {
  const kinds = readFileSync(join(docs, 'failure-kinds.md'), 'utf8');
  const rowsUnder = (heading: string): string[][] =>
    (kinds.split(heading)[1]?.split(/\n## /)[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map((cells) => cells.slice(1, -1));

  it('has every kind of the catalogue, in its words and with its answers', () => {
    const documented = rowsUnder('# Why an order waits for a person');
    const coded = Object.entries(failures).map(([kind, { happened, remedy, answers }]) => [
      `\`${kind}\``,
      happened,
      remedy,
      answers.map((answer) => `\`${answer}\``).join(', '),
    ]);
    expect(documented).toEqual(coded);
  });

  it('explains every answer of the catalogue, and no other', () => {
    const explained = rowsUnder('## Answers').map(([answer]) => answer);
    const ofKinds = Object.values(failures).flatMap(({ answers }) => answers);
    const taken = new Set([...ofKinds, ...Object.values(stepAnswers).flat()].map((answer) => `\`${answer}\``));
    expect(explained.toSorted()).toEqual([...taken].toSorted());
  });
});
