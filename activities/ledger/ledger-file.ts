import { createHash } from 'node:crypto';
import { join } from 'node:path';

/**
 * Where the lines of a business id are: `<account>/<2 hex>/<business id>.jsonl`.
 *
 * Names are lower case and end with a hash of the exact spelling, so that ids which differ in case or in characters
 * that a file system refuses have different files everywhere.
 */
export const ledgerFile = (root: string, account: string, businessId: string): string =>
  join(root, safeName(account), hashOf(businessId).slice(0, 2), `${safeName(businessId)}${LEDGER_FILE_END}`);

export const LEDGER_FILE_END = '.jsonl';

const safeName = (name: string): string =>
  `${name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, 60)}-${hashOf(name).slice(0, 16)}`;

const hashOf = (name: string): string => createHash('sha256').update(name).digest('hex');
