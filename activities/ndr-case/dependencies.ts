import type { NdrCalls } from '../amazon/ndr/ndr-calls.js';
import type { ShippingCalls } from '../amazon/shipping/shipping-calls.js';
import type { Clock } from '../clock.js';
import type { DocumentStore } from '../documents/document-store.js';
import type { Ledger } from '../ledger/ledger.js';
import type { ProofWindows } from '../next-move.js';
import type { PollPlan } from '../polling.js';
import type { AddressHook } from './address-hook.js';

/** What the steps of a case stand on, for one Amazon account. */
export interface NdrDependencies {
  ndr: Pick<NdrCalls, 'submitNdrFeedback'>;
  shipping: Pick<ShippingCalls, 'getTracking'>;
  ledger: Ledger;
  documents: DocumentStore;
  clock: Clock;
  /** The account is in dry run: what would be sent is recorded, and nothing is. */
  isDryRun: boolean;
  windows: Pick<ProofWindows, 'windowMs'>;
  /** When an answer with an unknown outcome is looked into. */
  polling: PollPlan;
  /** The shipper's own system that knows addresses, and when it is asked again; absent when there is none. */
  addressHook?: (Pick<AddressHook, 'ask'> & { retry: PollPlan }) | undefined;
}
