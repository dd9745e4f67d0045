import { hash } from 'node:crypto';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the lines of a business id are: `<account>/<2 hex>/<business id>.jsonl`.
 *
 * Names are lower case and end with a hash of the exact spelling, so that ids which differ in case or in characters
 * that a file system refuses have different files everywhere.
 */
export const ledgerFile = (root: string, account: string, businessId: string): string =>
  join(root, safeName(account), hashOf(businessId).slice(0, 2), `${safeName(businessId)}${LEDGER_FILE_END}`);

const LEDGER_FILE_END = '.jsonl';

/** All files of a ledger, in no order; whatever else lies there is none. @throws an error of the disk. */
export async function* ledgerFilesIn(root: string): AsyncGenerator<string> {
  for await (const account of await opendir(root)) {
    if (!account.isDirectory()) continue;
    for await (const group of await opendir(join(root, account.name))) {
      if (!group.isDirectory()) continue;
      const directory = join(root, account.name, group.name);
      for await (const file of await opendir(directory)) {
        if (file.isFile() && file.name.endsWith(LEDGER_FILE_END)) yield join(directory, file.name);
      }
    }
  }
}

const safeName = (name: string): string =>
  `${name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, 60)}-${hashOf(name).slice(0, 16)}`;

const hashOf = (name: string): string => hash('sha256', name);
