import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { createPost, noAnswerReason, signatures } from '../activities/notifications/webhook.js';
import type { Post } from '../activities/notifications/webhook.js';
import type { Clock } from '../activities/clock.js';
import { product } from '../temporal.config.js';
import type { Config } from '../temporal.config.js';
import { fault, fine, warning } from './examination.js';
import type { Finding } from './examination.js';
import { probeDirectory } from './stores.js';

export interface ExamineNotifyOptions {
  config: Pick<Config, 'accountNames' | 'notify'>;
  /** Sends every receiver a test notice. */
  isTested: boolean;
  clock: Clock;
  /** Default: the platform's `fetch`, with a deadline of 10 s. */
  post?: Post;
}

const POST_TIMEOUT_MS = 10_000;

/** Whether somebody is told when an order waits for a person, and on demand whether the receiver takes it. */
export async function examineNotify({
  config: { accountNames, notify },
  isTested,
  clock,
  post = createPost(POST_TIMEOUT_MS),
}: ExamineNotifyOptions): Promise<Finding[]> {
  const findings = accountNames.map(async (account) => {
    const subject = { check: 'notify', account };
    const url = notify.urls[account];
    if (url === undefined) {
      return warning(subject, 'Nobody is told when an order waits for a person.', 'Set NOTIFY_URL and NOTIFY_KEY.');
    }
    // Path and query often carry a token.
    const { host } = new URL(url);
    if (!isTested) return fine(subject, `Notices go to ${host}; --notify sends a test.`);
    return examineReceiver({ account, host, send: () => sendTest({ url, keys: notify.keys, account, clock, post }) });
  });
  const directory = Object.keys(notify.urls).length === 0 ? [] : [examineDirectory(notify.directory)];
  return Promise.all([...findings, ...directory]);
}

/** Where notices wait. The worker makes it at its first start. */
async function examineDirectory(directory: string): Promise<Finding> {
  const subject = { check: 'notices' };
  const path = resolve(directory);
  try {
    await probeDirectory(path);
    return fine(subject, `Notices can be kept: ${path}.`);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const remedy = 'Make room, mount the disk, or correct its permissions; notices are lost until then.';
    return code === 'ENOENT'
      ? fine(subject, `The worker makes NOTIFY_DIR at its first start: ${path}.`)
      : fault(subject, `NOTIFY_DIR cannot be written: ${path} (${code}).`, remedy);
  }
}

async function examineReceiver({
  account,
  host,
  send,
}: {
  account: string;
  host: string;
  send: () => Promise<number>;
}): Promise<Finding> {
  const subject = { check: 'notify', account };
  const remedy = 'Check NOTIFY_URL, NOTIFY_KEY and the receiver: it has to answer with 2xx within 10 s.';
  try {
    const status = await send();
    return status >= 200 && status <= 299
      ? fine(subject, `${host} has taken a test notice.`)
      : fault(subject, `${host} has refused a test notice with status ${status}.`, remedy);
  } catch (error) {
    return fault(subject, `${host} has not answered to a test notice (${noAnswerReason(error)}).`, remedy);
  }
}

/** A type of its own, so that no receiver takes it for an order that waits. */
async function sendTest({
  url,
  keys,
  account,
  clock,
  post,
}: {
  url: string;
  keys: readonly Uint8Array[];
  account: string;
  clock: Clock;
  post: Post;
}): Promise<number> {
  const id = `test-${randomUUID()}`;
  const at = clock();
  const timestamp = String(Math.floor(at / 1_000));
  const body = JSON.stringify({
    type: 'test',
    timestamp: new Date(at).toISOString(),
    data: { account, happened: 'Somebody tests whether notices arrive.', nextStep: 'None.' },
  });
  return post({
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': `${product.name}/${product.version}`,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures(keys, { id, timestamp, body }),
    },
    body,
  });
}
