import { randomUUID } from 'node:crypto';
import type {
  LookAtParcelResult,
  SubmitNdrFeedbackInput,
  SubmitNdrFeedbackResult,
} from '../../workflows/ndr-case/activities.js';
import type { SubmitNdrFeedbackRequest } from '../amazon/ndr/schemas.js';
import type { SendResult } from '../amazon/shipping/send.js';
import { isLastAttempt, StepNotDone } from '../attempt.js';
import type { Attempt } from '../attempt.js';
import { hashOf } from '../carry-out.js';
import type { LedgerIntent, LedgerRecord, WriteKey } from '../ledger/ledger.js';
import { untilNextLook } from '../polling.js';
import type { NdrDependencies } from './dependencies.js';
import { feedbackIn, feedbackKey, ndrActions, reportsIn } from './ndr-ledger.js';
import type { FeedbackSend } from './ndr-ledger.js';
import { nextFeedbackMove, silenceBegan } from './next-feedback-move.js';
import type { FeedbackMove } from './next-feedback-move.js';
import { lookAt } from './parcel.js';

/** Another attempt has taken the send: its verdict is there in a moment, ms. */
const TAKEN_RETRY_MS = 2_000;
/** Dry run is switched off, and a role granted, in no less, ms. */
const PAUSE_MS = 5 * 60_000;
/** An attempt makes few moves; more would be a fault of ours, and must not become a loop of calls. */
const MAX_MOVES = 8;

/** An answer on its way, within one attempt of its step. */
interface Carried extends SubmitNdrFeedbackInput {
  key: WriteKey;
  body: string;
  subject: string;
}

/**
 * Carries an answer on by one attempt: reads the ledger, asks {@link nextFeedbackMove}, does that, until Amazon has the
 * answer, nothing is to be sent any more, it has to wait, or a person is needed.
 *
 * @throws StepNotDone `NotReady`, `Throttled` or `Paused` to be called again; `Rejected`, `Unproven`, `Conflict` or
 * `NdrReturnUnknown` for a person.
 * @throws CallFailed what keeps Amazon from being asked; `Rejected` for what Amazon would refuse.
 */
export async function carryOutFeedback(
  input: SubmitNdrFeedbackInput,
  dependencies: NdrDependencies,
  attempt: Attempt,
): Promise<SubmitNdrFeedbackResult> {
  const { ledger, clock, windows, isDryRun } = dependencies;
  const body = JSON.stringify(await requestOf(input, dependencies));
  const key = feedbackKey(input, input.attempt);
  const carried: Carried = { ...input, key, body, subject: hashOf(JSON.parse(body)) };
  let parcel: LookAtParcelResult['parcel'] | undefined;

  for (let moves = 0; moves < MAX_MOVES; moves += 1) {
    const records = await ledger.read(key.account, key.businessId);
    const sends = feedbackIn(records);
    const move = nextFeedbackMove({
      answer: input.answer,
      attempt: input.attempt,
      subject: carried.subject,
      sends,
      isSuperseded: reportsIn(records).some((report) => report.attempt > input.knownAttempt),
      ...(input.notAfter === undefined ? {} : { notAfter: input.notAfter }),
      isDryRun,
      allowedAfter: input.overrule?.send ?? 0,
      waitUntil: input.waitUntil ?? 0,
      ...(parcel === undefined ? {} : { parcel }),
      windowMs: windows.windowMs,
      now: clock(),
    });
    switch (move.move) {
      case 'done':
        return resultOf(move);
      case 'look':
        parcel = await lookAt(input, dependencies, { deadline: input.deadline, attempt });
        break;
      case 'record':
        await record(carried, dependencies, move);
        break;
      case 'send':
        await send(carried, dependencies, attempt, move);
        break;
      case 'wait':
      case 'pause':
      case 'ask':
        throw notNow(move, { input, sends, dependencies, attempt });
    }
  }
  throw new StepNotDone('Unexpected', `The answer found no end within ${MAX_MOVES} moves.`);
}

/** @throws an error of the document store. */
async function requestOf(
  { trackingId, answer, addressNotesDocumentId = '', rescheduleDate = '' }: SubmitNdrFeedbackInput,
  { documents }: Pick<NdrDependencies, 'documents'>,
): Promise<SubmitNdrFeedbackRequest> {
  switch (answer) {
    case 'reattempt': {
      const { bytes } = await documents.get(addressNotesDocumentId);
      const additionalAddressNotes = new TextDecoder().decode(bytes);
      return { trackingId, ndrAction: ndrActions[answer], ndrRequestData: { additionalAddressNotes } };
    }
    case 'reschedule':
      return { trackingId, ndrAction: ndrActions[answer], ndrRequestData: { rescheduleDate } };
    case 'rto':
      return { trackingId, ndrAction: ndrActions[answer] };
  }
}

/** Opens a send and sends it. Returns when the answer settles it, one way or the other. */
async function send(
  carried: Carried,
  { ndr, ledger, clock }: NdrDependencies,
  attempt: Attempt,
  { number, repeats }: Extract<FeedbackMove, { move: 'send' }>,
): Promise<void> {
  const { key, deadline, notAfter, trackingId } = carried;
  const body = repeats?.body ?? carried.body;
  const line = { key, send: number };
  const permit = { isLate: false };
  const result = await ndr.submitNdrFeedback(
    { body },
    {
      shipmentReference: trackingId,
      deadline,
      attemptEndsAt: attempt.endsAt,
      open: async ({ at, sendableUntil }) => {
        // Waiting for a permit may have used up the time.
        permit.isLate = notAfter !== undefined && at >= notAfter;
        if (permit.isLate) return false;
        const [isOwned] = await ledger.open([{ ...intentOf(carried, number, body), at, sendableUntil }]);
        return isOwned === true;
      },
    },
  );
  // The next move finds the due date past.
  if (permit.isLate) return;
  if (result.kind === 'taken') {
    throw new StepNotDone('NotReady', `Another attempt is sending (send ${number}).`, {
      retryAfterMs: TAKEN_RETRY_MS,
      details: { send: number },
    });
  }
  await ledger.append([lineOf(line, result, clock())]);
  if (result.kind === 'not-sent') {
    throw new StepNotDone('Throttled', `The answer was not sent: ${result.reason}.`, {
      ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
      details: { send: number },
    });
  }
  if (result.kind === 'refused' && result.failure === 'NotPermitted') {
    throw new StepNotDone('Paused', `Amazon does not permit it: ${result.codes.join(', ') || 'no code given'}.`, {
      retryAfterMs: PAUSE_MS,
      details: { send: number, codes: result.codes },
    });
  }
}

async function record(
  carried: Carried,
  { ledger, clock }: NdrDependencies,
  { send: number, as }: Extract<FeedbackMove, { move: 'record' }>,
): Promise<void> {
  const at = clock();
  const line = { key: carried.key, send: number, at };
  switch (as) {
    case 'proven':
      return ledger.append([{ ...line, type: 'proven', by: 'evidence' }]);
    case 'looked':
      return ledger.append([{ ...line, type: 'looked' }]);
    case 'no-evidence':
      return ledger.append([{ ...line, type: 'disproved', by: 'no-evidence', codes: [] }]);
    case 'overruled': {
      const { actor, requestId } = carried.overrule ?? { actor: carried.actor, requestId: '' };
      return ledger.append([{ ...line, type: 'overruled', actor, requestId }]);
    }
    case 'dry-run': {
      // Nothing leaves at any time.
      const intent = { ...intentOf(carried, number, carried.body), at, sendableUntil: at, isDryRun: true as const };
      const [isOwned] = await ledger.open([intent]);
      if (isOwned === true) await ledger.append([{ ...line, type: 'verdict', verdict: { kind: 'dry-run' } }]);
    }
  }
}

const intentOf = (
  { key, subject, actor, overrule, trackingId }: Carried,
  send: number,
  body: string,
): Omit<LedgerIntent, 'at' | 'sendableUntil'> => ({
  key,
  send,
  type: 'intent',
  intentId: randomUUID(),
  subject,
  body,
  actor: overrule?.actor ?? actor,
  references: [`trk:${trackingId}`],
});

function lineOf(
  line: { key: WriteKey; send: number },
  result: Exclude<SendResult<unknown>, { kind: 'taken' }>,
  at: number,
): Exclude<LedgerRecord, LedgerIntent> {
  const ids = result.requestId === undefined ? {} : { requestId: result.requestId };
  switch (result.kind) {
    case 'accepted':
      return { ...line, at, type: 'verdict', verdict: { kind: 'accepted', ...ids } };
    case 'not-sent':
      return { ...line, at, type: 'verdict', verdict: { kind: 'not-sent', reason: result.reason, ...ids } };
    case 'lost': {
      const { kind: _kind, ...facts } = result;
      return { ...line, at, type: 'lost', ...facts };
    }
    case 'refused': {
      const { kind, failure, status, codes, errors } = result;
      return {
        ...line,
        at,
        type: 'verdict',
        verdict: { kind, failure, status, codes, ...ids },
        ...(errors === undefined ? {} : { errors }),
      };
    }
  }
}

function resultOf({ as, send }: Extract<FeedbackMove, { move: 'done' }>): SubmitNdrFeedbackResult {
  return {
    outcome: as,
    requestIds: send?.requestIds ?? [],
    ...(send === undefined || as === 'recorded' ? {} : { sentAt: new Date(send.openedAt).toISOString() }),
  };
}

interface Around {
  input: SubmitNdrFeedbackInput;
  sends: readonly FeedbackSend[];
  dependencies: NdrDependencies;
  attempt: Attempt;
}

function notNow(move: Extract<FeedbackMove, { move: 'wait' | 'pause' | 'ask' }>, around: Around): StepNotDone {
  const { send } = move;
  switch (move.move) {
    case 'wait':
      return waiting(move, around);
    case 'pause':
      return new StepNotDone(
        'Paused',
        `Account ${around.input.account} is in dry run, and the outcome of send ${send} is not known. It goes on once dry run is switched off and the worker started again.`,
        { retryAfterMs: PAUSE_MS, details: { send } },
      );
    case 'ask':
      return new StepNotDone(move.kind, questions[move.kind](move), { details: { send, codes: move.codes } });
  }
}

/** At the end of its time the step asks: about a return there is no second one to be had. */
function waiting({ send, waitMs }: Extract<FeedbackMove, { move: 'wait' }>, around: Around): StepNotDone {
  const { input, sends, dependencies, attempt } = around;
  const now = dependencies.clock();
  const last = sends.find(({ number, attempt: of }) => number === send && of === input.attempt);
  if (isLastAttempt(attempt.budgetEndsAt - now)) {
    const kind = input.answer === 'rto' ? 'NdrReturnUnknown' : 'Unproven';
    return new StepNotDone(kind, questions[kind]({ send }), { details: { send } });
  }
  const since = last === undefined ? now : silenceBegan(last);
  return new StepNotDone('NotReady', `The outcome of send ${send} is not known; tracking is looked at.`, {
    retryAfterMs: waitMs ?? untilNextLook(dependencies.polling, Math.min(since, now), now),
    details: { send },
  });
}

const questions = {
  Rejected: ({ codes }: { codes: string[] }) => `The answer was refused: ${codes.join(', ') || 'no code given'}.`,
  Unproven: ({ send }: { send: number }) => `The answer to send ${send} was lost, and tracking shows nothing of it.`,
  Conflict: ({ send }: { send: number }) => `Send ${send} gave another answer to the same attempt.`,
  NdrReturnUnknown: ({ send }: { send: number }) => `The answer to send ${send} was lost.`,
};
