import type { TrackingEvent } from '../shipments/tracking-lives.js';

/** What a shipper can answer. */
export type NdrAction = 'RESCHEDULE' | 'REATTEMPT' | 'RTO';

/** An answer that Amazon has taken. */
export interface TakenAnswer {
  readonly action: NdrAction;
  readonly attempt: number;
  /** Epoch ms by Amazon's clock. */
  readonly at: number;
  readonly rescheduleDate?: string;
  readonly additionalAddressNotes?: string;
}

/** A report about a parcel that could not be delivered. */
export interface NdrReport {
  /** The envelope's. */
  readonly id: string;
  readonly version: number;
  readonly attempt: number;
  readonly shipmentStatus: string;
  readonly reasonCode: string;
  /** Epoch ms. */
  readonly time: number;
  readonly attemptedAt: number;
  readonly dueAt: number;
}

/** A parcel that is or was NDR-eligible. */
export interface NdrParcel {
  readonly trackingId: string;
  readonly shippingPartyAccountId: string;
  readonly appId: string;
  readonly referenceId: string;
  /** Oldest first. */
  readonly reports: NdrReport[];
  readonly answers: TakenAnswer[];
  /** What tracking tells. */
  readonly events: TrackingEvent[];
}

/** By tracking id. */
export type NdrBook = Map<string, NdrParcel>;

/** The report that counts now. */
export const currentReport = ({ reports }: NdrParcel): NdrReport | undefined => reports.at(-1);
