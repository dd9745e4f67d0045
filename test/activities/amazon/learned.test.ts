import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLearned, createLearnedFile, learnedFileIn } from '../../../activities/amazon/learned.js';
import { manualTime } from './manual-time.js';

const DAY = 86_400_000;
const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'learned-'));
  directories.push(directory);
  return directory;
}

function process(directory: string) {
  const time = manualTime(1_000);
  const failures: string[] = [];
  const file = join(directory, 'below', 'learned.json');
  const open = () =>
    createLearnedFile({
      file,
      clock: time.now,
      failed: (code) => void failures.push(code),
      schedule: time.schedule,
    });
  return { time, failures, file, open };
}

describe('what was learned', () => {
  it.each([
    // age ms, greatest age ms, believed
    [0, DAY, true],
    [DAY - 1, DAY, true],
    [DAY, DAY, false],
    [-1, DAY, false], // a clock that was set back
  ])('%p ms ago is believed up to %p ms: %p', (ageMs, maxAgeMs, isBelieved) => {
    let now = 10 * DAY;
    const learned = createLearned(() => now);
    learned.set('limiter/getOrder/ceiling', 9.7);
    now += ageMs;
    expect(learned.get('limiter/getOrder/ceiling', maxAgeMs)).toBe(isBelieved ? 9.7 : undefined);
  });

  it.each([
    ['a value that is no number', 'a', Number.NaN],
    ['infinity', 'a', Number.POSITIVE_INFINITY],
    ['a name that could be text', 'Jane Doe, 1 Street', 1],
    ['a name without end', 'a'.repeat(101), 1],
  ])('is never %s', (_name, name, value) => {
    const learned = createLearned(() => 0);
    learned.set(name, value);
    expect(learned.get(name, DAY)).toBeUndefined();
  });

  it('is bounded: the oldest go first', () => {
    const learned = createLearned(() => 0);
    for (let i = 0; i <= 500; i += 1) learned.set(`n/${i}`, i);
    expect([learned.get('n/0', DAY), learned.get('n/1', DAY)]).toEqual([undefined, 1]);
  });
});

describe('the file of what was learned', () => {
  it('is there for the next process, with the time at which it was learned', async () => {
    const { time, failures, file, open } = process(await newDirectory());
    const before = open();
    await before.load();
    before.set('first-poll/submitAcknowledgement', 42_000);
    await before.save();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await time.advance(DAY - 1);
    const after = open();
    await after.load();
    expect(after.get('first-poll/submitAcknowledgement', DAY)).toBe(42_000);
    await time.advance(1);
    expect(after.get('first-poll/submitAcknowledgement', DAY)).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('is written at most once a minute, and not without need', async () => {
    const { time, file, open } = process(await newDirectory());
    const learned = open();
    await learned.save();
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    learned.set('a', 1);
    await time.advance(59_999);
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    learned.set('a', 2);
    await time.advance(1);
    await learned.save();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ values: { a: { value: 2, at: 60_999 } } });
  });

  it('keeps what another process has learned, the later of two', async () => {
    const { time, open } = process(await newDirectory());
    const [one, other] = [open(), open()];
    one.set('a', 1);
    one.set('b', 1);
    await time.advance(10);
    other.set('b', 2);
    other.set('c', 2);
    await other.save();
    await one.save();
    const next = open();
    await next.load();
    expect(['a', 'b', 'c'].map((name) => next.get(name, DAY))).toEqual([1, 2, 2]);
  });

  it('forgets what was learned while the clock was ahead', async () => {
    const { time, file, open } = process(await newDirectory());
    const before = open();
    before.set('a', 1);
    await before.save();
    const at = time.now() + DAY;
    await writeFile(file, JSON.stringify({ values: { a: { value: 2, at } } }));
    const learned = open();
    await learned.load();
    learned.set('a', 3);
    await learned.save();
    expect(learned.get('a', DAY)).toBe(3);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ values: { a: { value: 3 } } });
  });

  it.each([
    ['torn', '{"values":{"a":'],
    ['of another kind', '[]'],
    ['with values that are no numbers', '{"values":{"a":{"value":"1","at":0}}}'],
  ])('that is damaged (%s) is told and replaced', async (_name, text) => {
    const { failures, file, open } = process(await newDirectory());
    const first = open();
    first.set('a', 1);
    await first.save();
    await writeFile(file, text);
    const learned = open();
    await learned.load();
    expect(failures).toEqual(['DAMAGED']);
    expect(learned.get('a', DAY)).toBeUndefined();
    learned.set('a', 3);
    await learned.save();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ values: { a: { value: 3 } } });
  });

  it('that cannot be written is told, stops nothing, and leaves nothing behind', async () => {
    const directory = await newDirectory();
    const { failures, open } = process(directory);
    await writeFile(join(directory, 'below'), 'a file where a directory should be');
    const learned = open();
    learned.set('a', 1);
    await learned.save();
    expect(failures.length).toBeGreaterThan(0);
    expect(learned.get('a', DAY)).toBe(1);
    expect(await readdir(directory)).toEqual(['below']);
  });

  it('is another one for each account, and does not name it', () => {
    const [one, other] = ['acme', 'Acme'].map((account) => learnedFileIn('/ledger', account));
    expect(one).not.toBe(other);
    expect(one).toMatch(/^\/ledger\/learned-[0-9a-f]{16}\.json$/);
  });
});
