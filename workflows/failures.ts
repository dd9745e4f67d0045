/**
 * The catalogue of failure kinds: what happened and what to do.
 *
 * The keys are `ApplicationFailure.type` of every failure an activity throws, and the reason of the item that waits
 * for a person. They are a public interface: a key is never renamed or reused.
 */
export const failures = {
  NotReady: {
    happened: 'Amazon has no result yet.',
    remedy: 'None: the step looks again by itself. If its time is over, look at the order in Vendor Central.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  Throttled: {
    happened: 'The call was not sent: the quota was used up, the connection was refused, or the worker was stopping.',
    remedy: 'None: the step tries again by itself. If its time is over, compare the backlog with the quota.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  Paused: {
    happened: 'Calls to this operation are paused after repeated refusals or unknown outcomes.',
    remedy:
      'Mend the cause (fulfillment doctor names it); the step goes on by itself after the next probe. If its time is over, answer retry.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  Unavailable: {
    happened: 'Amazon or its token service did not answer a read.',
    remedy: 'None while it is tried again. If its time is over, check the connection to Amazon, then answer retry.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  Unproven: {
    happened: 'It is unknown whether Amazon took what was sent: no result and no evidence within the proof window.',
    remedy:
      'Look in Vendor Central. Answer done-elsewhere if Amazon has it, retry to send once more, wait to keep looking.',
    answers: ['wait', 'retry', 'done-elsewhere', 'abort'],
  },
  Rejected: {
    happened: 'Amazon refused what was sent, or would refuse it.',
    remedy: 'Correct what the codes name, then answer retry (with corrected data where the step takes any).',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  RateExpired: {
    happened: "The rate's ten minutes were over before it was bought.",
    remedy:
      'None: new rates are asked for, and one is bought inside the price guard. If its time is over, answer retry.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  Conflict: {
    happened: 'Something else was already sent for the same order and step, and Amazon may have taken it.',
    remedy: 'Look in Vendor Central. Answer done-elsewhere if what was sent first stands, retry to send the new one.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  NotPermitted: {
    happened: 'Amazon refused the credentials or the role for this operation.',
    remedy:
      'Check role and authorisation of the application (Direct-to-Consumer Shipping; fulfillment doctor tells which), then answer retry.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  NotFound: {
    happened: 'Amazon does not know this purchase order, or it belongs to another vendor code.',
    remedy: 'Check number and account. Answer retry to look again, abort to close.',
    answers: ['retry', 'abort'],
  },
  LabelModeMissing: {
    happened: 'No label mode is configured for this warehouse and ship method.',
    remedy:
      'Add it to WAREHOUSES_FILE, restart the worker and answer retry; or answer retry with data { "labelMode": … } for this order.',
    answers: ['retry', 'abort'],
  },
  OrderTooOld: {
    happened: 'The order is still NEW although it is over 24 h old or past its required ship date.',
    remedy: 'Answer accept to acknowledge it all the same, reject with data { "code": … }, or abort to leave it alone.',
    answers: ['accept', 'reject', 'abort'],
  },
  DecisionNeeded: {
    happened: 'The acknowledgement policy leaves this order to a person.',
    remedy: 'Answer accept, or reject with data { "code": … }.',
    answers: ['accept', 'reject', 'abort'],
  },
  PaperLate: {
    happened: 'Amazon has not made a paper of this order yet that belongs into its parcel.',
    remedy: 'Look in Vendor Central. Answer retry to look again, skip to ship without it.',
    answers: ['retry', 'skip', 'abort'],
  },
  CarrierNotConfigured: {
    happened:
      "Something that Amazon has to be told of the carrier's event is in no table: meaning, dialect or address.",
    remedy:
      'Add it to the label mode in WAREHOUSES_FILE, restart the worker and answer retry; retry with data { "status": … } names the meaning of this one event, skip leaves the event out.',
    answers: ['retry', 'skip', 'abort'],
  },
  TrackingUnknown: {
    happened: 'The shipment was confirmed elsewhere, and its tracking numbers are not known here.',
    remedy:
      'Answer retry with data { "trackingNumbers": […] }, exactly as confirmed; or done-elsewhere if its status updates are sent elsewhere as well.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  CarrierSilent: {
    happened: 'The carrier has reported nothing of a package for too long.',
    remedy:
      'Ask the carrier, and report its events (orders event). Answer wait to give it the same time once more, done-elsewhere to wait no longer for this package.',
    answers: ['wait', 'done-elsewhere', 'abort'],
  },
  InventoryHookFailed: {
    happened: 'The inventory hook gives no decision.',
    remedy:
      'Mend the hook (fulfillment doctor --only inventory-hook). It is asked again until 20 h after the order date; then answer retry, or decide for it: accept, or reject with data { "code": … }.',
    answers: ['retry', 'accept', 'reject', 'abort'],
  },
  LabelReplaced: {
    happened: 'The new label has another tracking number than the one that was made before.',
    remedy: 'Destroy every print of the old label, then answer destroyed. Until then the order does not ship.',
    answers: ['destroyed', 'abort'],
  },
  CancelledByAmazon: {
    happened: 'Amazon has cancelled the order, and its parcel is labelled or has left.',
    remedy:
      'Answer stopped if the parcel is still here: nothing is sent to Amazon. Answer left-anyway if it is on its way: the shipment is confirmed all the same.',
    answers: ['stopped', 'left-anyway', 'abort'],
  },
  PayCarrierMissing: {
    happened: "Amazon Pay's code of this carrier is not known here.",
    remedy:
      'Add it to amazonPay.carrierCodes in POLICY_FILE, restart the worker and answer retry; or answer retry with data { "carrierCode": … } for this notice. What was sent cannot be corrected.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  PayNotPermitted: {
    happened: 'Amazon Pay refused the merchant, the key or the signature of a delivery notice.',
    remedy:
      "Check AMAZON_PAY_PUBLIC_KEY_ID, its private key and the clock of the worker's machine; restart the worker, then answer retry.",
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
  PayTrackingUsed: {
    happened: 'The tracking number was already used for the delivery notice of another order of Amazon Pay.',
    remedy:
      'A number can be used once, and nothing can be corrected. Tell the buyer in another way and answer done-elsewhere, or abort.',
    answers: ['done-elsewhere', 'abort'],
  },
  CancelRequested: {
    happened: 'Somebody asked to cancel the workflow. The order at Amazon is not cancelled by that.',
    remedy: 'Answer resume to go on, or abort to close the workflow; nothing more is sent to Amazon then.',
    answers: ['resume', 'abort'],
  },
  RateChoiceNeeded: {
    happened: "Which rate is bought for this parcel is a person's to choose.",
    remedy:
      'Look at the rates (shipments show) and answer choose with data { "rateId": … } or { "serviceId": … }, and "valueAddedServices": […] where groups are open: new rates are asked for, and that service is bought inside the price guard.',
    answers: ['choose', 'retry', 'abort'],
  },
  NoRates: {
    happened: 'No service is to be had for this parcel.',
    remedy:
      'Look at the ineligible services and their reasons (shipments show). Correct what they name and answer retry, with data { "detailsDocumentId": … } where addresses have changed.',
    answers: ['retry', 'abort'],
  },
  PriceGuardRefused: {
    happened: 'The rate has expired, and the new one is dearer or later than the one that was to be bought.',
    remedy:
      'Answer choose with data { "rateId": … } or { "serviceId": … } to buy at the new terms, retry to ask for rates again.',
    answers: ['choose', 'retry', 'abort'],
  },
  InputsNeeded: {
    happened: 'The carrier wants to know more before this parcel can be bought.',
    remedy:
      'Store the fields that are named as a document, and answer retry with data { "additionalInputsDocumentId": … }; or choose another rate.',
    answers: ['retry', 'choose', 'abort'],
  },
  PurchaseUnknown: {
    happened:
      'It is unknown whether the parcel was bought: the answer was lost, and the ten minutes of the rate are over.',
    remedy:
      'Look for it among the shipments of your Amazon Shipping account. Answer bought with data { "shipmentId": …, "trackingId": … }, or not-bought if it is not there: then new rates are asked for, and it is bought once more.',
    answers: ['bought', 'not-bought', 'abort'],
  },
  CancellationUnknown: {
    happened: 'It is unknown whether Amazon has cancelled the shipment.',
    remedy:
      'Look at it in your Amazon Shipping account. Answer done-elsewhere if it is cancelled, keep if it is not and shall go on, retry to ask Amazon once more.',
    answers: ['retry', 'done-elsewhere', 'keep', 'abort'],
  },
  RefundExpected: {
    happened: 'The shipment is cancelled, and Amazon owes its price.',
    remedy: 'Answer settled once the money is back, with its reference if there is one; written-off to wait no longer.',
    answers: ['settled', 'written-off', 'abort'],
  },
  OrderBoughtInPart: {
    happened: 'A package of an order ended without being bought, and others of the same order are bought.',
    remedy:
      'Ship the rest under another reference (shipments create), or cancel what is bought (shipments cancel), and settle it with the buyer. Then answer noted.',
    answers: ['noted', 'abort'],
  },
  PickupCancelled: {
    happened: 'The carrier says that the pickup of the parcel is cancelled; nobody here has cancelled it.',
    remedy:
      'Ask the carrier. Answer cancelled if it is not shipped this way: a refund is expected then; noted to go on looking.',
    answers: ['cancelled', 'noted', 'abort'],
  },
  NoScan: {
    happened: 'No carrier has scanned the parcel within a day after its pickup window.',
    remedy: 'Look whether it has left, and ask the carrier. Answer noted; the parcel is looked for all the same.',
    answers: ['noted', 'abort'],
  },
  DeliveryAttempted: {
    happened: 'The carrier has tried to deliver the parcel, and could not.',
    remedy: 'Tell the buyer where that helps. Answer noted; the parcel is looked for all the same.',
    answers: ['noted', 'abort'],
  },
  AwaitingCustomerPickup: {
    happened: 'The parcel waits for the buyer to fetch it.',
    remedy: 'Tell the buyer. Answer noted; the parcel is looked for all the same.',
    answers: ['noted', 'abort'],
  },
  ParcelUndeliverable: {
    happened: 'The parcel cannot be delivered, or the recipient has refused it.',
    remedy: 'Settle it with the buyer; the parcel usually comes back. Answer noted; it is looked for all the same.',
    answers: ['noted', 'abort'],
  },
  ParcelLost: {
    happened: 'The carrier has lost the parcel.',
    remedy:
      'Settle it with buyer and carrier, then answer lost, which ends the shipment; noted to go on looking for it.',
    answers: ['lost', 'noted', 'abort'],
  },
  NdrDecisionNeeded: {
    happened: "A delivery has failed, and what Amazon does next is a person's to decide.",
    remedy:
      'Answer with fulfillment ndr decide: reattempt with address notes, reschedule with a date, rto (it cannot be undone), done-elsewhere if it was answered in the portal, no-answer to leave it to Amazon.',
    answers: ['reattempt', 'reschedule', 'rto', 'done-elsewhere', 'no-answer', 'abort'],
  },
  NdrPastDue: {
    happened: 'The due date of a failed delivery has passed without an answer; nothing is sent by itself any more.',
    remedy:
      'Look in the portal. Answer reattempt, reschedule or rto to send it all the same, done-elsewhere if it was answered there, no-answer to leave it to Amazon.',
    answers: ['reattempt', 'reschedule', 'rto', 'done-elsewhere', 'no-answer', 'abort'],
  },
  NdrReturnUnknown: {
    happened: 'It is unknown whether Amazon has taken the return to origin, and tracking shows none.',
    remedy:
      'Look in the portal, and ask for the return there if it is missing: it is never sent twice from here. Answer done-elsewhere, or wait to keep looking.',
    answers: ['wait', 'done-elsewhere', 'abort'],
  },
  NdrQuarantined: {
    happened: 'A push came with the right secret, and could not be understood or is for nobody that is configured.',
    remedy:
      'Look at it (fulfillment ndr quarantine show). Complete NDR_FILE and run fulfillment ndr quarantine retry, which answers taken-in; answer noted to leave it.',
    answers: ['noted', 'taken-in', 'abort'],
  },
  Unexpected: {
    happened: 'The step ended in a way that the product does not know.',
    remedy: 'Read the worker log for this order, then answer retry.',
    answers: ['retry', 'done-elsewhere', 'abort'],
  },
} as const satisfies Record<string, FailureEntry>;

/** Answers that a step adds to those of the kind. */
export const stepAnswers = {
  /** The new label is not to be had: the old one counts again. */
  relabel: ['keep-label'],
  /** The answer that Amazon did not take is given up for another one. */
  submitNdrFeedback: ['decide'],
} as const satisfies Record<string, readonly string[]>;

interface FailureEntry {
  /** What happened, in one sentence a warehouse lead understands. */
  happened: string;
  /** What to do next, naming the answers. */
  remedy: string;
  /** The answers that an item of this kind takes. */
  answers: readonly string[];
}

/** `ApplicationFailure.type`, and the reason of an item. */
export type FailureKind = keyof typeof failures;

export const isFailureKind = (kind: string | null | undefined): kind is FailureKind =>
  kind !== null && kind !== undefined && Object.hasOwn(failures, kind);

/** What a failure of a step tells the workflow besides its kind: ids and codes, never Amazon's own text. */
export interface FailureDetails {
  /** The send that the failure is about; a person's `retry` allows another one after it. */
  send?: number;
  transactionIds?: string[];
  requestIds?: string[];
  /** Amazon's error codes. */
  codes?: string[];
  /** The package that it is about. */
  trackingNumber?: string;
}
