import { defineSearchAttributeKey } from '@temporalio/common';

/**
 * Search attributes: a closed list, because SQL visibility allows ten of type Keyword and three of each other type.
 *
 * They are never encrypted and hold no personal data. Names are a public interface: never renamed or reused.
 */
export const searchAttributes = {
  /** State of the order, e.g. `READY_TO_SHIP`. */
  FulfillmentState: defineSearchAttributeKey('FulfillmentState', 'KEYWORD'),
  /** Name of the Amazon account in the configuration. */
  Account: defineSearchAttributeKey('Account', 'KEYWORD'),
  /** Amazon's `shipFromParty.partyId`. */
  Warehouse: defineSearchAttributeKey('Warehouse', 'KEYWORD'),
  /** `amazon`, `vendor-label` or `vendor-carrier`. */
  LabelMode: defineSearchAttributeKey('LabelMode', 'KEYWORD'),
  /** Reason of the most urgent open item; absent when nothing waits for a person. */
  Attention: defineSearchAttributeKey('Attention', 'KEYWORD'),
  /** The incident that holds the order up, e.g. a paused operation. */
  Incident: defineSearchAttributeKey('Incident', 'KEYWORD'),
  /** The next deadline that is not yet met. */
  NextDeadline: defineSearchAttributeKey('NextDeadline', 'DATETIME'),
  /** What the order can be found by: `co:` customer order, `tx:` transaction, `req:` request, `trk:` tracking, `sid:` Amazon's shipment. */
  References: defineSearchAttributeKey('References', 'KEYWORD_LIST'),
} as const;

/** Among the `References` of every order in dry run, so that a visibility query finds them all. */
export const DRY_RUN_REFERENCE = 'run:dry';

/**
 * Name of the memo with the open items: an array of `AttentionItem`, absent when there was never one.
 *
 * A memo cannot be searched, but comes with every list: what waits for a person is seen without asking its workflow.
 */
export const ATTENTION_MEMO = 'attention';
