import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../terminal.js';

describe.each(['reject', 'cancel'])('the help of orders %s', (command) => {
  const directory = mkdtempSync(join(tmpdir(), 'code-table-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const help = async (policy?: object): Promise<string> => {
    const path = join(directory, 'policy.json');
    if (policy !== undefined) writeFileSync(path, JSON.stringify(policy));
    const environment: Record<string, string> = policy === undefined ? {} : { POLICY_FILE: path };
    return (await run(['orders', command, '--help'], environment)).stdout;
  };

  it('lists the usual codes in their order', async () => {
    expect(await help()).toMatch(/\n {2}02 {2}bad SKU\n {2}03 {2}out of stock\n[\s\S]*\n {2}10 {2}bad ship-to state\n/);
  });

  it('lists the configured codes, and no others', async () => {
    const text = await help({ acknowledgement: { codes: { '42': 'recalled' } } });
    expect(text).toMatch(/\n {2}42 {2}recalled\n/);
    expect(text).not.toContain('out of stock');
  });

  it('is there although the configuration cannot be read', async () => {
    const text = await help({ acknowledgement: { codes: {} } });
    expect(text).toContain('--code <NN>');
    expect(text).toContain('fulfillment doctor tells why');
  });
});
