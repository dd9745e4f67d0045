// Codes of a failed transaction. INVALID_ORDER_ID is in the model, EMPTY_PACKAGES in public reports; the others are this stand-in's own,
// as Amazon's list is not published. `violation` marks what a correct client never does, whatever happens to it.
const catalogue = {
  'order is known': { code: 'INVALID_ORDER_ID', message: 'Invalid order ID.' },
  'order once in a call': { code: 'DUPLICATE_ORDER_ID', message: 'The order occurs more than once.', violation: true },
  'package once in a call': {
    code: 'DUPLICATE_PACKAGE',
    message: 'A package occurs more than once.',
    violation: true,
  },
  'order is not cancelled': { code: 'ORDER_CANCELLED', message: 'The order is cancelled.' },
  'parties are the order’s': { code: 'INVALID_PARTY', message: 'A party does not match the order.' },
  'every line once': { code: 'INVALID_ITEMS', message: 'The items are not those of the order.' },
  'identifiers are the order’s': { code: 'INVALID_ITEMS', message: 'A product identifier does not match the order.' },
  'an identifier is given': { code: 'INVALID_ITEMS', message: 'A product identifier is missing.' },
  'unit is each': { code: 'INVALID_QUANTITY', message: 'The unit of measure is not Each.' },
  'quantity is given and not zero': { code: 'INVALID_QUANTITY', message: 'A quantity is missing or zero.' },
  'no more than ordered': { code: 'INVALID_QUANTITY', message: 'A quantity is above the ordered one.' },
  'no partial acceptance': { code: 'INVALID_QUANTITY', message: 'The order must be accepted as a whole.' },
  'code has two digits': { code: 'INVALID_ACKNOWLEDGEMENT_CODE', message: 'The acknowledgement code is invalid.' },
  'acknowledged once': { code: 'ALREADY_ACKNOWLEDGED', message: 'The order is acknowledged.', violation: true },
  'acceptance comes first': { code: 'ORDER_NOT_ACKNOWLEDGED', message: 'The order has not been accepted.' },
  'label is Amazon’s': {
    code: 'LABEL_NOT_AVAILABLE',
    message: 'The vendor does not use Amazon labels for this order.',
  },
  'not shipped yet': { code: 'ALREADY_SHIPPED', message: 'The order is confirmed.' },
  'label asked once': { code: 'LABEL_EXISTS', message: 'A shipping label exists.', violation: true },
  'label comes first': { code: 'LABEL_MISSING', message: 'No shipping label has been generated for the order.' },
  'confirmed once': { code: 'ALREADY_CONFIRMED', message: 'The shipment is confirmed.', violation: true },
  'shipped date not in the future': { code: 'INVALID_SHIPPED_DATE', message: 'The shipped date is in the future.' },
  'whole order ships': { code: 'INVALID_QUANTITY', message: 'Partial shipments are not allowed.' },
  'containers or an Amazon label': { code: 'EMPTY_PACKAGES', message: 'The package list is empty.' },
  'container has a ship method': { code: 'INVALID_CONTAINER', message: 'A container has no ship method.' },
  'ship method is the label’s': { code: 'INVALID_CONTAINER', message: 'A ship method does not match the label.' },
  'tracking number is the label’s': {
    code: 'INVALID_CONTAINER',
    message: 'A tracking number does not match the label.',
  },
  'container has a tracking number': { code: 'INVALID_CONTAINER', message: 'A container has no tracking number.' },
  'own carrier is named': { code: 'INVALID_CONTAINER', message: 'A container names neither SCAC nor carrier.' },
  'carrier is the vendor’s': {
    code: 'STATUS_UPDATE_NOT_ALLOWED',
    message: 'The order is not shipped by the vendor’s own carrier.',
  },
  'confirmation comes first': { code: 'SHIPMENT_NOT_CONFIRMED', message: 'The shipment has not been confirmed.' },
  'tracking number is the confirmation’s': {
    code: 'INVALID_TRACKING_NUMBER',
    message: 'The tracking number does not match the shipment confirmation.',
  },
  'status and reason are a pair': {
    code: 'INVALID_STATUS_CODE',
    message: 'The combination of status code and reason code is not supported.',
  },
  'scheduled delivery has its schedule': {
    code: 'SHIPMENT_SCHEDULE_MISSING',
    message: 'The shipment schedule of a scheduled delivery is missing.',
  },
  'packed items are the order’s': { code: 'INVALID_CONTAINER', message: 'A packed item is not in the order.' },
  'no more packed than ordered': { code: 'INVALID_CONTAINER', message: 'More is packed than was ordered.' },
} as const satisfies Record<string, { code: string; message: string; violation?: true }>;

/** The business rules by name. */
export type Rule = keyof typeof catalogue;

/** Why an entry is refused: the rule it breaks, and what the transaction says. */
export interface RuleRefusal {
  /** A {@link Rule}, or `scripted`. */
  readonly rule: Rule | 'scripted';
  readonly code: string;
  readonly message: string;
  /** A correct client never does this, whatever happens to it. */
  readonly violation: boolean;
}

/** The refusal that a rule gives. */
export function refuse(rule: Rule): RuleRefusal {
  const entry: { code: string; message: string; violation?: true } = catalogue[rule];
  return { rule, code: entry.code, message: entry.message, violation: entry.violation ?? false };
}

/** The first rule that is broken. */
export function firstBroken(...checks: readonly (readonly [holds: boolean, rule: Rule])[]): RuleRefusal | undefined {
  const broken = checks.find(([holds]) => !holds);
  return broken === undefined ? undefined : refuse(broken[1]);
}
