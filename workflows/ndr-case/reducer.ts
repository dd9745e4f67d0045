import { dropItems, itemFor, resolveItem } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import { auditEntry, brief, isDone, originOf, recorded, withAudit } from '../steps/audit.js';
import { askedToCancel } from '../steps/cancel-request.js';
import type { CancelRequest } from '../steps/cancel-request.js';
import { answerTo } from '../steps/resolve.js';
import type { Answer, ResolveAction } from '../steps/resolve.js';
import { checkAnswer } from './decision.js';
import type { ReportInput } from './messages.js';
import { isNewer } from './report.js';
import { isDecisionItem, isRaisedByEvent, withOutcome } from './reports.js';
import { rescheduleFault } from './reschedule.js';
import { dueAtOf, enter, isCaseEnd } from './state.js';
import type { BroughtDecision, NdrCaseState, PendingReport } from './state.js';
import { ndrAnswers } from './suggestion.js';
import type { NdrAnswer } from './suggestion.js';

/** What a person or the Temporal UI may ask of a case, already checked in form. */
export type NdrAction = ResolveAction | CancelRequest;

export type Reduced = { state: NdrCaseState } | { refusal: string };

/** Reports that wait for the ledger: there are more only when no worker has run for long. */
const MAX_PENDING = 500;

/** A report comes in: it is taken up once it is in the ledger. Nothing is refused, because nobody waits. */
export function withPending(ndr: NdrCaseState, { report, decision }: ReportInput): NdrCaseState {
  const { pending, counts } = ndr;
  if (decision === undefined && pending.some((each) => each.report.id === report.id)) {
    return { ...ndr, counts: { ...counts, repeated: counts.repeated + 1 } };
  }
  const all = [...pending, { report, ...(decision === undefined ? {} : { decision }) }];
  if (all.length <= MAX_PENDING) return { ...ndr, pending: all };
  // Only the newest push will count.
  const oldest = all
    .filter((each) => each.decision === undefined)
    .reduce<PendingReport | undefined>(
      (found, each) => (found === undefined || isNewer(found.report, each.report) ? each : found),
      undefined,
    );
  return { ...ndr, pending: all.filter((each) => each !== oldest), counts: { ...counts, stale: counts.stale + 1 } };
}

/**
 * Applies a person's action: pure, so that validator, signal handler and tests share it.
 *
 * 1. A refused action changes nothing.
 * 2. The same request (by `requestId`) again is done already and not refused.
 * 3. Whatever is done is in the audit list.
 *
 * @param now epoch ms.
 */
export function reduce(ndr: NdrCaseState, event: NdrAction, now: number, fallbackId: string): Reduced {
  const origin = originOf(event.origin, fallbackId);
  if (isDone(ndr, origin.requestId)) return { state: ndr };
  if (isCaseEnd(ndr.state)) return { refusal: `The case has ended: ${ndr.state}.` };
  const at = new Date(now).toISOString();
  const entry = auditEntry(event.action, origin, at);
  return event.action === 'resolve'
    ? recorded(ndr, resolve(ndr, event, { ...origin, at }), { ...entry, said: answerTo(event) })
    : recorded(ndr, askedToCancel(ndr, at), entry);
}

/**
 * Applies a decision that came with a report, once that is taken up. What is refused goes to the audit list.
 *
 * @param broughtAt when it was brought, ISO 8601: what was decided before the due date is not sent after it, however
 * long nobody was there to take it up.
 */
export function withBrought(
  ndr: NdrCaseState,
  attempt: number | undefined,
  brought: BroughtDecision,
  now: number,
  broughtAt = new Date(now).toISOString(),
): NdrCaseState {
  if (isDone(ndr, brought.requestId)) return ndr;
  const at = new Date(now).toISOString();
  const entry = { ...auditEntry('import', brought, at), said: brought.answer };
  const reduced = recorded(ndr, bring(ndr, attempt, brought, { at, broughtAt }), entry);
  return 'refusal' in reduced
    ? { ...ndr, audit: withAudit(ndr.audit, { ...entry, refused: brief(reduced.refusal) }) }
    : reduced.state;
}

interface By {
  actor: string;
  requestId: string;
  at: string;
}

function resolve(ndr: NdrCaseState, { target, resolution }: ResolveAction, { actor, requestId, at }: By): Reduced {
  const found = itemFor(ndr.attention, target, resolution.answer);
  if ('refusal' in found) return found;
  const { item } = found;
  if (resolution.answer === 'abort') return { state: { ...enter(ndr, 'CLOSED_BY_PERSON', at), pending: [] } };
  if (isDecisionItem(item)) return decided(ndr, resolution, { actor, at, isPastDue: item.reason === 'NdrPastDue' });
  const fault = answerFault(item, resolution);
  if (fault !== undefined) return { refusal: fault };
  if (isRaisedByEvent(item)) return { state: withoutItem(ndr, item) };
  const answered = { ...resolution, actor, requestId, at };
  return { state: { ...ndr, attention: resolveItem(ndr.attention, item.attentionId, answered) } };
}

const withoutItem = (ndr: NdrCaseState, { attentionId }: AttentionItem): NdrCaseState => ({
  ...ndr,
  attention: dropItems(ndr.attention, (item) => item.attentionId === attentionId),
});

function bring(
  ndr: NdrCaseState,
  attempt: number | undefined,
  brought: BroughtDecision,
  { at, broughtAt }: { at: string; broughtAt: string },
): Reduced {
  if (isCaseEnd(ndr.state)) return { refusal: `The case has ended: ${ndr.state}.` };
  if (attempt !== undefined && attempt !== ndr.attempt) {
    return { refusal: `It is about attempt ${attempt}; the case is at attempt ${ndr.attempt ?? 'none'}.` };
  }
  if (ndr.state === 'ANSWERED' || ndr.state === 'NOT_ANSWERED' || ndr.state === 'ANSWERING') {
    return { refusal: `Attempt ${ndr.attempt ?? 1} is ${ndr.state} already.` };
  }
  const due = dueAtOf(ndr);
  const isPastDue = due !== undefined && due <= Date.parse(broughtAt);
  return decided(ndr, brought, { actor: brought.actor, at, isPastDue });
}

/** A person says what is answered. */
function decided(
  ndr: NdrCaseState,
  { answer, data, reference }: Answer,
  { actor, at, isPastDue }: { actor: string; at: string; isPastDue: boolean },
): Reduced {
  const open = { ...ndr, attention: dropItems(ndr.attention, isDecisionItem) };
  switch (answer) {
    case 'done-elsewhere':
      if (reference === undefined) return { refusal: NEEDS_REFERENCE };
      return { state: enter(withOutcome(awaiting(open), { outcome: 'done-elsewhere' }), 'ANSWERED', at) };
    case 'no-answer':
      return { state: enter(withOutcome(awaiting(open), { outcome: 'not-answered' }), 'NOT_ANSWERED', at) };
    default:
      break;
  }
  if (!isAnswer(answer)) {
    return { refusal: `"${answer}" is none of ${[...ndrAnswers, 'done-elsewhere', 'no-answer'].join(', ')}.` };
  }
  if (ndr.isReturnSent) {
    return {
      refusal: 'A return to origin was sent for this parcel: nothing else can be answered, and it is not sent twice.',
    };
  }
  const read = checkAnswer(answer, data);
  if ('faults' in read) return { refusal: `data of ${answer}: ${read.faults.join('; ')}.` };
  const { value } = read;
  const fault = value.answer === 'reschedule' ? rescheduleFault(value.rescheduleDate, Date.parse(at)) : undefined;
  if (fault !== undefined) return { refusal: `${fault}.` };
  const decision = { ...value, actor, decidedAt: at, isPastDue };
  return { state: enter(withOutcome({ ...open, decision }, { decision }), 'ANSWERING', at) };
}

/** From whatever came before the decision. */
const awaiting = (ndr: NdrCaseState): NdrCaseState => ({ ...ndr, state: 'AWAITING_DECISION' });

const isAnswer = (answer: string): answer is NdrAnswer => ndrAnswers.some((known) => known === answer);

const NEEDS_REFERENCE = 'done-elsewhere needs a reference: where and how it was answered.';

/** What is wrong with an answer to a step's item, or `undefined` when it can be taken. */
function answerFault(item: AttentionItem, { answer, data, reference }: Answer): string | undefined {
  if (answer === 'done-elsewhere' && reference === undefined) return NEEDS_REFERENCE;
  return data === undefined ? undefined : `${item.attentionId} takes no data with ${answer}.`;
}
