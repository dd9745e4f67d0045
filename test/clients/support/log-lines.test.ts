import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLogLines } from '../../../clients/support/log-lines.js';

const order = { account: 'acme', purchaseOrderNumber: 'PO1' };

describe('the lines of a log about one order', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'log-lines-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const read = (...lines: string[]) => {
    const file = join(directory, 'worker.log');
    writeFileSync(file, lines.join('\n'));
    return readLogLines(file, order);
  };

  it.each<[boolean, object]>([
    [true, { workflowId: 'po/acme/PO1' }],
    [true, { purchaseOrderNumber: 'PO1' }],
    [true, { account: 'acme', businessId: 'PO1' }],
    [true, { account: 'acme', businessId: 'PO0,PO1' }],
    [false, { workflowId: 'po/acme/PO10' }],
    [false, { workflowId: 'po/other/PO1' }],
    [false, { account: 'other', businessId: 'PO1' }],
    [false, { account: 'acme', businessId: 'PO10,PO11' }],
    [false, { msg: 'PO1' }],
  ])('are those that name it: %p for %j', async (isTaken, line) => {
    expect((await read(JSON.stringify(line))).lines).toEqual(isTaken ? [line] : []);
  });

  it('are found beside blank, foreign and torn lines, which are counted', async () => {
    const own = '{"workflowId":"po/acme/PO1","msg":"a"}';
    await expect(read(own, '', 'npm start', '[1]', '"x"', own, '{"workflowId":"po/acme/PO1","ms')).resolves.toEqual({
      lines: [JSON.parse(own), JSON.parse(own)],
      read: 6,
      unreadable: 4,
    });
  });

  it('have the place of an error, and not its text', async () => {
    const stack =
      'Error: Jane Doe\n    at send (file:///home/jane/app/dist/activities/submit.js:1:2)\n    at node:fs:1:1';
    const { lines } = await read(
      JSON.stringify({ workflowId: 'po/acme/PO1', err: { type: 'Error', message: 'Jane Doe', stack } }),
    );
    expect(lines).toEqual([
      {
        workflowId: 'po/acme/PO1',
        err: { type: 'Error', code: undefined, frames: ['at send (dist/activities/submit.js:1:2)', 'at node:fs:1:1'] },
      },
    ]);
  });

  it('of a file that is not there are an error with its name', async () => {
    await expect(readLogLines(join(directory, 'none.log'), order)).rejects.toThrow(
      /none\.log cannot be read \(ENOENT\)/,
    );
  });
});
