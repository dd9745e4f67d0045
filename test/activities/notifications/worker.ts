/** A process that sends, and adds the notices it is told to; tests kill it. */
import type { Notice } from '../../../workflows/steps/notices.js';
import { notificationsOf } from './support.js';

const [directory = '', url = '', aheadMs = '0'] = process.argv.slice(2);
const { activities, start } = notificationsOf({
  directory,
  urls: { acme: url },
  // The claim of a killed process ends after a minute: the next one lives later.
  clock: () => Date.now() + Number(aheadMs),
  gatherMs: 20,
});
// Timers of the sender keep no process alive, the channel does.
process.on('message', ({ turn, notices }: { turn: number; notices: Notice[] }) => {
  void activities.notify({ notices }).then(() => process.send?.(turn));
});
start();
process.send?.('ready');
