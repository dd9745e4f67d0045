import type { DemoCase } from '../ndr/cases.js';
import { check, isParcelAnswered, untilParcel, untilParcelAsks, withRole } from './scene.js';
import type { Scene } from './scene.js';

const REASON = 'NdrDecisionNeeded';
const DAY_MS = 24 * 3_600_000;

/** Nobody was at home: a person names another day. */
export const ndrReschedule: Scene<DemoCase> = {
  name: 'ndr-reschedule',
  title: 'a failed delivery is put off to another day',
  cast: withRole('ndr-reschedule'),
  play: async (cast, play) => {
    const days: string[] = [];
    for (const { trackingId, end, reasonCode } of cast) {
      const view = () => play.viewCase(trackingId);
      await untilParcelAsks(play, trackingId, REASON);
      const date = new Date(Math.ceil(Date.now() / DAY_MS) * DAY_MS + DAY_MS).toISOString();
      await play.act(`${trackingId}: ${reasonCode}; the customer names a day`, {
        args: ['ndr', 'decide', trackingId, 'reschedule', '--date', date],
        isDone: () => isParcelAnswered(view, REASON),
      });
      await untilParcel(play, trackingId, end);
      const [answer] = play.amazon.ndrParcel(trackingId)?.answers ?? [];
      check(`Amazon has ${date} for ${trackingId}`, Date.parse(answer?.rescheduleDate ?? '') === Date.parse(date));
      days.push(`to ${date}`);
    }
    return days.join(', ');
  },
};
