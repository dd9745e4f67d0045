import type { FaultKind } from './faults.js';
import type { OperationName } from './options.js';

/** A request as it was received and answered. */
export interface ReceivedRequest {
  /** Counts from 1. */
  readonly number: number;
  /** Epoch ms by Amazon's clock. */
  readonly at: number;
  readonly operation: OperationName | 'unknown';
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly purchaseOrderNumbers: readonly string[];
  /** References and tracking ids of the parcels it is about; left out when there are none. */
  readonly parcels?: readonly string[];
  readonly tokenKind: 'none' | 'unknown' | 'expired' | 'lwa' | 'rdt';
  readonly userAgent: string;
  readonly requestId: string;
  /** The status that was worked out; the client never saw it when `connection` is `destroyed`. Nothing when nothing was processed. */
  readonly status?: number;
  readonly connection: 'answered' | 'destroyed';
  readonly transactionId?: string;
  readonly faults: readonly FaultKind[];
  /** The parsed body; left out for Login with Amazon, as it holds secrets. */
  readonly body?: unknown;
}

/** Narrows what is read back. */
export interface ReceivedFilter {
  readonly operation?: OperationName;
  readonly purchaseOrderNumber?: string;
  /** A `packageClientReferenceId` or tracking id. */
  readonly parcel?: string;
  /** Only requests with a greater `number`. */
  readonly since?: number;
}

/** Everything that was received, newest last, and counts that never forget. */
export interface Journal {
  record(request: Omit<ReceivedRequest, 'number'>): void;
  received(filter?: ReceivedFilter): ReceivedRequest[];
  counts(): Record<string, Record<string, number>>;
}

/** Makes an empty journal that keeps the last `keep` requests. */
export function createJournal(keep: number): Journal {
  let requests: ReceivedRequest[] = [];
  let number = 0;
  const counts: Record<string, Record<string, number>> = {};
  return {
    record(request) {
      number++;
      requests.push({ number, ...request });
      // Cut rarely: one cut costs as much as all that is kept.
      if (requests.length > keep * 1.25 + 100) requests = requests.slice(-keep);
      const outcome = request.connection === 'destroyed' ? 'connection destroyed' : String(request.status);
      const perOutcome = (counts[request.operation] ??= {});
      perOutcome[outcome] = (perOutcome[outcome] ?? 0) + 1;
    },
    received(filter = {}) {
      const { operation, purchaseOrderNumber, parcel, since = 0 } = filter;
      return requests.filter(
        (request) =>
          request.number > since &&
          (operation === undefined || request.operation === operation) &&
          (purchaseOrderNumber === undefined || request.purchaseOrderNumbers.includes(purchaseOrderNumber)) &&
          (parcel === undefined || (request.parcels ?? []).includes(parcel)),
      );
    },
    counts: () => structuredClone(counts),
  };
}
