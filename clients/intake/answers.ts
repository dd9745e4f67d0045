import { purchaseOrderWorkflowId } from '../../workflows/purchase-order/messages.js';
import { shipmentWorkflowId } from '../../workflows/shipment/messages.js';
import type { OrderName, StartOutcome } from '../purchase-orders.js';
import type { StartedShipment } from '../shipments-start.js';
import type { ShipmentName } from '../shipments.js';

/** What a sender is answered. Below 300 the event is durable, and need not be sent again. */
export interface Answer {
  status: 200 | 202 | 404 | 409;
  body: object;
  /** For the log. */
  outcome: string;
  workflowId?: string;
}

/** What became of a carrier's event. */
export type ReportOutcome =
  | ({ outcome: 'signalled' } & OrderName)
  /** The order needs nothing more of its carrier. */
  | ({ outcome: 'ended'; state?: string } & OrderName)
  /** The event names its order, and none of this number runs. */
  | ({ outcome: 'unknown-order' } & OrderName)
  | { outcome: 'unknown-tracking' }
  | { outcome: 'ambiguous'; purchaseOrderNumbers: string[] };

/** What became of a departure. */
export type DepartOutcome = OrderName &
  (
    | { outcome: 'departed'; state: string }
    /** It left and was confirmed long ago. */
    | { outcome: 'ended'; state?: string }
    /** `retry`: it will be taken later. */
    | { outcome: 'refused'; message: string; retry?: true }
    | { outcome: 'unknown-order' }
  );

export const startAnswer = (started: StartOutcome): Answer => ({
  status: started.outcome === 'ended' ? 200 : 202,
  body: {
    workflowId: started.workflowId,
    started: started.outcome === 'started',
    ...(started.outcome === 'ended' ? stateOf(started) : {}),
  },
  outcome: started.outcome,
  workflowId: started.workflowId,
});

export function departAnswer(departed: DepartOutcome): Answer {
  const { outcome } = departed;
  const workflowId = idOf(departed);
  switch (outcome) {
    case 'departed':
      return { status: 202, body: { workflowId, departed: true, state: departed.state }, outcome, workflowId };
    case 'ended':
      return { status: 200, body: { workflowId, departed: false, ...stateOf(departed) }, outcome, workflowId };
    case 'refused':
      return {
        status: 409,
        body: { ...failure(departed.message), ...(departed.retry === undefined ? {} : { retry: true }) },
        outcome,
        workflowId,
      };
    case 'unknown-order':
      return { status: 404, body: failure(noSuchOrder(departed)), outcome, workflowId };
  }
}

export function reportAnswer(reported: ReportOutcome): Answer {
  const { outcome } = reported;
  switch (outcome) {
    case 'signalled': {
      const workflowId = idOf(reported);
      return { status: 202, body: { workflowId, signalled: true }, outcome, workflowId };
    }
    case 'ended': {
      const workflowId = idOf(reported);
      return { status: 200, body: { workflowId, signalled: false, ...stateOf(reported) }, outcome, workflowId };
    }
    case 'unknown-order':
      return { status: 404, body: failure(noSuchOrder(reported)), outcome, workflowId: idOf(reported) };
    case 'unknown-tracking':
      return { status: 404, body: failure(NO_SUCH_PARCEL), outcome };
    case 'ambiguous':
      return { status: 409, body: failure(severalFit(reported.purchaseOrderNumbers)), outcome };
  }
}

/** What became of a request for shipments. */
export type RequestOutcome =
  { outcome: 'taken'; shipments: StartedShipment[] } | { outcome: 'refused'; message: string };

export function requestAnswer(requested: RequestOutcome): Answer {
  if (requested.outcome === 'refused') return { status: 409, body: failure(requested.message), outcome: 'refused' };
  const { shipments } = requested;
  const hasEnded = shipments.every(({ outcome }) => outcome === 'ended');
  const body = shipments.map(({ shipmentReference, workflowId, outcome, ...rest }) => ({
    shipmentReference,
    workflowId,
    started: outcome === 'started',
    ...stateOf(rest),
  }));
  const [first, ...others] = shipments;
  return {
    status: hasEnded ? 200 : 202,
    body: { shipments: body },
    outcome: hasEnded ? 'ended' : shipments.some(({ outcome }) => outcome === 'started') ? 'started' : 'running',
    ...(first === undefined || others.length > 0 ? {} : { workflowId: first.workflowId }),
  };
}

/** What became of an event of a parcel. */
export type ParcelOutcome =
  | ({ outcome: 'signalled' } & ShipmentName)
  /** The shipment needs nothing more of its carrier. */
  | ({ outcome: 'ended'; state?: string } & ShipmentName)
  /** The event names its shipment, and none of this reference runs. */
  | ({ outcome: 'unknown-shipment' } & ShipmentName)
  | { outcome: 'unknown-tracking' }
  | { outcome: 'ambiguous'; shipmentReferences: string[] };

export function parcelAnswer(reported: ParcelOutcome): Answer {
  const { outcome } = reported;
  switch (outcome) {
    case 'signalled': {
      const workflowId = shipmentIdOf(reported);
      return { status: 202, body: { workflowId, signalled: true }, outcome, workflowId };
    }
    case 'ended': {
      const workflowId = shipmentIdOf(reported);
      return { status: 200, body: { workflowId, signalled: false, ...stateOf(reported) }, outcome, workflowId };
    }
    case 'unknown-shipment':
      return { status: 404, body: failure(noSuchShipment(reported)), outcome, workflowId: shipmentIdOf(reported) };
    case 'unknown-tracking':
      return { status: 404, body: failure(NO_SUCH_SHIPMENT), outcome };
    case 'ambiguous': {
      const references = reported.shipmentReferences;
      const named = `${references.slice(0, SHOWN).join(', ')}${references.length > SHOWN ? ' …' : ''}`;
      const message = `${references.length} shipments have this tracking id: ${named}. Name the shipmentReference.`;
      return { status: 409, body: failure(message), outcome };
    }
  }
}

const shipmentIdOf = ({ account, shipmentReference }: ShipmentName): string =>
  shipmentWorkflowId(account, shipmentReference);

const idOf = ({ account, purchaseOrderNumber }: OrderName): string =>
  purchaseOrderWorkflowId(account, purchaseOrderNumber);

const stateOf = ({ state }: { state?: string }): { state?: string } => (state === undefined ? {} : { state });

const failure = (message: string) => ({ error: { message } });

const noSuchOrder = ({ account, purchaseOrderNumber }: OrderName): string =>
  `No order ${purchaseOrderNumber} of account ${account} runs. Send the event again when it does (purchase-order.received starts it).`;

const NO_SUCH_PARCEL =
  'No order of this account has this tracking number yet: it is known some seconds after the departure. ' +
  'Send the event again later, or name its purchaseOrderNumber.';

const noSuchShipment = ({ account, shipmentReference }: ShipmentName): string =>
  `No shipment ${shipmentReference} of account ${account} runs. Send the event again when it does.`;

const NO_SUCH_SHIPMENT =
  'No shipment of this account has this tracking id yet: it is known some seconds after the purchase. ' +
  'Send the event again later, or name its shipmentReference.';

const SHOWN = 5;

const severalFit = (numbers: readonly string[]): string =>
  `${numbers.length} orders have this tracking number: ${numbers.slice(0, SHOWN).join(', ')}` +
  `${numbers.length > SHOWN ? ' …' : ''}. Name the purchaseOrderNumber.`;
