import { randomUUID } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Notice } from '../../workflows/steps/notices.js';
import type { Clock } from '../clock.js';
import { createDurableDirectories, isMissing, syncDirectory } from '../durable-files.js';
import { createTaskLanes } from '../task-lanes.js';
import { createLease } from './lease.js';
import { noticeKey } from './outbox.js';
import type { Begun, Claim, Outbox } from './outbox.js';
import type { Waiting } from './plan.js';
import { begunRecord, noticeRecord, RecordDamaged, windowsRecord } from './records.js';
import type { NoticeRecord } from './records.js';

/** Files open at the same time: enough to keep a disk busy, far below what one process may open. */
const filesAtOnce = 64;
/** Names of one file: far below what any file system allows. */
const linksOfOneFile = 500;
/** How long a delivered notice is recognised. */
const rememberedMs = 7 * 24 * 60 * 60_000;
/** No write takes that long: a draft this old has lost its writer. */
const draftMs = 60 * 60_000;
/** Longer than a POST and what follows it; after a kill, the account's notices wait that long. */
const claimMs = 60_000;

export interface DirectoryOutboxOptions {
  /** Of one account, on a local disk. All processes that carry the account share it. */
  directory: string;
  clock: Clock;
  /** Hears of files that could not be read and were set aside. */
  logger: Logger;
}

/**
 * The embedded outbox: one file for each notice.
 *
 * - `notices/<key>` is the truth about a notice: it waits, or it was delivered. It is put there once, by a link, and
 *   only replaced as a whole.
 * - `waiting/<key>` is an empty file for each notice that waits, so that nobody reads the delivered ones to find them.
 *   One too many does no harm: the truth decides.
 * - `begun.json` is the message that is being sent, `windows.json` what the groups have sent lately, `claim/` the lease.
 * - `drafts/` holds what is being written, `aside/` what could not be read.
 */
export function createDirectoryOutbox({ directory, clock, logger }: DirectoryOutboxOptions): Outbox {
  const root = resolve(directory);
  const place = (name: 'notices' | 'waiting' | 'drafts' | 'aside'): string => join(root, name);
  const truthOf = (key: string): string => join(place('notices'), key);
  const entryOf = (key: string): string => join(place('waiting'), key);
  const begunFile = join(root, 'begun.json');
  const windowsFile = join(root, 'windows.json');
  const directories = createDurableDirectories(root);
  const lanes = createTaskLanes(filesAtOnce);
  const lease = createLease({ directory: join(root, 'claim'), clock, holdMs: claimMs });
  let known = new Map<string, Waiting>();

  async function makeDirectories(): Promise<void> {
    for (const name of ['notices', 'waiting', 'drafts'] as const) await directories.make(place(name));
  }

  function forgetDirectories(): void {
    for (const name of ['notices', 'waiting', 'drafts', 'aside'] as const) directories.forget(place(name));
  }

  /** Writes a whole file under a passing name, and hands it over. */
  async function withDraft(content: unknown, use: (draft: string) => Promise<void>): Promise<void> {
    const draft = join(place('drafts'), `${clock()}-${randomUUID()}`);
    try {
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(JSON.stringify(content));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await use(draft);
    } finally {
      await rm(draft, { force: true });
    }
  }

  const replace = (file: string, content: unknown): Promise<void> => withDraft(content, (draft) => rename(draft, file));

  /** `undefined` when there is no such file. */
  async function read<Value>(file: string, parse: (text: string) => Value): Promise<Value | undefined> {
    try {
      return parse(await readFile(file, 'utf8'));
    } catch (error) {
      if (isMissing(error)) return undefined;
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['EISDIR', 'EACCES', 'ELOOP'].includes(code)) throw new RecordDamaged(`It cannot be read: ${code}.`);
      throw error;
    }
  }

  const readTruth = (key: string): Promise<NoticeRecord | undefined> =>
    read(truthOf(key), (text) => noticeRecord(key, text));

  /** Out of the way of all others, and said once: it is not met again. */
  async function setAside(file: string, why: string): Promise<void> {
    await directories.make(place('aside'));
    const kept = join(place('aside'), `${clock()}-${randomUUID()}`);
    try {
      await rename(file, kept);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    logger.error({ file, kept, why }, 'a file among the notices cannot be read; it was set aside');
  }

  /** What a damaged file says is nothing. */
  async function orAside<Value>(file: string, reading: Promise<Value>): Promise<Value | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof RecordDamaged)) throw error;
      await setAside(file, error.message);
      return undefined;
    }
  }

  /** Puts the truth of a notice there, unless it is; tells whether it waits. */
  async function put(notice: Notice): Promise<boolean> {
    const key = noticeKey(notice.id);
    const existing = await orAside(truthOf(key), readTruth(key));
    if (existing) return 'notice' in existing;
    await withDraft({ addedAt: clock(), notice } satisfies NoticeRecord, (draft) => linkOnce(draft, truthOf(key)));
    return true;
  }

  async function waitingOf(key: string): Promise<Waiting | undefined> {
    const seen = known.get(key);
    if (seen) return seen;
    const record = await orAside(truthOf(key), readTruth(key));
    if (record && 'notice' in record) return { key, ...record };
    if (record) await rm(entryOf(key), { force: true });
    else await setAside(entryOf(key), 'It has no notice.');
    return undefined;
  }

  async function markDelivered(begun: Begun): Promise<void> {
    const record: NoticeRecord = { deliveredAt: clock() };
    for (let first = 0; first < begun.keys.length; first += linksOfOneFile) {
      const keys = begun.keys.slice(first, first + linksOfOneFile);
      // All say the same, so they share one file: thousands of notices cost one flush of it, not one each.
      await withDraft(record, (draft) =>
        all(keys, (key) =>
          lanes.run(key, async () => {
            await link(draft, `${draft}-${key}`);
            await rename(`${draft}-${key}`, truthOf(key));
          }),
        ),
      );
    }
    await syncDirectory(place('notices'));
    await all(begun.keys, (key) => lanes.run(key, () => rm(entryOf(key), { force: true })));
  }

  async function forgetBegun(): Promise<void> {
    await rm(begunFile, { force: true });
    await syncDirectory(root);
  }

  const claim: Claim = {
    renew: () => lease.take(),
    release: () => lease.giveBack(),

    async begun() {
      const begun = await orAside(begunFile, read(begunFile, begunRecord));
      if (begun === undefined) return undefined;
      for (const key of begun.keys) {
        const record = await orAside(truthOf(key), readTruth(key));
        if (record === undefined || 'notice' in record) continue;
        // Its sender died after the receiver had taken it.
        await markDelivered(begun);
        await forgetBegun();
        return undefined;
      }
      return begun;
    },

    async begin(begun) {
      await replace(begunFile, begun);
      await syncDirectory(root);
    },

    async delivered(begun, windows) {
      await markDelivered(begun);
      await replace(windowsFile, windows);
      await forgetBegun();
    },

    refused: forgetBegun,

    async windows() {
      return (await orAside(windowsFile, read(windowsFile, windowsRecord))) ?? {};
    },
  };

  return {
    async add(notices) {
      try {
        await makeDirectories();
        // The first of the same id counts, as it does between two calls.
        const unique = new Map([...notices].reverse().map((notice) => [noticeKey(notice.id), notice]));
        const waits = new Set<string>();
        await all(unique, ([key, notice]) =>
          lanes.run(key, async () => {
            if (await put(notice)) waits.add(key);
          }),
        );
        // An entry without its notice would be set aside.
        await syncDirectory(place('notices'));
        await all([...waits], (key) => lanes.run(key, () => touch(entryOf(key))));
        await syncDirectory(place('waiting'));
      } catch (error) {
        forgetDirectories();
        throw error;
      }
    },

    async waiting() {
      const now = new Map<string, Waiting>();
      await all(await namesIn(place('waiting')), async (name) => {
        if (!/^[0-9a-f]{32}$/.test(name)) return setAside(join(place('waiting'), name), 'It is not one of ours.');
        const waiting = await lanes.run(name, () => waitingOf(name));
        if (waiting) now.set(name, waiting);
      });
      known = now;
      return [...now.values()];
    },

    async claim() {
      try {
        await makeDirectories();
        return (await lease.take()) ? claim : undefined;
      } catch (error) {
        forgetDirectories();
        throw error;
      }
    },

    async prune() {
      await all(await namesIn(place('notices')), (key) =>
        lanes.run(key, async () => {
          const record = await orAside(truthOf(key), readTruth(key));
          if (record === undefined) return;
          // Its entry may be lost: whoever added it died before, or somebody tidied up.
          if ('notice' in record) await touch(entryOf(key));
          else if (record.deliveredAt < clock() - rememberedMs) await rm(truthOf(key), { force: true });
        }),
      );
      await all(await namesIn(place('drafts')), async (name) => {
        if (Number.parseInt(name) > clock() - draftMs) return;
        await rm(join(place('drafts'), name), { recursive: true, force: true });
      });
    },
  };
}

/** Links a draft to its name, unless somebody else has: whoever is first wins. */
async function linkOnce(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function touch(file: string): Promise<void> {
  await (await open(file, 'a', 0o600)).close();
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** All are tried, and nothing runs on in the background when one of them fails. */
async function all<Item>(items: Iterable<Item>, task: (item: Item) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled([...items].map(task));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
