import type { DemoCase } from '../ndr/cases.js';
import { check, isParcelAnswered, untilParcel, untilParcelAsks, withRole } from './scene.js';
import type { Scene } from './scene.js';

const REASON = 'NdrPastDue';

/** A report comes in when it is as good as due: its rule is not applied, and what is past due is a person's. */
export const ndrPastDue: Scene<DemoCase> = {
  name: 'ndr-past-due',
  title: 'a failed delivery is past due',
  cast: withRole('ndr-past-due'),
  play: async (cast, play) => {
    for (const { trackingId, end } of cast) {
      const view = () => play.viewCase(trackingId);
      await untilParcelAsks(play, trackingId, REASON);
      check(`the address hook was not asked about ${trackingId}`, !play.hookAsked().includes(trackingId));
      await play.act(`${trackingId} is past due, nothing was sent; a person leaves it to Amazon`, {
        args: ['ndr', 'decide', trackingId, 'no-answer'],
        isDone: () => isParcelAnswered(view, REASON),
      });
      await untilParcel(play, trackingId, end);
      const sent = play.amazon.received({ operation: 'submitNdrFeedback', parcel: trackingId }).length;
      check(`nothing was sent about ${trackingId}`, sent === 0);
    }
    return 'nothing was sent by itself, a person has left it to Amazon';
  },
};
