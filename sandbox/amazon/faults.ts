import type { OperationName } from './options.js';

/** What goes wrong. */
export type Fault =
  /** This status instead of an answer; `html` answers with a page as a gateway does, `processed` does the work first. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly html?: boolean;
      readonly processed?: boolean;
      readonly retryAfterSeconds?: number;
    }
  /** The connection is closed before anything is processed. */
  | { readonly kind: 'reset-before' }
  /** The request is processed, and the connection destroyed before the answer. */
  | { readonly kind: 'reply-lost' }
  /** The answer comes late by real time; `processed` says whether the work is done at once (default) or after the delay. */
  | { readonly kind: 'slow'; readonly delayMs: number; readonly processed?: 'at-once' | 'after-delay' }
  /** A good token is called expired; status 403 by default. */
  | { readonly kind: 'token-expired'; readonly status?: 401 | 403 }
  /** A call is not permitted: 403 `Unauthorized`, or 401, without a word about expiry. */
  | { readonly kind: 'not-permitted'; readonly status?: 401 | 403 }
  /** The transaction fails with this code; with `effect` although it took effect. In a batch it hits the named order only. */
  | {
      readonly kind: 'transaction-failure';
      readonly code: string;
      readonly message?: string;
      readonly effect?: boolean;
    }
  /** The transaction stays `Processing` for ever, with its effect or without. */
  | { readonly kind: 'never-success'; readonly effect: boolean }
  /** The label can be read only this long after the outcome. Beyond 30 min it breaks the promise that proof windows rest on. */
  | { readonly kind: 'label-late'; readonly delayMs: number }
  /** The order is cancelled at the moment this request arrives, before it is processed. */
  | { readonly kind: 'cancelled-order' }
  /** Login with Amazon refuses with its own error shape; status 401 by default. For `accessToken` only. */
  | { readonly kind: 'lwa-error'; readonly error: string; readonly status?: number }
  /** No restricted token for a request with this path, for one with several resources (`combined`), or for any. */
  | { readonly kind: 'rdt-refused'; readonly path?: string; readonly combined?: boolean }
  /**
   * An enum value that no model knows: `orderStatus`, transaction or tracking `status`, `eventCode`, `labelFormat` or `contentType`.
   */
  | { readonly kind: 'unknown-enum'; readonly value?: string }
  /** An answer without its `payload` wrapper (DF-1, SV-1). */
  | { readonly kind: 'missing-payload' }
  /** `{"payload":{}}`, the answer for a label that is not ready. */
  | { readonly kind: 'empty-payload' }
  /** The carrier takes the parcel at the moment its cancellation arrives, before that is processed. */
  | { readonly kind: 'picked-up' }
  /** Tracking events come in another order than they happened in, and one of them twice. */
  | { readonly kind: 'unsorted-events' };

/** The names of faults. */
export type FaultKind = Fault['kind'];

/** A fault, where it strikes and how often. */
export interface FaultScript {
  readonly operation: OperationName;
  /** Strikes only requests about this order; default any. */
  readonly purchaseOrderNumber?: string;
  /**
   * Strikes only requests about this parcel: its `packageClientReferenceId`, its tracking id, or the tracking number of a notice.
   * Default any.
   */
  readonly parcel?: string;
  readonly fault: Fault;
  /** How many requests it strikes. Default 1. */
  readonly times?: number | 'always';
  /** How many matching requests go unharmed first. Default 0. */
  readonly after?: number;
}

/** A script with what is left of it. */
export interface ActiveFault extends FaultScript {
  readonly remaining: number | 'always';
}

/** Which scripts are meant. Everything given must hold. */
export type FaultFilter = Partial<Pick<FaultScript, 'operation' | 'parcel'>>;

/** The scripted faults that have not struck yet. */
export interface Faults {
  script(script: FaultScript): void;
  /** Takes scripts back: all of them, or those of an operation, of a parcel, or of both. */
  clear(only?: FaultFilter): void;
  /** Takes back every script of this kind for an operation. */
  takeBack(kind: FaultKind, operation: OperationName): void;
  active(): ActiveFault[];
  /** Takes the first fault of these kinds that matches the request; counted as one strike. */
  take<K extends FaultKind>(
    kinds: readonly K[],
    request: FaultTarget,
    accept?: (fault: Extract<Fault, { kind: K }>) => boolean,
  ): { readonly fault: Extract<Fault, { kind: K }>; readonly purchaseOrderNumber?: string } | undefined;
}

/** What a fault is matched against. */
export interface FaultTarget {
  readonly operation: OperationName;
  readonly purchaseOrderNumbers: readonly string[];
  /** References and tracking ids of the parcels that a request is about. */
  readonly parcels?: readonly string[];
}

/** Makes an empty script. */
export function createFaults(): Faults {
  let scripts: { script: FaultScript; skip: number; remaining: number | 'always' }[] = [];
  return {
    script(script) {
      scripts.push({ script, skip: script.after ?? 0, remaining: script.times ?? 1 });
    },
    clear({ operation, parcel } = {}) {
      scripts = scripts.filter(
        ({ script }) =>
          (operation ?? script.operation) !== script.operation || (parcel ?? script.parcel) !== script.parcel,
      );
    },
    takeBack(kind, operation) {
      scripts = scripts.filter(({ script }) => script.fault.kind !== kind || script.operation !== operation);
    },
    active: () => scripts.map(({ script, remaining }) => ({ ...script, remaining })),
    take(kinds, request, accept) {
      for (const entry of scripts) {
        const { script } = entry;
        const fault = ofKind(script.fault, kinds);
        if (fault === undefined || !matches(script, request) || accept?.(fault) === false) continue;
        if (entry.skip > 0) {
          entry.skip--;
          continue;
        }
        if (entry.remaining !== 'always') {
          entry.remaining--;
          if (entry.remaining <= 0) scripts = scripts.filter((other) => other !== entry);
        }
        const { purchaseOrderNumber } = script;
        return purchaseOrderNumber === undefined ? { fault } : { fault, purchaseOrderNumber };
      }
      return undefined;
    },
  };
}

function ofKind<K extends FaultKind>(fault: Fault, kinds: readonly K[]): Extract<Fault, { kind: K }> | undefined {
  return kinds.some((kind) => kind === fault.kind) ? (fault as Extract<Fault, { kind: K }>) : undefined;
}

function matches(script: FaultScript, request: FaultTarget): boolean {
  if (script.operation !== request.operation) return false;
  const { purchaseOrderNumber, parcel } = script;
  return (
    (purchaseOrderNumber === undefined || request.purchaseOrderNumbers.includes(purchaseOrderNumber)) &&
    (parcel === undefined || (request.parcels ?? []).includes(parcel))
  );
}
