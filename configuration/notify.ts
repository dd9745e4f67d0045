import { z } from 'zod';

import type { Accounts } from './accounts.js';
import { signingKeys } from './signing-keys.js';
import type { Source } from './source.js';
import { missing, notifyUrl, text } from './values.js';

/** Where notices go, and how they are signed. */
export interface NotifyConfig {
  /**
   * Where notices wait until they are delivered. On a disk that outlives the process: what is lost with it is never
   * delivered.
   *
   * @default './data/notices'
   */
  directory: string;
  /** Secrets of 24 to 64 bytes; every notice is signed with each of them. Empty only where there is no URL. */
  keys: Uint8Array[];
  /**
   * By account; an account without one is absent, and nobody is told about it. Secrets: many receivers carry a token
   * in path or query. They belong in no log.
   */
  urls: Record<string, string>;
}

/** NOTIFY_URL is for every account that has no URL of its own. */
export function readNotify(source: Source, { names, notifyUrls }: Accounts): NotifyConfig | undefined {
  const given = source.variables(notifySchema);
  const hasUrl = source.has('NOTIFY_URL') || Object.keys(notifyUrls).length > 0;
  if (hasUrl && !source.has('NOTIFY_KEY')) source.faults.push({ where: 'NOTIFY_KEY', what: missing('NOTIFY_KEY') });
  if (given === undefined) return undefined;
  const { NOTIFY_URL: everywhere, NOTIFY_KEY: keys = [], NOTIFY_DIR: directory } = given;
  const urls = everywhere === undefined ? {} : Object.fromEntries(names.map((name) => [name, everywhere]));
  return { directory, keys, urls: { ...urls, ...notifyUrls } };
}

const notifySchema = z.object({
  NOTIFY_URL: notifyUrl.exactOptional(),
  NOTIFY_KEY: signingKeys('NOTIFY_KEY').exactOptional(),
  NOTIFY_DIR: text.default('./data/notices'),
});
