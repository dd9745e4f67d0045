import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../temporal.config.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
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
