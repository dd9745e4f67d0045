import { randomUUID } from 'node:crypto';
import type { PurchaseInput, PurchaseResult } from '../../workflows/shipment/activities.js';
import type { OfferFacts } from '../../workflows/shipment/offer.js';
import type { DirectPurchase, Purchase } from '../amazon/shipping/schemas/index.js';
import type { SendOptions, SendResult } from '../amazon/shipping/send.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import type { Attempt } from '../attempt.js';
import { hashOf } from '../carry-out.js';
import type { LedgerIntent, LedgerRecord, WriteKey } from '../ledger/ledger.js';
import { liveSends } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';
import type { ShipmentDependencies } from './dependencies.js';
import { fetchDocuments } from './fetch-documents.js';
import { purchaseEvidence } from './purchase-evidence.js';
import { purchaseMove, repeatableUntil } from './purchase-move.js';
import { readDetails, readInputs, toDirectPurchase, toPurchase } from './request-body.js';
import { idempotencyKey, purchaseKey, readSends, sameLedger } from './shipment-ledger.js';
import { storeDocuments } from './store-documents.js';

/** An attempt makes few moves; more would be a fault of ours, and must not become a loop of purchases. */
const MAX_MOVES = 4;
/** An open purchase is repeated after these pauses, ms: its window is short. */
const REPEAT = { firstMs: 5_000, maxMs: 60_000 };
/** A purchase that waits until dry run is switched off, which takes a new start of the worker, ms. */
const DRY_RUN_RETRY_MS = 5 * 60_000;
/** Another attempt has taken the send: what became of it is looked at soon, ms. */
const TAKEN_RETRY_MS = 2_000;

/**
 * Buys a parcel, once, by one attempt.
 *
 * Reads the ledger, asks {@link purchaseMove}, does that. The intent is durable right before the POST, the verdict right
 * after; whatever crashes in between, the next attempt knows from the ledger whether it may send, has to repeat, or
 * has to ask.
 *
 * @throws ApplicationFailure `RateExpired` when nothing was bought and new rates are needed; `PurchaseUnknown` and
 * `Rejected` for a person; what else it throws is tried again.
 */
export const createPurchase =
  (dependencies: ShipmentDependencies) =>
  async (input: PurchaseInput): Promise<PurchaseResult> => {
    const attempt = currentAttempt(dependencies.clock);
    return attempted(dependencies.clock, attempt, async () => {
      await sameLedger(dependencies.ledger, input.ledgerId);
      const buying: Buying = {
        ...dependencies,
        input,
        attempt,
        key: purchaseKey(input, input.request.channel),
        wanted: await wantedBy(dependencies, input),
      };
      if (input.isDryRun === true) return recordDryRun(buying);
      if (input.found !== undefined) await recordFound(buying, input.found);
      return carryOn(buying);
    });
  };

/** One attempt at one purchase. */
interface Buying extends ShipmentDependencies {
  input: PurchaseInput;
  attempt: Attempt;
  key: WriteKey;
  wanted: Wanted | undefined;
}

interface Wanted {
  /** JSON. */
  body: string;
  subject: string;
  /** Epoch ms. */
  goodUntil: number;
  repeatableUntil: number;
  offer?: OfferFacts;
}

async function carryOn(buying: Buying): Promise<PurchaseResult> {
  const { ledger, key, input, wanted, clock, isDryRun } = buying;
  for (let moves = 0; moves < MAX_MOVES; moves += 1) {
    const sends = await readSends(ledger, key);
    const move = purchaseMove({
      sends,
      allowedAfter: input.overrule?.send ?? 0,
      now: clock(),
      ...(wanted === undefined ? {} : { wanted }),
    });
    switch (move.move) {
      case 'done':
        return resultOf(move.send, sends, []);
      case 'wait':
        throw new StepNotDone('NotReady', 'Another attempt may still be buying.', {
          retryAfterMs: Math.max(1, move.until - clock()),
        });
      case 'overrule':
        await ledger.append([overruled(buying, move.send)]);
        break;
      case 'rate':
        throw new StepNotDone('RateExpired', `${key.operation}: ${move.because}.`, { details: { send: move.send } });
      case 'ask':
        throw asked(buying, move.kind, move.send, sends);
      case 'repeat':
        if (isDryRun) throw inDryRun(key);
        return await repeat(buying, move.send, sends);
      case 'send':
        if (isDryRun) throw inDryRun(key);
        return await send(buying, move.number, sends);
    }
  }
  throw new StepNotDone('Unexpected', `${key.operation} found no end within ${MAX_MOVES} moves.`);
}

type Result = SendResult<Purchase | DirectPurchase>;

/** Opens a send of its own. */
async function send(buying: Buying, number: number, sends: readonly Send[]): Promise<PurchaseResult> {
  const { ledger, key, wanted } = buying;
  if (wanted === undefined) throw new RangeError('There is nothing to buy.');
  const result = await post(buying, buying.shipping, { number, body: wanted.body }, async ({ at, sendableUntil }) => {
    // Waiting for a permit may have taken the rest of the rate's time.
    if (at >= wanted.goodUntil) return false;
    const [isOwned = false] = await ledger.open([intentOf(buying, wanted, number, { at, sendableUntil })]);
    return isOwned;
  });
  switch (result.kind) {
    case 'accepted':
      return accepted(buying, number, result, sends);
    case 'taken':
      throw new StepNotDone('NotReady', `Send ${number} was not made: another attempt, or its rate is too old.`, {
        retryAfterMs: TAKEN_RETRY_MS,
        details: { send: number },
      });
    case 'lost':
      await ledger.append([lost(buying, number, result)]);
      throw repeatLater(buying, number, result.reason, wanted.repeatableUntil);
    case 'not-sent': {
      const { retryAfterMs, ...verdict } = result;
      await ledger.append([{ ...line(buying, number), type: 'verdict', verdict }]);
      throw new StepNotDone('Throttled', `${key.operation} was not sent: ${result.reason}.`, {
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        details: { send: number },
      });
    }
    case 'refused': {
      const { errors, ...verdict } = result;
      await ledger.append([
        { ...line(buying, number), type: 'verdict', verdict, ...(errors === undefined ? {} : { errors }) },
      ]);
      throw refused(buying, number, result);
    }
  }
}

/**
 * Makes an open send once more, byte for byte, with the same key.
 *
 * The ledger knows of it before it leaves: from then on a refusal of the first try, written late, proves nothing. Only
 * an acceptance closes the send; a refusal may mean that the first try has bought.
 */
async function repeat(buying: Buying, open: Send, sends: readonly Send[]): Promise<PurchaseResult> {
  const { ledger, clock, repeats } = buying;
  const { number, body } = open;
  const until = repeatableUntil(open);
  const result = await post(buying, repeats, { number, body }, async ({ at, sendableUntil }) => {
    if (at >= until) return false;
    await ledger.append([{ ...line(buying, number), at: sendableUntil, type: 'lost', reason: 'repeated' }]);
    return true;
  });
  if (result.kind === 'accepted') return accepted(buying, number, result, sends);
  if (result.kind === 'taken') throw repeatLater(buying, number, 'its window is over', clock());
  const reason = result.kind === 'refused' ? `refused: ${[result.failure, ...result.codes].join(', ')}` : result.reason;
  await ledger.append([lost(buying, number, { ...result, reason })]);
  if (result.kind !== 'refused' || result.failure === 'NotPermitted') {
    throw repeatLater(buying, number, reason, until);
  }
  throw asked(buying, 'PurchaseUnknown', open, await readSends(ledger, buying.key), reason);
}

function post(
  { input, attempt, key }: Buying,
  calls: Pick<ShipmentDependencies['shipping'], 'purchaseShipment' | 'directPurchaseShipment'>,
  { number, body }: { number: number; body: string },
  open: SendOptions['open'],
): Promise<Result> {
  const { businessId, shipmentReference, deadline, request } = input;
  const content = { businessId, body, idempotencyKey: idempotencyKey(key, number) };
  const options: SendOptions = { shipmentReference, deadline, attemptEndsAt: attempt.endsAt, open };
  const { channel } = request;
  if (channel.type !== 'DIRECT_FULFILLMENT') return calls.purchaseShipment(content, options);
  const { locale } = channel;
  return calls.directPurchaseShipment({ ...content, ...(locale === undefined ? {} : { locale }) }, options);
}

/** The verdict first: labels can be fetched again, a purchase must not be forgotten. */
async function accepted(
  buying: Buying,
  number: number,
  { result, requestId }: Extract<Result, { kind: 'accepted' }>,
  before: readonly Send[],
): Promise<PurchaseResult> {
  const { ledger, key, documents } = buying;
  const { shipmentId, packageDocumentDetails } = result;
  const trackingId = packageDocumentDetails.find((each) => each.trackingId !== undefined)?.trackingId;
  await ledger.append([
    {
      ...line(buying, number),
      type: 'verdict',
      verdict: {
        kind: 'accepted',
        ...(requestId === undefined ? {} : { requestId }),
        shipment: { shipmentId, ...(trackingId === undefined ? {} : { trackingId }) },
      },
    },
  ]);
  const stored = await storeDocuments(documents, packageDocumentDetails);
  const sends = await readSends(ledger, key);
  const bought = sends.find((each) => each.number === number) ?? before.at(-1);
  if (bought === undefined) throw new RangeError('The ledger has lost a send.');
  return resultOf(bought, sends, stored.documents);
}

/** What a send has bought, as the ledger knows it: a later run may be about to buy something else. */
function resultOf(
  { verdict, purchase, openedAt }: Send,
  sends: readonly Send[],
  documents: Extract<PurchaseResult, { outcome: 'bought' }>['documents'],
): PurchaseResult {
  if (verdict?.kind !== 'accepted' || verdict.shipment === undefined) {
    throw new StepNotDone('Unexpected', 'The ledger has a purchase without its shipment.');
  }
  return {
    outcome: 'bought',
    ...verdict.shipment,
    boughtAt: new Date(openedAt).toISOString(),
    ...(purchase?.offer === undefined ? {} : { bought: purchase.offer }),
    documents,
    requestIds: sends.flatMap(({ requestIds }) => requestIds),
  };
}

/**
 * A person has found what was bought. Amazon is asked for its documents first: a slip of the pen is found out.
 *
 * It counts for the send that the person was asked about. Where nobody knew of a send, it is the last one; without any,
 * it was bought by other means, and is put on record as a send of its own: nothing else may be bought.
 *
 * @throws StepNotDone `NotFound` when Amazon does not know the shipment.
 */
async function recordFound(buying: Buying, found: NonNullable<PurchaseInput['found']>): Promise<void> {
  const { ledger, key, input, attempt } = buying;
  const sends = await readSends(ledger, key);
  if (liveSends(sends).some(({ verdict }) => verdict?.kind === 'accepted')) return;
  const about = sends.find(({ number }) => number === found.send) ?? liveSends(sends).at(-1);
  const { shipmentId } = found;
  const isDirect = input.request.channel.type === 'DIRECT_FULFILLMENT';
  const { trackingId = found.trackingId } = isDirect
    ? {}
    : await fetchDocuments(buying, { ...input, shipmentId }, attempt);
  const number = about?.number ?? (sends.at(-1)?.number ?? 0) + 1;
  if (about === undefined) await openFound(buying, found, number);
  await ledger.append([
    {
      ...line(buying, number),
      type: 'verdict',
      verdict: { kind: 'accepted', shipment: { shipmentId, ...(trackingId === undefined ? {} : { trackingId }) } },
    },
  ]);
}

/** A send that nobody here has made: nothing leaves at any time. */
async function openFound(
  { ledger, key, clock }: Buying,
  { shipmentId, actor }: NonNullable<PurchaseInput['found']>,
  send: number,
): Promise<void> {
  const at = clock();
  const [isOwned = false] = await ledger.open([
    {
      type: 'intent',
      key,
      send,
      at,
      intentId: randomUUID(),
      sendableUntil: at,
      subject: hashOf({ shipmentId }),
      body: JSON.stringify({ shipmentId }),
      actor,
      purchase: { repeatableUntil: at },
    },
  ]);
  if (!isOwned) {
    throw new StepNotDone('NotReady', `Another attempt has taken send ${send}.`, { retryAfterMs: TAKEN_RETRY_MS });
  }
}

/** Puts a dry purchase on record, once for each meaning. */
async function recordDryRun(buying: Buying): Promise<PurchaseResult> {
  const { ledger, key, wanted, clock } = buying;
  if (wanted === undefined) throw new StepNotDone('RateExpired', `${key.operation}: no rate is chosen.`);
  const sends = await readSends(ledger, key);
  const last = sends.at(-1);
  if (last?.status === 'dry-run' && last.subject === wanted.subject) return { outcome: 'recorded' };
  const number = (last?.number ?? 0) + 1;
  const at = clock();
  const [isOwned] = await ledger.open([
    { ...intentOf(buying, wanted, number, { at, sendableUntil: at }), isDryRun: true },
  ]);
  if (isOwned !== true) {
    throw new StepNotDone('NotReady', `Another attempt has taken send ${number}.`, { retryAfterMs: TAKEN_RETRY_MS });
  }
  await ledger.append([{ ...line(buying, number), type: 'verdict', verdict: { kind: 'dry-run' } }]);
  return { outcome: 'recorded' };
}

/** What is to be bought; `undefined` while no rate was chosen. */
async function wantedBy(
  { documents, clock }: ShipmentDependencies,
  { request, offer, additionalInputs, shipmentReference, windows, documents: preferences }: PurchaseInput,
): Promise<Wanted | undefined> {
  const { channel, parcel, detailsDocumentId } = request;
  if (channel.type === 'DIRECT_FULFILLMENT') {
    const details = await readDetails(documents, detailsDocumentId);
    const { amazonShipmentId } = channel;
    const body = toDirectPurchase(amazonShipmentId, parcel, details, shipmentReference, preferences[0]);
    // There is no rate that could expire; the key is trusted for as long as that of one.
    const now = clock();
    return wantedOf(body, now + windows.rateBudgetMs, now + windows.rateLifetimeMs);
  }
  if (offer === undefined) return undefined;
  const inputs = offer.hasInputs
    ? await readInputs(documents, await readDetails(documents, detailsDocumentId), additionalInputs)
    : {};
  const ratedAt = Date.parse(offer.ratedAt);
  const { carrierId, carrierName, serviceId, serviceName, promise, total } = offer;
  return {
    ...wantedOf(toPurchase(offer, inputs), ratedAt + windows.rateBudgetMs, ratedAt + windows.rateLifetimeMs),
    offer: { carrierId, carrierName, serviceId, serviceName, promise, total },
  };
}

const wantedOf = (body: unknown, goodUntil: number, repeatable: number): Wanted => ({
  body: JSON.stringify(body),
  subject: hashOf(body),
  goodUntil,
  repeatableUntil: repeatable,
});

const intentOf = (
  { key, input }: Buying,
  { subject, body, offer, repeatableUntil: until }: Wanted,
  number: number,
  { at, sendableUntil }: { at: number; sendableUntil: number },
): LedgerIntent => ({
  type: 'intent',
  key,
  send: number,
  at,
  intentId: randomUUID(),
  sendableUntil,
  subject,
  body,
  actor: input.overrule?.actor ?? input.actor,
  ...(input.references.length === 0 ? {} : { references: input.references }),
  purchase: { repeatableUntil: until, ...(offer === undefined ? {} : { offer }) },
});

const line = ({ key, clock }: Buying, number: number) => ({ key, send: number, at: clock() });

const lost = (
  buying: Buying,
  number: number,
  { reason, status, requestId }: { reason: string; status?: number; requestId?: string },
): Extract<LedgerRecord, { type: 'lost' }> => ({
  ...line(buying, number),
  type: 'lost',
  reason,
  ...(status === undefined ? {} : { status }),
  ...(requestId === undefined ? {} : { requestId }),
});

const overruled = (buying: Buying, { number }: Send): Extract<LedgerRecord, { type: 'overruled' }> => ({
  ...line(buying, number),
  type: 'overruled',
  actor: buying.input.overrule?.actor ?? buying.input.actor,
  requestId: buying.input.overrule?.requestId ?? '',
});

/** Called again for the repeat, at the latest when the window ends: then a person is asked at once. */
function repeatLater({ clock, attempt }: Buying, number: number, reason: string, until: number): StepNotDone {
  const pauseMs = Math.min(REPEAT.firstMs * 2 ** Math.min(attempt.number - 1, 10), REPEAT.maxMs);
  return new StepNotDone('NotReady', `Send ${number} has no answer: ${reason}. The same is sent again with its key.`, {
    retryAfterMs: Math.max(1, Math.min(pauseMs, until - clock())),
    details: { send: number },
  });
}

function refused(
  { key, permissionRetryMs }: Buying,
  number: number,
  { failure, codes, status, requestId }: Extract<Result, { kind: 'refused' }>,
): StepNotDone {
  const details = { send: number, codes, ...(requestId === undefined ? {} : { requestIds: [requestId] }) };
  if (failure === 'NotPermitted') {
    return new StepNotDone('Paused', `${key.operation} is not permitted (HTTP ${status}).`, {
      retryAfterMs: permissionRetryMs,
      details,
    });
  }
  return new StepNotDone(failure, `${key.operation} was refused: ${codes.join(', ') || 'no code given'}.`, { details });
}

/** @param why what Amazon has just said, where that ends the repeating. */
function asked(
  { key, input }: Buying,
  kind: 'PurchaseUnknown' | 'Rejected',
  send: Send,
  sends: readonly Send[],
  why?: string,
): StepNotDone {
  const codes = send.verdict?.kind === 'refused' ? send.verdict.codes : [];
  const details = { send: send.number, codes, requestIds: sends.flatMap(({ requestIds }) => requestIds) };
  return new StepNotDone(
    kind,
    kind === 'Rejected'
      ? `${key.operation} was refused: ${codes.join(', ') || 'no code given'}.`
      : purchaseEvidence(input.shipmentReference, send, why),
    { details },
  );
}

const inDryRun = ({ account, operation }: WriteKey): StepNotDone =>
  new StepNotDone(
    'Paused',
    `${operation} is not sent: account ${account} is in dry run, and this shipment began live. It goes on once dry run is switched off (dryRun, DRY_RUN) and the worker started again.`,
    { retryAfterMs: DRY_RUN_RETRY_MS },
  );
