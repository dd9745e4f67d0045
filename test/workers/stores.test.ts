import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeDirectory } from '../../workers/stores.js';

describe('the probe of a directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'stores-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('leaves nothing behind, also when several run at once', async () => {
    await Promise.all([probeDirectory(directory), probeDirectory(directory), probeDirectory(directory)]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('fails when the directory is gone, with the code of the system', async () => {
    await expect(probeDirectory(join(directory, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
