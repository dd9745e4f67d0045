import type { NdrParcel } from '../../../workflows/ndr-case/activities.js';
import type { NdrPolicy } from '../../../workflows/ndr-case/policy.js';
import type { NdrReport } from '../../../workflows/ndr-case/report.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The defaults of NDR_FILE and POLICY_FILE. */
export const ndrPolicy: NdrPolicy = {
  rules: [],
  warnBeforeMs: 4 * HOUR,
  marginMs: 5 * MINUTE,
  closeAfterMs: 14 * DAY,
  lookEveryMs: DAY,
  hookGiveUpMs: HOUR,
  startToCloseMs: 45_000,
  budgetMs: 90 * MINUTE,
};

export const parcel: NdrParcel = {
  account: 'test-account',
  shippingPartyAccountId: 'A109W4MEBU BWQI',
  trackingId: '1809561149386',
};

/** A report of the first attempt; what is given stands instead. */
export const reportOf = (given: Partial<NdrReport> = {}): NdrReport => ({
  id: `event-${given.version ?? 1}`,
  source: 'push',
  version: 1,
  time: '2026-03-02T10:00:00.000Z',
  attempt: 1,
  shipmentStatus: 'Attempted',
  reasonCode: 'Customer unavailable',
  dueAt: '2026-03-04T10:00:00.000Z',
  ...given,
});
