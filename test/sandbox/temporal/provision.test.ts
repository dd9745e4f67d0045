import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { cacheFolder, provisionOnce } from '../../../sandbox/temporal/provision.js';

describe('provisioning a folder', () => {
  let parent: string;
  let folder: string;
  /** Above every process id an operating system gives. */
  const noSuchProcess = 2 ** 30;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'provision-'));
    folder = join(parent, 'server-1.0.0');
  });

  afterEach(async () => {
    await rm(parent, { recursive: true });
  });

  const fillWith = (text: string) => async (staging: string) => await writeFile(join(staging, 'server'), text);

  it('gives the folder its name only when it is complete', async () => {
    await provisionOnce(folder, async (staging) => {
      await fillWith('one')(staging);
      expect(await readdir(parent)).not.toContain('server-1.0.0');
    });

    expect(await readFile(join(folder, 'server'), 'utf8')).toBe('one');
    expect(await readdir(parent)).toEqual(['server-1.0.0']);
  });

  it('does nothing when the folder is there', async () => {
    await provisionOnce(folder, fillWith('one'));
    await provisionOnce(folder, fillWith('two'));

    expect(await readFile(join(folder, 'server'), 'utf8')).toBe('one');
  });

  it('keeps what the faster of two processes has made, and nothing of the slower one', async () => {
    await provisionOnce(folder, async (staging) => {
      await fillWith('slow')(staging);
      await provisionOnce(folder, fillWith('fast'));
    });

    expect(await readFile(join(folder, 'server'), 'utf8')).toBe('fast');
    expect(await readdir(parent)).toEqual(['server-1.0.0']);
  });

  it('leaves nothing behind when it fails, so that the next attempt starts afresh', async () => {
    const failing = provisionOnce(folder, async (staging) => {
      await fillWith('half')(staging);
      throw new Error('no network');
    });

    await expect(failing).rejects.toThrow('no network');
    expect(await readdir(parent)).toEqual([]);
  });

  // name beside the folder | age in min | kept
  it.each([
    ['of a process that is gone', `server-1.0.0.${noSuchProcess}-a1B2c3`, 61, false],
    ['of a process that is gone, still young', `server-1.0.0.${noSuchProcess}-a1B2c3`, 59, true],
    ['of a process at work', `server-1.0.0.${process.pid}-a1B2c3`, 61, true],
    ['of another server', `server-2.0.0.${noSuchProcess}-a1B2c3`, 61, true],
  ])('clears up a half-made folder only when its process has been gone for an hour: %s', async (_, name, age, kept) => {
    const old = join(parent, name);
    await mkdir(old);
    await utimes(old, new Date(), new Date(Date.now() - age * 60_000));
    await provisionOnce(folder, fillWith('one'));

    expect((await readdir(parent)).includes(name)).toBe(kept);
  });
});

describe('the cache folder', () => {
  it.each([
    ['linux', { XDG_CACHE_HOME: '/xdg' }, /^\/xdg\/amazon-fulfillment-worker\/temporal$/],
    ['linux', {}, /\/\.cache\/amazon-fulfillment-worker\/temporal$/],
    ['darwin', {}, /\/Library\/Caches\/amazon-fulfillment-worker\/temporal$/],
    ['win32', { LOCALAPPDATA: '/local' }, /^\/local\/amazon-fulfillment-worker\/temporal$/],
  ] as const)("is the user's own on %s with %j", (platform, env, path) => {
    expect(cacheFolder(env, platform)).toMatch(path);
  });
});
