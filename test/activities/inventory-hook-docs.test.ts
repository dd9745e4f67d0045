import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInventoryAnswer } from '../../activities/inventory-answer.js';
import { createInventoryHook } from '../../activities/inventory-hook.js';
import type { InventoryQuestion } from '../../activities/inventory-hook.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/inventory-hook.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '');
const question = JSON.parse(blocks('json')[1] ?? '') as InventoryQuestion;
const key = Buffer.alloc(32, 7);

describe('docs/inventory-hook.md', () => {
  let endpoint: ChildProcessByStdio<null, Readable, null>;
  let url = '';
  const INVENTORY_HOOK_KEY = `whsec_${key.toString('base64')}`;
  beforeAll(async () => {
    endpoint = spawn(process.execPath, ['--input-type=module', '--eval', blocks('js')[0] ?? ''], {
      env: { INVENTORY_HOOK_KEY, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(endpoint.stdout, 'data')) as [Buffer];
    url = `http://127.0.0.1:${/listening on (\d+)/.exec(said.toString())?.[1] ?? ''}`;
  });
  afterAll(() => {
    endpoint.kill();
  });
  const hookWith = (bytes: Uint8Array) =>
    createInventoryHook({
      url,
      keys: [bytes],
      userAgent: 'tests/1',
      timeoutMs: 10_000,
      codes: { '03': 'out of stock' },
      clock: Date.now,
    });

  it.each([
    // what is ordered, quantity, decision
    ['SKU-1', 10, { decide: 'accept' }],
    ['SKU-1', 11, { decide: 'reject', code: '03', description: 'out of stock' }],
    ['SKU-9', 1, { decide: 'ask', because: 'New SKU' }],
  ])('has an endpoint that decides on %s, %i pieces, as said', async (vendorProductIdentifier, quantity, decision) => {
    const lines = question.lines.map((line) => ({ ...line, vendorProductIdentifier, quantity }));
    expect(await hookWith(key).ask({ ...question, lines }, 10_000)).toEqual({ kind: 'decided', decision });
  });

  it('has an endpoint that takes a ping, and refuses what somebody else has signed', async () => {
    expect(await hookWith(key).ping()).toBeUndefined();
    expect(await hookWith(Buffer.alloc(32, 8)).ping()).toMatch(/status 401/);
  });

  it('has answers that are understood', () => {
    const answers = [...page.matchAll(/^\| `(\{ "decision".*?\})` /gm)].map(([, answer]) => answer ?? '');
    const decisions = answers.map((answer) => readInventoryAnswer(Buffer.from(answer), { '03': 'out of stock' }));
    expect(decisions).toMatchObject([
      { decision: { decide: 'accept' } },
      { decision: { decide: 'reject', code: '03', description: 'Sold out' } },
      { decision: { decide: 'ask', because: 'Two left of three' } },
    ]);
  });

  const hasTools = ['curl', 'openssl'].every((tool) => spawnSync(tool, ['version']).error === undefined);
  (hasTools ? it : it.skip)('asks by hand', async () => {
    const { stdout } = await promisify(execFile)('sh', ['-c', blocks('sh')[1] ?? ''], {
      env: { PATH: process.env.PATH, INVENTORY_HOOK_KEY, INVENTORY_HOOK_URL: url },
    });
    expect(JSON.parse(stdout)).toEqual({ decision: 'accept' });
  });
});
