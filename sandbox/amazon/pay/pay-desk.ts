import type { Answer } from '../replies.js';
import type { PayAlgorithm } from './authorization.js';
import type { NoticeRequest } from './notice-request.js';
import type { PayEnvironment, PayKey } from './pay-key.js';

/** A notice that was accepted. */
export interface AcceptedNotice extends NoticeRequest {
  /** Epoch ms by Amazon's clock. */
  readonly at: number;
  readonly environment: PayEnvironment;
  readonly merchantId: string;
  readonly publicKeyId: string;
  readonly algorithm: PayAlgorithm;
  readonly idempotencyKey?: string;
}

/** The first answer to an idempotency key; it is kept for ever. */
export interface SavedAnswer {
  /** SHA-256 of the body, in hexadecimal digits. */
  readonly bodyHash: string;
  readonly answer: Answer;
}

/** Everything that Amazon Pay knows. */
export interface PayDesk {
  /** By public key id. */
  readonly keys: Map<string, PayKey>;
  /** Oldest first. */
  readonly notices: AcceptedNotice[];
  /** By merchant and idempotency key. */
  readonly saved: Map<string, SavedAnswer>;
  /** The tracking numbers that are used up, by environment. */
  readonly usedTrackingNumbers: Set<string>;
}

/** Makes an empty desk. */
export function createPayDesk(): PayDesk {
  return { keys: new Map(), notices: [], saved: new Map(), usedTrackingNumbers: new Set() };
}
