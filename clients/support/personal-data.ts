import { isFailureKind } from '../../workflows/failures.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { CENSORED, isCensored, withoutTokens } from '../redaction.js';
import { isDeadlineName, ownRefusal, ownSaid } from './own-words.js';

/**
 * Takes out of plain data whatever may be about a person. Texts pass only under names that are listed here: a field
 * that somebody adds later is left out until it is looked at.
 *
 * 1. What `redaction.ts` censors in logs is censored here as well.
 * 2. Instants, spans, truth values and other numbers pass.
 * 3. People at work become `person 1`, `person 2` …, the same in the whole bundle.
 * 4. A `reason` passes when it is a failure kind or a deadline, and a `message` beside one: those are our own words.
 * 5. Of the audit list passes what `own-words.ts` recognises.
 */
export function withoutPersonalData(value: unknown, cleaning: Cleaning, name = ''): unknown {
  if (typeof value === 'string') return permitted(name, value, cleaning);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return isCensored(name) ? CENSORED : value;
  if (Array.isArray(value)) return value.map((entry: unknown) => withoutPersonalData(entry, cleaning, name));
  if (typeof value !== 'object') return undefined;
  if (name !== '' && isCensored(name)) return CENSORED;
  const isOurs = isOfKind(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      safeKey(key),
      isOurs && OUR_WORDS.has(key) && typeof inner === 'string'
        ? withoutTokens(inner)
        : withoutPersonalData(inner, cleaning, key),
    ]),
  );
}

/** What one bundle is cleaned with. */
export interface Cleaning {
  /** Of somebody at work, by user name. */
  pseudonymOf: Pseudonyms;
  /** Texts of the tables of codes: they go to Amazon with a code, and are nobody's free text. */
  codeTexts: ReadonlySet<string>;
}

/** The texts of every table of codes in some data: `codes: { "03": "…" }`. */
export function codeTextsOf(value: unknown, name = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string, unknown][] = Object.entries(value);
  const isTable = name === 'codes' && entries.every(([code]) => CODE.test(code));
  return entries.flatMap(([key, inner]) =>
    isTable && typeof inner === 'string' ? [inner] : codeTextsOf(inner, Array.isArray(value) ? name : key),
  );
}

const CODE = /^\d{2}$/;

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
  'intake',
]);

function permitted(name: string, text: string, { pseudonymOf, codeTexts }: Cleaning): string {
  if (name === 'by' && PROOFS.has(text)) return text;
  if (PEOPLE.has(name)) return pseudonymOf(text);
  // A warehouse in the order, and a whole address in what Amazon sends.
  if (name === 'shipFromParty' && PARTY_CODE.test(text)) return text;
  if (isCensored(name)) return CENSORED;
  if (INSTANT.test(text) || SPAN.test(text)) return text;
  if (name === 'reason') return isFailureKind(text) || isDeadlineName(text) ? text : CENSORED;
  if (name === 'deadline' || name === 'name') return isDeadlineName(text) ? text : CENSORED;
  if (name === 'description' || CODE.test(name)) return codeTexts.has(text) ? text : CENSORED;
  if (name === 'said') return ownSaid(text) ?? CENSORED;
  if (name === 'refused') return ownRefusal(text) ?? CENSORED;
  return PERMITTED.has(name) ? withoutTokens(text) : CENSORED;
}

/** A date and perhaps a time, and nothing else. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** As a history has its time-outs and intervals. */
const SPAN = /^\d+ ms$/;

const PARTY_CODE = /^[\w-]{1,20}$/;

const PEOPLE: ReadonlySet<string> = new Set(['actor', 'by', 'closedBy', 'departedBy', 'identity', 'overruledBy']);

/** What a proof is by. */
const PROOFS: ReadonlySet<string> = new Set(['transaction', 'evidence', 'no-evidence']);

/** Texts beside a failure kind. */
const OUR_WORDS: ReadonlySet<string> = new Set(['message', 'lastFailure', 'happened', 'nextStep']);

function isOfKind(value: object): boolean {
  const { reason, kind, type, applicationFailureInfo } = value as Partial<Record<string, unknown>>;
  const nested =
    typeof applicationFailureInfo === 'object' && applicationFailureInfo !== null
      ? (applicationFailureInfo as { type?: unknown }).type
      : undefined;
  return [reason, kind, type, nested].some(
    (text) => typeof text === 'string' && (isFailureKind(text) || isDeadlineName(text)),
  );
}

/** A name of a field that no code of ours has chosen may hold anything. */
const safeKey = (key: string): string => (/^[\w.:/-]{1,80}$/.test(key) ? key : CENSORED);

/** Ids, codes and words of closed lists. Not `name`, `text`, `description`, `reference`, `data`: people fill those. */
const PERMITTED: ReadonlySet<string> = new Set([
  // ids
  'acceptedRequestMessageId',
  'account',
  'accounts',
  'activityId',
  'attentionId',
  'buildId',
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
  'protocolInstanceId',
  'purchaseOrderNumber',
  'references',
  'requestId',
  'requestIds',
  'runId',
  'sellingParty',
  'sha256',
  'taskQueue',
  'timerId',
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
  'sdkName',
  'sdkVersion',
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
