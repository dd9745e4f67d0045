import { z } from 'zod';

import type { Source } from './source.js';
import { required, text } from './values.js';
import { variables } from './variables.js';

/** A directory whose files are encrypted. */
export interface EncryptedDirectory {
  /** Relative to the working directory, or absolute. */
  directory: string;
  /** The first encrypts, the others only decrypt. Never empty. */
  keys: { id: string; key: Uint8Array }[];
}

/** Documents and ledger have directories of their own and the same keys. */
export function readStores(source: Source): { documents: EncryptedDirectory; ledger: EncryptedDirectory } | undefined {
  const stores = source.variables(storesSchema);
  if (stores === undefined) return undefined;
  const { DOCUMENTS_DIR, LEDGER_DIR, DOCUMENTS_KEY: keys } = stores;
  return { documents: { directory: DOCUMENTS_DIR, keys }, ledger: { directory: LEDGER_DIR, keys } };
}

const storesSchema = z.object({
  DOCUMENTS_DIR: text.default('./data/documents'),
  LEDGER_DIR: text.default('./data/ledger'),
  DOCUMENTS_KEY: required('DOCUMENTS_KEY').transform((value, context) => {
    const keys = value.split(',').map((entry) => parseKey(entry.trim()));
    const whole = keys.filter((key) => key !== undefined);
    const ids = new Set(whole.map(({ id }) => id));
    if (whole.length < keys.length) {
      context.addIssue(`does not hold a key. Each key is ${variables.DOCUMENTS_KEY}`);
    } else if (ids.size < whole.length) {
      context.addIssue('names two keys alike. Give every key an id of its own.');
    }
    return whole;
  }),
});

function parseKey(entry: string): { id: string; key: Uint8Array } | undefined {
  const [, id, base64] = /^([A-Za-z0-9._-]+):([A-Za-z0-9+/]{43}=)$/.exec(entry) ?? [];
  if (id === undefined || base64 === undefined) return undefined;
  return { id, key: Buffer.from(base64, 'base64') };
}
