import type { DemoCase } from '../ndr/cases.js';
import { answersOf } from '../parcel-outcomes.js';
import { check, isParcelAnswered, untilParcel, untilParcelAsks, withRole } from './scene.js';
import type { Scene } from './scene.js';

const REASON = 'NdrDecisionNeeded';
/** A worker that was killed between the intent and the call: a return is never sent twice, so a person asks for it. */
const UNKNOWN = 'NdrReturnUnknown';

/** The customer does not want it: a return to origin, which no rule ever sends. */
export const ndrRto: Scene<DemoCase> = {
  name: 'ndr-rto',
  title: 'a person has a rejected parcel returned to origin',
  cast: withRole('ndr-rto'),
  play: async (cast, play) => {
    for (const { trackingId, end, reasonCode } of cast) {
      const view = () => play.viewCase(trackingId);
      await untilParcelAsks(play, trackingId, REASON);
      check(`nothing is sent about ${trackingId} before`, play.amazon.ndrParcel(trackingId)?.answers.length === 0);
      await play.act(`${trackingId}: ${reasonCode}; it shall come back`, {
        args: ['ndr', 'decide', trackingId, 'rto'],
        isDone: () => isParcelAnswered(view, REASON),
      });
      const unknown = () => play.parcel(trackingId).items.find(({ reason }) => reason === UNKNOWN);
      await play.until(
        `${trackingId} is ${end}`,
        () => play.parcel(trackingId).state === end || unknown() !== undefined,
      );
      const { attentionId } = unknown() ?? {};
      if (attentionId !== undefined) {
        play.amazon.moveNdrParcel({ trackingId, eventCode: 'ReturnInitiated', leg: 'RETURNS' });
        await play.act(`${trackingId}: nobody knows of its return; a person asks for it in the portal`, {
          args: ['ndr', 'decide', trackingId, 'done-elsewhere', '--item', attentionId, '--reference', 'portal'],
          isDone: () => isParcelAnswered(view, UNKNOWN),
        });
      }
      await untilParcel(play, trackingId, end);
      check(`${trackingId} returns once`, answersOf(play.amazon, trackingId).RTO === 1);
    }
    return 'sent once, and it is back';
  },
};
