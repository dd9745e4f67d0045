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
    happened: 'Amazon refused what was sent.',
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
    happened: 'The inventory hook has given no decision, and the time for asking it is over.',
    remedy:
      'Mend the hook and answer retry; or decide for it: accept, or reject with data { "code": … }. It is never rejected by itself.',
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
  CancelRequested: {
    happened: 'Somebody asked to cancel the workflow. The order at Amazon is not cancelled by that.',
    remedy: 'Answer resume to go on, or abort to close the workflow; nothing more is sent to Amazon then.',
    answers: ['resume', 'abort'],
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
