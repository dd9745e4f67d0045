import type { NoticeActivities } from '../../workflows/steps/notices.js';
import type { Outbox } from './outbox.js';
import type { Sender } from './sender.js';

/** Where the notices of an account wait, and who sends them. */
export interface Postbox {
  outbox: Outbox;
  sender: Pick<Sender, 'wake'>;
}

/**
 * The activity `notify`: keeps notices until their account's receiver has them, and does not wait for it.
 *
 * Notices of an account without a receiver go nowhere. An error of the disk rejects: the server tries again.
 */
export const createNotify =
  (accounts: ReadonlyMap<string, Postbox>): NoticeActivities['notify'] =>
  async ({ notices }) => {
    for (const [account, { outbox, sender }] of accounts) {
      const own = notices.filter((notice) => notice.account === account);
      if (own.length === 0) continue;
      await outbox.add(own);
      sender.wake();
    }
  };
