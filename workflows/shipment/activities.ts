import type { FailureKind } from '../failures.js';
import type {
  ChosenRate,
  IneligibleService,
  InputField,
  ListedRate,
  Offer,
  OfferFacts,
  Purchased,
  ShippingPromise,
} from './offer.js';
import type { ParcelEvent } from './parcel-events.js';
import type { ShipmentPolicy } from './policy.js';
import type { BusinessId, ShipmentRequest } from './request.js';

/** What every step of a shipment is told. */
export interface StepInput {
  account: string;
  /** Its package has the same reference at Amazon (`packageClientReferenceId`). */
  shipmentReference: string;
  businessId: BusinessId;
  /** Calls nearest to theirs go first, epoch ms. */
  deadline: number;
}

/** What every step that changes something at Amazon is told besides. */
export interface WriteStepInput extends StepInput {
  /** The ledger that the shipment began with: a worker with another one must not carry it on. */
  ledgerId: string;
  /** The shipment began in dry run: what would be sent is put on record, and not sent. */
  isDryRun?: true;
  /** What the write can be found by later, as in the search attribute `References`. */
  references: string[];
  /** Who caused the write: `policy`, or the actor of an operator's action. No personal data beyond a user name. */
  actor: string;
  /** Set by a person's answer: another send is allowed after this one, whatever became of it. */
  overrule?: Overrule;
}

/** A person's decision that another send may follow. */
export interface Overrule {
  send: number;
  actor: string;
  requestId: string;
}

export interface ObtainRatesInput extends StepInput {
  /** Absent until it is known; then a worker with another ledger must not carry the shipment on. */
  ledgerId?: string;
  request: ShipmentRequest;
  /** Documents that answer what a carrier wants to know besides; the later ones count more. */
  additionalInputs: string[];
  policy: Pick<ShipmentPolicy, 'rates' | 'documents' | 'priceGuard'>;
  /** A person's choice: no other service is taken. */
  choice?: ChosenRate;
  /** What was to be bought before: a new rate has to keep inside the price guard. */
  approved?: ApprovedOffer;
  /** A person says that this purchase, whose outcome nobody knew, did not happen. */
  overrule?: Overrule;
}

/** An offer that policy or a person has taken; its successor is measured against it. */
export interface ApprovedOffer extends OfferFacts {
  valueAddedServices: string[];
  /**
   * When a person was shown it, ISO 8601: its promise moves on while people think, by that time and a day's slot. Absent
   * once a rate was taken for it, and for what the policy has taken.
   */
  seenAt?: string;
}

/** What Amazon offered, kept for people to look at. */
export interface RateList {
  /** ISO 8601. */
  at: string;
  rates: ListedRate[];
  ineligible: IneligibleService[];
  /** Rates that could not be understood. */
  unreadable: number;
}

/** Exactly one of `isUnderway`, `offer` and `question`; none of them for a direct purchase that nobody has begun. */
export interface ObtainRatesResult {
  /** The ledger that the shipment begins with. */
  ledgerId: string;
  /** The account is in dry run: nothing is bought for the shipment, as long as it lives. */
  isDryRun?: true;
  /** A purchase is on record whose outcome stands or is unknown: no new rate is asked for. */
  isUnderway?: true;
  list?: RateList;
  offer?: Offer;
  /** What only a person can decide. */
  question?: RateQuestion;
}

export interface RateQuestion {
  kind: Extract<FailureKind, 'RateChoiceNeeded' | 'NoRates' | 'PriceGuardRefused' | 'InputsNeeded'>;
  message: string;
  /** What is missing or wrong. */
  fields?: InputField[];
}

export interface PurchaseInput extends WriteStepInput {
  request: ShipmentRequest;
  additionalInputs: string[];
  windows: Pick<ShipmentPolicy['windows'], 'rateBudgetMs' | 'rateLifetimeMs'>;
  /** For a direct purchase, which has no rate to copy from. */
  documents: ShipmentPolicy['documents'];
  /** Absent while none was chosen: then only what was begun before is carried on. */
  offer?: Offer;
  /** A person says that this send has bought this shipment. */
  found?: Purchased & Overrule;
}

/** `recorded`: put on record in a dry run, and not sent. */
export type PurchaseResult =
  | { outcome: 'recorded' }
  | (Purchased & {
      outcome: 'bought';
      /** When the send that has bought it was opened, ISO 8601. */
      boughtAt: string;
      /** What was bought; absent for a direct purchase, whose service Amazon does not tell. */
      bought?: OfferFacts;
      /** Empty when they have to be fetched. */
      documents: ShipmentDocument[];
      requestIds: string[];
    });

/** A document in the document store. Labels hold personal data. */
export interface ShipmentDocument {
  /** `LABEL`, `PACKSLIP`, `RECEIPT`, `CUSTOM_FORM`. */
  type: string;
  /** `PDF`, `PNG`, `ZPL`. */
  format: string;
  documentId: string;
  sha256: string;
  mediaType: string;
}

export interface FetchDocumentsInput extends StepInput {
  shipmentId: string;
}

export interface FetchDocumentsResult {
  trackingId?: string;
  documents: ShipmentDocument[];
}

export interface TrackParcelInput extends StepInput {
  carrierId: string;
  trackingId: string;
  /** ISO 8601. */
  boughtAt: string;
  promise: ShippingPromise;
  /** What is known already: the step ends with something that is worth more than these. */
  known: ParcelEvent[];
  /** When the parcel was last looked for, ISO 8601. Default: never. */
  lookedAt?: string;
  /** Somebody was told already that nobody has scanned the parcel. */
  isNoScanTold: boolean;
}

export interface TrackParcelResult {
  /** All that is known now. */
  events: ParcelEvent[];
  /** ISO 8601. */
  lookedAt: string;
  /** A day has passed since the pickup window, and nobody has scanned the parcel. */
  isNoScan?: true;
  /** Its 45 days are over. */
  isOver?: true;
}

export interface CancelShipmentInput extends WriteStepInput {
  shipmentId: string;
  /** Absent where the parcel cannot be tracked with Amazon. */
  tracked?: { carrierId: string; trackingId: string };
}

/** `too-late`: the carrier has the parcel. */
export interface CancelShipmentResult {
  outcome: 'cancelled' | 'too-late';
  events: ParcelEvent[];
  requestIds: string[];
}

/** What a buyer's delivery notice needs; exactly one of the two references to the payment. */
export interface StartDeliveryNoticeInput {
  account: string;
  trackingNumber: string;
  carrierId: string;
  chargePermissionId?: string;
  amazonOrderReferenceId?: string;
}

/**
 * `known`: it runs or has ended; a tracking number is told once. `not-configured`: this installation has no Amazon Pay,
 * so nobody is told by it.
 */
export interface StartDeliveryNoticeResult {
  outcome: 'started' | 'known' | 'not-configured';
}

export interface LookAtPackagesInput {
  /** The other packages of the order. */
  packages: { shipmentReference: string; workflowId: string }[];
  /** Until then an order that may still be bought in part is looked at again, epoch ms. */
  giveUpAt: number;
}

/** What became of the other packages of an order; each is in one of the lists. */
export interface LookAtPackagesResult {
  bought: string[];
  notBought: string[];
  /** Not decided yet, or not started. */
  open: string[];
  /** One of them asks a person about the order already. */
  isAsked: boolean;
}

/** The steps of a shipment that touch the outside world; `activities/` implements them. */
export interface ShipmentActivities {
  /** Asks for rates and chooses one. Buys nothing. */
  obtainRates(input: ObtainRatesInput): Promise<ObtainRatesResult>;
  /** Buys, once. `RateExpired`: nothing was bought, and new rates are needed. */
  purchase(input: PurchaseInput): Promise<PurchaseResult>;
  /** Fetches the documents of a purchase again. Never buys. */
  fetchDocuments(input: FetchDocumentsInput): Promise<FetchDocumentsResult>;
  /** Looks for a parcel on its plan until something has happened that matters to somebody. */
  trackParcel(input: TrackParcelInput): Promise<TrackParcelResult>;
  cancelShipment(input: CancelShipmentInput): Promise<CancelShipmentResult>;
  /** Looks what became of the other packages of an order, until one is bought or all are decided. */
  lookAtPackages(input: LookAtPackagesInput): Promise<LookAtPackagesResult>;
  /** Starts the workflow that tells the buyer of the delivery, once for each tracking number; does not wait for it. */
  startDeliveryNotice(input: StartDeliveryNoticeInput): Promise<StartDeliveryNoticeResult>;
}
