import type { NdrParcel, NdrReport } from './ndr-book.js';

/** A report as Amazon pushes it; field for field and type for type as the guide's sample. */
export function envelopeOf(parcel: NdrParcel, report: NdrReport): object {
  return {
    version: '0',
    id: report.id,
    'detail-type': 'NDR Events',
    source: 'AmazonShipping',
    account: '434519225125',
    time: instant(report.time),
    region: 'eu-west-1',
    resources: [],
    detail: {
      trackingId: parcel.trackingId,
      referenceID: parcel.referenceId,
      latestDeliveryAttemptedDate: instant(report.attemptedAt),
      deliveryAttemptCount: String(report.attempt),
      shipmentStatus: report.shipmentStatus,
      reasonCode: report.reasonCode,
      paymentType: 'CollectOnDelivery',
      ndrDueDate: instant(report.dueAt),
      expectedDeliveryDate: instant(report.dueAt),
      shippingPartyAccountId: parcel.shippingPartyAccountId,
      appId: parcel.appId,
      version: report.version,
      timeToLive: Math.floor(report.attemptedAt / 1_000),
    },
  };
}

/** Without milliseconds, as the sample has it. */
const instant = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
