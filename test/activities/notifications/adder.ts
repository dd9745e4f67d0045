/** A process that adds notices without end and reports what was acknowledged; tests kill it. */
import { pino } from 'pino';
import { createDirectoryOutbox } from '../../../activities/notifications/directory-outbox.js';
import { noticeOf } from './support.js';

const [directory = '', first = '1'] = process.argv.slice(2);
const outbox = createDirectoryOutbox({ directory, clock: Date.now, logger: pino({ level: 'silent' }) });

for (let number = Number(first); ; number += 8) {
  await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      await outbox.add([noticeOf(number + index)]);
      process.send?.(number + index);
    }),
  );
}
