import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDirectoryOutbox } from '../../../activities/notifications/directory-outbox.js';
import { toMessage } from '../../../activities/notifications/message.js';
import { noticeKey } from '../../../activities/notifications/outbox.js';
import type { Begun, Claim, Outbox } from '../../../activities/notifications/outbox.js';
import { groupOf } from '../../../activities/notifications/plan.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { seededDice } from '../../support/random-json.js';
import { logTo, noticeOf, notices, startMs } from './support.js';
import type { Line } from './support.js';

const day = 24 * 60 * 60_000;

let directory: string;
let now: number;
let lines: Line[];
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'notices-'));
  now = startMs;
  lines = [];
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const outboxIn = (root = directory): Outbox =>
  createDirectoryOutbox({ directory: root, clock: () => now, logger: logTo(lines) });
const idsIn = async (outbox: Outbox): Promise<string[]> =>
  (await outbox.waiting()).map(({ notice }) => notice.id).sort();
const ids = (all: readonly Notice[]): string[] => all.map(({ id }) => id).sort();
const namesIn = (name: string): string[] =>
  existsSync(join(directory, name)) ? readdirSync(join(directory, name)) : [];
const truthOf = (notice: Notice): string => join(directory, 'notices', noticeKey(notice.id));

const begunOf = (all: readonly Notice[]): Begun => {
  const waiting = all.map((notice) => ({ key: noticeKey(notice.id), addedAt: now, notice }));
  const group = groupOf(all[0]!);
  const message = toMessage({ group, notices: waiting }, now);
  return { message, begunAt: now, group, keys: waiting.map(({ key }) => key) };
};

async function claimed(outbox: Outbox): Promise<Claim> {
  const claim = await outbox.claim();
  if (!claim) throw new Error('Somebody else has the claim.');
  return claim;
}

async function deliver(outbox: Outbox, all: readonly Notice[]): Promise<void> {
  const claim = await claimed(outbox);
  await claim.begin(begunOf(all));
  await claim.delivered(begunOf(all), {});
  await claim.release();
}

describe('an outbox', () => {
  it('keeps a notice as it is until it is delivered, also for another instance', async () => {
    const outbox = outboxIn();
    expect(await outbox.waiting()).toEqual([]);
    await outbox.add([noticeOf(1)]);
    const waiting = [{ key: noticeKey(noticeOf(1).id), addedAt: startMs, notice: noticeOf(1) }];
    expect(await outbox.waiting()).toEqual(waiting);
    expect(await outboxIn().waiting()).toEqual(waiting);
    await deliver(outbox, [noticeOf(1)]);
    expect(await outbox.waiting()).toEqual([]);
    expect(await outboxIn().waiting()).toEqual([]);
  });

  it.each<[string, object]>([
    ['fields that a later version adds', { severity: 'high' }],
    ['types that a later version adds', { type: 'attention.answered' }],
    ['instants as they are', { at: '2026-01-05', dueAt: '2026-01-06T08:00Z' }],
    ['text in any script', { happened: '\u0000 „é“ 🚚 \ud800' }],
  ])('keeps %s', async (_what, changes) => {
    const notice = { ...noticeOf(1), ...changes };
    await outboxIn().add([notice]);
    expect((await outboxIn().waiting())[0]?.notice).toEqual(notice);
    expect(lines).toEqual([]);
  });

  it('knows a notice by its id, whatever else has changed, and keeps the first', async () => {
    const outbox = outboxIn();
    const again = noticeOf(1, { at: new Date(startMs).toISOString(), happened: 'Otherwise.' });
    await Promise.all([outbox.add([noticeOf(1), again]), outbox.add([noticeOf(1)]), outboxIn().add([noticeOf(1)])]);
    now += 60_000;
    await outbox.add([again]);
    expect(await outbox.waiting()).toMatchObject([{ addedAt: startMs, notice: noticeOf(1) }]);
  });

  it('does not take a delivered notice again for seven days, and forgets it then', async () => {
    const outbox = outboxIn();
    await outbox.add([noticeOf(1)]);
    await deliver(outbox, [noticeOf(1)]);
    for (const time of [0, day, 7 * day]) {
      now = startMs + time;
      await outbox.prune();
      await outbox.add([noticeOf(1)]);
      expect(await idsIn(outbox)).toEqual([]);
    }
    now = startMs + 7 * day + 1;
    await outbox.prune();
    expect(namesIn('notices')).toEqual([]);
    await outbox.add([noticeOf(1)]);
    expect(await idsIn(outbox)).toEqual([noticeOf(1).id]);
  });

  it('never forgets what waits', async () => {
    await outboxIn().add([noticeOf(1)]);
    now += 100 * day;
    await outboxIn().prune();
    expect(await idsIn(outboxIn())).toEqual([noticeOf(1).id]);
  });

  it('lets nobody but its owner read, and leaves no drafts behind', async () => {
    await outboxIn().add(notices(3));
    expect(statSync(truthOf(noticeOf(1))).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'notices')).mode & 0o777).toBe(0o700);
    expect(namesIn('drafts')).toEqual([]);
  });

  it('rejects what it could not keep, and takes it when the disk works again', async () => {
    const outbox = outboxIn(join(directory, 'outbox'));
    writeFileSync(join(directory, 'outbox'), '');
    await expect(outbox.add([noticeOf(1)])).rejects.toMatchObject({ code: 'ENOTDIR' });
    rmSync(join(directory, 'outbox'));
    await outbox.add([noticeOf(1)]);
    expect(await idsIn(outbox)).toEqual([noticeOf(1).id]);
    rmSync(join(directory, 'outbox'), { recursive: true });
    await expect(outbox.add([noticeOf(2)])).rejects.toMatchObject({ code: 'ENOENT' });
    await outbox.add([noticeOf(2)]);
    expect(await idsIn(outbox)).toEqual([noticeOf(2).id]);
  });
});

describe('the claim', () => {
  it('belongs to one at a time, until it is given back', async () => {
    const [one, other] = [outboxIn(), outboxIn()];
    const claim = await claimed(one);
    expect(await other.claim()).toBeUndefined();
    await claim.release();
    const taken = await claimed(other);
    expect(await claim.renew()).toBe(false);
    expect(await taken.renew()).toBe(true);
  });

  it('of a dead process is free after a minute, and its renewal fails then', async () => {
    const dead = await claimed(outboxIn());
    now += 59_999;
    expect(await outboxIn().claim()).toBeUndefined();
    now += 1;
    await claimed(outboxIn());
    expect(await dead.renew()).toBe(false);
    await dead.release();
    expect(await outboxIn().claim()).toBeUndefined();
  });

  it('stays with whoever renews it', async () => {
    const claim = await claimed(outboxIn());
    for (let minute = 0; minute < 5; minute += 1) {
      now += 50_000;
      expect(await claim.renew()).toBe(true);
      expect(await outboxIn().claim()).toBeUndefined();
    }
  });

  it('of a dead process does not stay for hours when the clock is set back', async () => {
    await claimed(outboxIn());
    now -= 3_600_000;
    await claimed(outboxIn());
  });

  it('goes to exactly one of many that ask at the same time, the first time as well as later', async () => {
    for (let turn = 0; turn < 50; turn += 1) {
      const claims = await Promise.all(Array.from({ length: 8 }, () => outboxIn().claim()));
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
      now += 60_000;
    }
  });
});

describe('a message on record', () => {
  it('is the same for whoever comes next', async () => {
    const begun = begunOf(notices(12));
    await outboxIn().add(notices(12));
    await (await claimed(outboxIn())).begin(begun);
    now += 60_000;
    const claim = await claimed(outboxIn());
    expect(await claim.begun()).toEqual(begun);
    await claim.refused();
    expect(await claim.begun()).toBeUndefined();
    expect(await idsIn(outboxIn())).toEqual(ids(notices(12)));
  });

  it('counts as delivered when its sender died in the middle of marking its notices', async () => {
    const all = notices(12);
    await outboxIn().add(all);
    await (await claimed(outboxIn())).begin(begunOf(all));
    writeFileSync(truthOf(all[5]!), JSON.stringify({ deliveredAt: now }));
    now += 60_000;
    expect(await (await claimed(outboxIn())).begun()).toBeUndefined();
    expect(await idsIn(outboxIn())).toEqual([]);
    expect(existsSync(join(directory, 'begun.json'))).toBe(false);
  });

  it('leaves its windows to the next process', async () => {
    const outbox = outboxIn();
    const claim = await claimed(outbox);
    expect(await claim.windows()).toEqual({});
    await claim.delivered(begunOf([noticeOf(1)]), { g: { startedAt: now, singles: 1 } });
    await claim.release();
    expect(await (await claimed(outboxIn())).windows()).toEqual({ g: { startedAt: now, singles: 1 } });
  });
});

describe('a file that is not as it was written', () => {
  it.each<[string, (notice: Notice) => void]>([
    ['a notice that is empty', (notice) => truncateSync(truthOf(notice))],
    ['a notice that is cut', (notice) => truncateSync(truthOf(notice), 50)],
    ['a notice that is another one', (notice) => writeFileSync(truthOf(notice), readFileSync(truthOf(noticeOf(2))))],
    ['a notice without a field', (notice) => writeFileSync(truthOf(notice), '{"addedAt":1,"notice":{"id":"x"}}')],
    ['a notice that is a directory', (notice) => (rmSync(truthOf(notice)), mkdirSync(truthOf(notice)))],
    [
      'a notice that is a link to itself',
      (notice) => (rmSync(truthOf(notice)), symlinkSync(truthOf(notice), truthOf(notice))),
    ],
    ['a notice that is gone', (notice) => rmSync(truthOf(notice))],
  ])('%s is set aside and said once, and holds up no other', async (_what, damage) => {
    await outboxIn().add(notices(3));
    damage(noticeOf(1));
    const outbox = outboxIn();
    expect(await idsIn(outbox)).toEqual(ids(notices(2, 2)));
    expect(lines.length).toBeGreaterThan(0);
    const said = lines.length;
    expect(namesIn('aside')).toHaveLength(said);
    expect(await idsIn(outbox)).toEqual(ids(notices(2, 2)));
    expect(lines).toHaveLength(said);
    await outbox.add([noticeOf(1)]);
    expect(await idsIn(outbox)).toEqual(ids(notices(3)));
  });

  it('a message on record, or windows: what waits goes all the same', async () => {
    const all = notices(3);
    await outboxIn().add(all);
    const claim = await claimed(outboxIn());
    await claim.begin(begunOf(all));
    truncateSync(join(directory, 'begun.json'), 20);
    writeFileSync(join(directory, 'windows.json'), '{"g":{"startedAt":"now"}}');
    expect(await claim.begun()).toBeUndefined();
    expect(await claim.windows()).toEqual({});
    expect(lines.map(({ msg }) => msg)).toEqual(
      Array(2).fill('a file among the notices cannot be read; it was set aside'),
    );
    expect(await idsIn(outboxIn())).toEqual(ids(all));
  });

  it('a strange file in any of the directories, with any name and content, holds up nothing', async () => {
    const dice = seededDice(8);
    const names = [
      '.DS_Store',
      'a b',
      'é',
      '~',
      '0~nobody',
      '1~x',
      noticeKey('other'),
      `${noticeKey('more')}.tmp`,
      '-1',
      '{}',
    ];
    const contents = [
      '',
      '\0'.repeat(4096),
      '{',
      '[]',
      'null',
      '{"deliveredAt":-1}',
      '{"deliveredAt":1,"x":2}',
      '"__proto__"',
    ];
    const places = ['notices', 'waiting', 'drafts', 'claim', 'aside', '.'];
    for (let round = 1; round <= 40; round += 1) {
      const notice = noticeOf(round);
      await outboxIn().add([notice]);
      await (await claimed(outboxIn())).release();
      for (let file = 0; file < 5; file += 1) {
        const place = join(directory, dice.pick(places));
        mkdirSync(place, { recursive: true });
        const path = join(place, dice.pick(names));
        if (existsSync(path)) continue;
        if (dice.below(4) === 0) mkdirSync(path);
        else writeFileSync(path, dice.pick(contents));
      }
      now += 120_000;
      const outbox = outboxIn();
      await outbox.prune();
      expect(await idsIn(outbox)).toEqual([notice.id]);
      await deliver(outbox, [notice]);
      const said = lines.length;
      expect(await idsIn(outbox)).toEqual([]);
      expect(lines).toHaveLength(said);
    }
  });

  it('an entry that somebody removed comes back with the next prune', async () => {
    await outboxIn().add(notices(3));
    rmSync(join(directory, 'waiting'), { recursive: true });
    mkdirSync(join(directory, 'waiting'));
    await outboxIn().prune();
    expect(await idsIn(outboxIn())).toEqual(ids(notices(3)));
  });

  (process.getuid?.() === 0 ? it.skip : it)('a notice that may not be read is set aside', async () => {
    await outboxIn().add(notices(2));
    chmodSync(truthOf(noticeOf(1)), 0);
    expect(await idsIn(outboxIn())).toEqual([noticeOf(2).id]);
  });
});

describe('a process that is killed while it adds', () => {
  it('loses nothing that was acknowledged, twice in a row', async () => {
    const acknowledged: number[] = [];
    for (const first of [1, 1_000_001]) {
      const target = acknowledged.length + 500;
      const adder = fork(fileURLToPath(new URL('adder.js', import.meta.url)), [directory, String(first)], {
        execArgv: [],
      });
      children.push(adder);
      adder.on('message', (number) => {
        acknowledged.push(number as number);
        if (acknowledged.length >= target) adder.kill('SIGKILL');
      });
      expect((await once(adder, 'close'))[1]).toBe('SIGKILL');
    }
    const kept = new Set(await idsIn(outboxIn()));
    expect(acknowledged.filter((number) => !kept.has(noticeOf(number).id))).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('leaves drafts that are cleared up an hour later', async () => {
    await outboxIn().add([noticeOf(1)]);
    writeFileSync(join(directory, 'drafts', `${now}-a`), '{');
    now += 3_599_999;
    await outboxIn().prune();
    expect(namesIn('drafts')).toHaveLength(1);
    now += 1;
    await outboxIn().prune();
    expect(namesIn('drafts')).toEqual([]);
  });
});
