import { randomUUID } from 'node:crypto';
import type { SendNoticeInput, SendNoticeResult } from '../../workflows/delivery-notification/activities.js';
import { noticeWriteKey, payOrderOf } from '../../workflows/delivery-notification/notice.js';
import { payCarrierCode } from '../amazon-pay/carrier-codes.js';
import { deliveryTrackerBody } from '../amazon-pay/delivery-tracker.js';
import type { PayResult } from '../amazon-pay/pay-reply.js';
import { isLastAttempt, StepNotDone } from '../attempt.js';
import type { Attempt } from '../attempt.js';
import { hashOf } from '../carry-out.js';
import type { LedgerIntent, LedgerRecord, WriteKey } from '../ledger/ledger.js';
import { untilNextLook } from '../polling.js';
import { carrierAccepted, isCarrierAccepted } from './carrier-record.js';
import type { NoticeDependencies } from './dependencies.js';
import { noticeIdempotencyKey } from './idempotency-key.js';
import { nextNoticeMove } from './next-notice-move.js';
import type { NoticeMove } from './next-notice-move.js';
import { noticeSendsOf } from './notice-sends.js';
import type { NoticeSend } from './notice-sends.js';

/** Another attempt has taken the send: its verdict is there in a moment, ms. */
const TAKEN_RETRY_MS = 2_000;
/** Dry run is switched off by a new start of the worker, ms. */
const DRY_RUN_RETRY_MS = 5 * 60_000;
/** An attempt makes few moves; more would be a fault of ours, and must not become a loop of calls. */
const MAX_MOVES = 8;

/** A notice on its way, within one attempt. */
interface Carried extends SendNoticeInput {
  key: WriteKey;
  subject: string;
}

/**
 * Carries a delivery notice on by one attempt: reads the ledger, asks {@link nextNoticeMove}, does that, until the notice
 * is accepted, has to wait, or needs a person.
 *
 * @throws StepNotDone `NotReady`, `Throttled` or `Paused` to be called again; `Rejected`, `Unproven`, `PayNotPermitted`,
 * `PayCarrierMissing` or `PayTrackingUsed` for a person.
 * @throws CallFailed `Throttled` when there was no permit in time; `Rejected` for what Amazon Pay would refuse.
 */
export async function carryOutNotice(
  input: SendNoticeInput,
  dependencies: NoticeDependencies,
  attempt: Attempt,
): Promise<SendNoticeResult> {
  const { ledger, clock, environment } = dependencies;
  if (input.environment !== environment) throw otherEnvironment(input, dependencies);
  const key = noticeWriteKey(environment, input.notice.trackingNumber);
  const carried: Carried = { ...input, key, subject: hashOf(payOrderOf(input.notice)) };
  let isCarrierKnown: boolean | undefined;

  for (let moves = 0; moves < MAX_MOVES; moves += 1) {
    const sends = noticeSendsOf(await ledger.read(key.account, key.businessId), key);
    const move = nextNoticeMove({
      sends,
      subject: carried.subject,
      isDryRun: dependencies.isDryRun(input.account),
      allowedAfter: input.overrule?.send ?? 0,
      ...(isCarrierKnown === undefined ? {} : { isCarrierKnown }),
      now: clock(),
    });
    switch (move.move) {
      case 'done':
        return resultOf(move);
      case 'look':
        isCarrierKnown = await isCarrierAccepted(ledger, environment, carrierCodeOf(move.send));
        break;
      case 'assume':
        await ledger.append([{ key, send: move.send.number, at: clock(), type: 'proven', by: 'evidence' }]);
        break;
      case 'record':
        await record(carried, dependencies, move.number);
        break;
      case 'send':
        await send(carried, dependencies, attempt, move.number);
        break;
      case 'repeat':
        await repeat(carried, dependencies, attempt, move.send);
        break;
      case 'wait':
      case 'pause':
      case 'ask':
        throw notNow(move, input);
    }
  }
  throw new StepNotDone('Unexpected', `The delivery notice found no end within ${MAX_MOVES} moves.`);
}

/** Opens a send and sends it. Returns when the answer settles it, one way or the other. */
async function send(
  carried: Carried,
  dependencies: NoticeDependencies,
  attempt: Attempt,
  number: number,
): Promise<void> {
  const { ledger, environment, clock } = dependencies;
  const { key } = carried;
  const { carrierCode, body } = bodyOf(carried, dependencies);
  const line = { key, send: number };
  const result = await dependencies.pay.deliveryTracker(
    { body, idempotencyKey: noticeIdempotencyKey(key, number) },
    {
      deadline: carried.deadline,
      attemptEndsAt: attempt.endsAt,
      open: async ({ at, sendableUntil }) => {
        const [isOwned] = await ledger.open([{ ...intentOf(carried, number, body), at, sendableUntil }]);
        return isOwned === true;
      },
    },
  );
  if (result.kind === 'taken') throw taken(number);
  if (result.kind === 'lost') {
    const { kind: _lost, ...facts } = result;
    await ledger.append([{ ...line, at: clock(), type: 'lost', ...facts }]);
    throw lost(result, { number, openedAt: clock() }, dependencies, attempt);
  }
  await ledger.append([
    verdictOf(line, result, clock()),
    ...(result.kind === 'accepted' ? [carrierAccepted(environment, carrierCode, clock())] : []),
  ]);
  if (result.kind === 'not-sent') throw notSent(result, number);
  if (result.kind === 'refused' && result.failure === 'NotPermitted') throw notPermitted(result, number);
}

/**
 * Sends once more what Amazon Pay may have taken: the same body, the same key.
 *
 * That nobody knows is put on record first, so that whatever is answered now says nothing about the first one. For the
 * same reason only an answer about the notice itself becomes its verdict.
 */
async function repeat(
  carried: Carried,
  dependencies: NoticeDependencies,
  attempt: Attempt,
  open: NoticeSend,
): Promise<void> {
  const { ledger, environment, clock } = dependencies;
  const { key } = carried;
  const { number, body } = open;
  if (isLastAttempt(attempt.budgetEndsAt - clock())) throw unproven(number);
  const line = { key, send: number };
  const result = await dependencies.pay.deliveryTracker(
    { body, idempotencyKey: noticeIdempotencyKey(key, number) },
    {
      deadline: carried.deadline,
      attemptEndsAt: attempt.endsAt,
      open: async ({ at }) => {
        if (open.lostAt === undefined) {
          await ledger.append([{ ...line, at, type: 'lost', reason: 'its attempt ended without an answer' }]);
        }
        return true;
      },
    },
  );
  switch (result.kind) {
    case 'taken':
      throw taken(number);
    case 'not-sent':
      throw notSent(result, number);
    case 'lost': {
      const { kind: _lost, ...facts } = result;
      await ledger.append([{ ...line, at: clock(), type: 'lost', ...facts }]);
      throw lost(result, open, dependencies, attempt);
    }
    case 'refused':
      if (result.failure === 'NotPermitted') throw notPermitted(result, number);
      await ledger.append([verdictOf(line, result, clock())]);
      return;
    case 'accepted':
      await ledger.append([
        verdictOf(line, result, clock()),
        carrierAccepted(environment, carrierCodeOf(open), clock()),
      ]);
  }
}

/** Puts on record what would be sent. */
async function record(carried: Carried, dependencies: NoticeDependencies, number: number): Promise<void> {
  const { ledger, clock } = dependencies;
  const { body } = bodyOf(carried, dependencies);
  const at = clock();
  // Nothing leaves at any time.
  const intent = { ...intentOf(carried, number, body), at, sendableUntil: at, isDryRun: true as const };
  const [isOwned] = await ledger.open([intent]);
  if (isOwned !== true) throw taken(number);
  await ledger.append([{ key: carried.key, send: number, at, type: 'verdict', verdict: { kind: 'dry-run' } }]);
}

/** @throws StepNotDone `PayCarrierMissing`. */
function bodyOf({ notice }: Carried, { carrierCodes }: NoticeDependencies): { carrierCode: string; body: string } {
  const carrierCode = notice.carrierCode ?? payCarrierCode(notice.carrierId ?? '', carrierCodes);
  if (carrierCode === undefined) {
    throw new StepNotDone('PayCarrierMissing', `The carrier is ${notice.carrierId ?? 'not named'}.`);
  }
  const { trackingNumber } = notice;
  return { carrierCode, body: deliveryTrackerBody({ ...payOrderOf(notice), trackingNumber, carrierCode }) };
}

const intentOf = (
  { key, subject, actor, overrule, notice }: Carried,
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
  references: [`trk:${notice.trackingNumber}`],
});

function verdictOf(
  line: { key: WriteKey; send: number },
  result: Extract<PayResult, { kind: 'accepted' | 'refused' | 'not-sent' }>,
  at: number,
): Extract<LedgerRecord, { type: 'verdict' }> {
  const ids = result.requestId === undefined ? {} : { requestId: result.requestId };
  switch (result.kind) {
    case 'accepted':
      return { ...line, at, type: 'verdict', verdict: { kind: 'accepted', ...ids } };
    case 'not-sent':
      return { ...line, at, type: 'verdict', verdict: { kind: 'not-sent', reason: result.reason, ...ids } };
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

function resultOf({ send, as }: Extract<NoticeMove, { move: 'done' }>): SendNoticeResult {
  return {
    outcome: as,
    carrierCode: carrierCodeOf(send),
    requestIds: send.requestIds,
    ...(as === 'recorded' ? {} : { sentAt: new Date(send.openedAt).toISOString() }),
  };
}

/** From what was sent: the table may say something else by now. */
function carrierCodeOf({ body }: Pick<NoticeSend, 'body'>): string {
  const { deliveryDetails } = JSON.parse(body) as { deliveryDetails: [{ carrierCode: string }] };
  return deliveryDetails[0].carrierCode;
}

function notNow(
  move: Extract<NoticeMove, { move: 'wait' | 'pause' | 'ask' }>,
  { account }: SendNoticeInput,
): StepNotDone {
  const { send } = move;
  switch (move.move) {
    case 'wait':
      return new StepNotDone('NotReady', `Send ${send} of an earlier attempt may still be on its way.`, {
        retryAfterMs: move.waitMs,
        details: { send },
      });
    case 'pause':
      return new StepNotDone(
        'Paused',
        `Account ${account} is in dry run, and the outcome of send ${send} is not known. It goes on once dry run is switched off and the worker started again.`,
        { retryAfterMs: DRY_RUN_RETRY_MS, details: { send } },
      );
    case 'ask':
      return new StepNotDone(move.kind, questions[move.kind](move), { details: { send, codes: move.codes } });
  }
}

const NOWHERE = 'Amazon Pay shows notices nowhere; its support can tell by the tracking number.';

const questions = {
  Rejected: ({ codes }: { codes: string[] }) =>
    `The delivery notice was refused: ${codes.join(', ') || 'no code given'}.`,
  Unproven: ({ send }: { send: number }) =>
    `The answer to send ${send} was lost, and its repetition was refused for tracking number or carrier: the first may have used the number up. ${NOWHERE}`,
  PayTrackingUsed: ({ send }: { send: number }) => `Send ${send} was for the other order.`,
};

const unproven = (send: number): StepNotDone =>
  new StepNotDone('Unproven', `No repetition of send ${send} was answered. ${NOWHERE} Retry repeats it.`, {
    details: { send },
  });

const taken = (send: number): StepNotDone =>
  new StepNotDone('NotReady', `Another attempt is sending (send ${send}).`, {
    retryAfterMs: TAKEN_RETRY_MS,
    details: { send },
  });

function lost(
  { reason }: Extract<PayResult, { kind: 'lost' }>,
  { number, openedAt }: Pick<NoticeSend, 'number' | 'openedAt'>,
  { retry, clock }: NoticeDependencies,
  { budgetEndsAt }: Attempt,
): StepNotDone {
  const now = clock();
  if (isLastAttempt(budgetEndsAt - now)) return unproven(number);
  return new StepNotDone('NotReady', `Sent (send ${number}), but the answer is missing: ${reason}. It is repeated.`, {
    retryAfterMs: untilNextLook(retry, openedAt, now),
    details: { send: number },
  });
}

const notSent = ({ reason, retryAfterMs }: Extract<PayResult, { kind: 'not-sent' }>, send: number): StepNotDone =>
  new StepNotDone('Throttled', `The delivery notice was not sent: ${reason}.`, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    details: { send },
  });

const notPermitted = (
  { status, codes, requestId }: Extract<PayResult, { kind: 'refused' }>,
  send: number,
): StepNotDone =>
  new StepNotDone('PayNotPermitted', `HTTP ${status}: ${codes.join(', ') || 'no code given'}.`, {
    details: { send, codes, ...(requestId === undefined ? {} : { requestIds: [requestId] }) },
  });

/** A worker of the right merchant may come next. */
const otherEnvironment = ({ environment }: SendNoticeInput, worker: NoticeDependencies): StepNotDone =>
  new StepNotDone('Paused', `The notice is for ${environment}, this worker for ${worker.environment}.`, {
    retryAfterMs: 60_000,
  });
