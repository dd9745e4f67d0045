import { isFailureKind } from '../../workflows/failures.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { CENSORED, isCensored, withoutTokens } from '../redaction.js';

/**
 * Takes out of plain data whatever may be about a person. Texts pass only under names that are listed here: a field
 * that somebody adds later is left out until it is looked at.
 *
 * 1. What `redaction.ts` censors in logs is censored here as well.
 * 2. Instants, truth values and other numbers pass.
 * 3. People at work become `person 1`, `person 2` …, the same in the whole bundle.
 * 4. A `reason` passes when it is a failure kind, and a `message` beside one: those are our own words.
 *
 * @param pseudonymOf of somebody at work, by user name.
 */
export function withoutPersonalData(value: unknown, pseudonymOf: Pseudonyms, name = ''): unknown {
  if (typeof value === 'string') return permitted(name, value, pseudonymOf);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return isCensored(name) ? CENSORED : value;
  if (Array.isArray(value)) return value.map((entry: unknown) => withoutPersonalData(entry, pseudonymOf, name));
  if (typeof value !== 'object') return undefined;
  if (name !== '' && isCensored(name)) return CENSORED;
  const isOurs = isOfKind(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      safeKey(key),
      isOurs && OUR_WORDS.has(key) && typeof inner === 'string'
        ? withoutTokens(inner)
        : withoutPersonalData(inner, pseudonymOf, key),
    ]),
  );
}

/** Gives everybody a number. */
export type Pseudonyms = (person: string) => string;

/** Names of programs stay: they tell who was at work without telling a person. */
export function createPseudonyms(): Pseudonyms {
  const numbers = new Map<string, number>();
  return (person) => {
    if (PROGRAMS.has(person)) return person;
    numbers.set(person, numbers.get(person) ?? numbers.size + 1);
    return `person ${numbers.get(person) ?? 0}`;
  };
}

const PROGRAMS: ReadonlySet<string> = new Set([
  'policy',
  'ledger',
  'sweep',
  'carrier',
  'temporal',
  'unknown',
  'amazon',
]);

function permitted(name: string, text: string, pseudonymOf: Pseudonyms): string {
  if (PEOPLE.has(name)) return pseudonymOf(text);
  if (isCensored(name)) return CENSORED;
  if (INSTANT.test(text)) return text;
  if (name === 'reason') return isFailureKind(text) ? text : CENSORED;
  return PERMITTED.has(name) ? withoutTokens(text) : CENSORED;
}

/** A date and perhaps a time, and nothing else. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

const PEOPLE: ReadonlySet<string> = new Set(['actor', 'by', 'departedBy', 'identity', 'overruledBy']);

/** Texts beside a failure kind. */
const OUR_WORDS: ReadonlySet<string> = new Set(['message', 'lastFailure', 'happened', 'nextStep']);

function isOfKind(value: object): boolean {
  const { reason, kind, type, applicationFailureInfo } = value as Partial<Record<string, unknown>>;
  const nested =
    typeof applicationFailureInfo === 'object' && applicationFailureInfo !== null
      ? (applicationFailureInfo as { type?: unknown }).type
      : undefined;
  return [reason, kind, type, nested].some((text) => typeof text === 'string' && isFailureKind(text));
}

/** A name of a field that no code of ours has chosen may hold anything. */
const safeKey = (key: string): string => (/^[\w.:/-]{1,80}$/.test(key) ? key : CENSORED);

/** Ids, codes and words of closed lists. Not `name`, `text`, `description`, `reference`, `data`: people fill those. */
const PERMITTED: ReadonlySet<string> = new Set([
  // ids
  'account',
  'accounts',
  'attentionId',
  'businessId',
  'buyerProductIdentifier',
  'containerIdentifier',
  'customerOrderNumber',
  'documentId',
  'firstExecutionRunId',
  'itemSequenceNumber',
  'ledgerId',
  'locationDocumentId',
  'manifestId',
  'orderDocumentId',
  'originalExecutionRunId',
  'packageIdentifier',
  'purchaseOrderNumber',
  'references',
  'requestId',
  'requestIds',
  'runId',
  'sellingParty',
  'sha256',
  'taskQueue',
  'told',
  'trackingNumber',
  'trackingNumbers',
  'transactionId',
  'transactionIds',
  'updateId',
  'vendorProductIdentifier',
  'voidDocumentIds',
  'warehouse',
  'workflowId',
  // closed lists and codes
  'action',
  'activity',
  'activityType',
  'answer',
  'answers',
  'carrier',
  'classification',
  'code',
  'codes',
  'containerType',
  'decide',
  'dialect',
  'eventType',
  'format',
  'kind',
  'labelMode',
  'mediaType',
  'mode',
  'operation',
  'orderStatus',
  'outcome',
  'packing',
  'papersNeeded',
  'papersSkipped',
  'retryState',
  'scacCode',
  'shipMethod',
  'signalName',
  'state',
  'status',
  'statusCode',
  'step',
  'timeoutType',
  'type',
  'unitOfMeasure',
  'value',
  'workflowType',
  ...Object.keys(searchAttributes),
  // our own words
  'frames',
  'local',
  'meaning',
  'msg',
  'says',
  'summary',
]);
