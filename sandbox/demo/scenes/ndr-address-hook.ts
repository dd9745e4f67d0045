import { ADDRESS_NOTES } from '../ndr/address-hook.js';
import type { DemoCase } from '../ndr/cases.js';
import { check, untilParcel, withRole } from './scene.js';
import type { Scene } from './scene.js';

/** An address was not found: the shipper's own system knows more, and nobody is asked. */
export const ndrAddressHook: Scene<DemoCase> = {
  name: 'ndr-address-hook',
  title: "a failed delivery is tried again with the address hook's notes",
  cast: withRole('ndr-address-hook'),
  play: async (cast, play) => {
    for (const { trackingId, end } of cast) {
      await untilParcel(play, trackingId, end);
      check(`the address hook was asked about ${trackingId}`, play.hookAsked().includes(trackingId));
      const [answer] = play.amazon.ndrParcel(trackingId)?.answers ?? [];
      check(`Amazon has the notes about ${trackingId}`, answer?.additionalAddressNotes === ADDRESS_NOTES);
      const { attention } = await play.viewCase(trackingId);
      check(`nobody was asked about ${trackingId}`, attention.raised === 0);
    }
    return 'nobody was asked, Amazon has the notes once';
  },
};
