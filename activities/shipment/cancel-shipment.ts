import { randomUUID } from 'node:crypto';
import type { CancelShipmentInput, CancelShipmentResult } from '../../workflows/shipment/activities.js';
import { isScanned, parcelStatus } from '../../workflows/shipment/parcel-events.js';
import type { ParcelEvent } from '../../workflows/shipment/parcel-events.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import type { Attempt } from '../attempt.js';
import { hashOf } from '../carry-out.js';
import type { WriteKey } from '../ledger/ledger.js';
import type { Send } from '../ledger/sends.js';
import { cancelMove } from './cancel-move.js';
import type { ShipmentDependencies } from './dependencies.js';
import { readSends, sameLedger, writeKey } from './shipment-ledger.js';
import { eventsOf } from './tracking-answer.js';

/** An attempt makes few moves; more would be a fault of ours. */
const MAX_MOVES = 8;
/** An unknown outcome is looked into after this, ms. */
const LOOK_MS = 5_000;
const DRY_RUN_RETRY_MS = 5 * 60_000;

/**
 * Cancels a shipment at Amazon, and finds out whether the carrier was faster.
 *
 * What the reply does not tell, the tracking does: a pickup that is cancelled, or a scan. Where neither tells it, a
 * person is asked.
 *
 * @throws ApplicationFailure `CancellationUnknown` for a person; what else it throws is tried again.
 */
export const createCancelShipment =
  (dependencies: ShipmentDependencies) =>
  async (input: CancelShipmentInput): Promise<CancelShipmentResult> => {
    const { clock, ledger } = dependencies;
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, async () => {
      await sameLedger(ledger, input.ledgerId);
      return carryOn({ ...dependencies, input, attempt, key: writeKey(input, 'cancelShipment') });
    });
  };

interface Cancelling extends ShipmentDependencies {
  input: CancelShipmentInput;
  attempt: Attempt;
  key: WriteKey;
}

async function carryOn(cancelling: Cancelling): Promise<CancelShipmentResult> {
  const { ledger, key, input, clock } = cancelling;
  let events: ParcelEvent[] | undefined;
  for (let moves = 0; moves < MAX_MOVES; moves += 1) {
    const sends = await readSends(ledger, key);
    const line = { key, send: sends.at(-1)?.number ?? 0, at: clock() };
    const requestIds = sends.flatMap((send) => send.requestIds);
    const move = cancelMove({
      sends,
      seen: events === undefined ? undefined : seenIn(events),
      isTracked: input.tracked !== undefined,
      allowedAfter: input.overrule?.send ?? 0,
      now: clock(),
    });
    switch (move.move) {
      case 'done':
        return { outcome: move.outcome, events: events ?? [], requestIds };
      case 'look':
        events = await look(cancelling);
        break;
      case 'prove':
        await ledger.append([{ ...line, type: 'proven', by: 'evidence' }]);
        break;
      case 'overrule':
        await ledger.append([
          {
            ...line,
            type: 'overruled',
            actor: input.overrule?.actor ?? input.actor,
            requestId: input.overrule?.requestId ?? '',
          },
        ]);
        break;
      case 'wait':
        throw new StepNotDone('NotReady', 'The cancellation has no answer yet; the parcel is looked for again.', {
          retryAfterMs: Math.max(1, move.until - clock()),
        });
      case 'ask':
        throw new StepNotDone('CancellationUnknown', question(input, move.send), {
          details: {
            send: move.send.number,
            requestIds,
            codes: move.send.verdict?.kind === 'refused' ? move.send.verdict.codes : [],
          },
        });
      case 'send':
        await send(cancelling, move.number, move.isRepeat);
        break;
    }
  }
  throw new StepNotDone('Unexpected', `${key.operation} found no end within ${MAX_MOVES} moves.`);
}

function seenIn(events: readonly ParcelEvent[]): 'cancelled' | 'picked-up' | 'nothing' {
  if (parcelStatus(events) === 'PickupCancelled') return 'cancelled';
  return isScanned(events) ? 'picked-up' : 'nothing';
}

async function look({ shipping, input, attempt, clock }: Cancelling): Promise<ParcelEvent[]> {
  const { tracked, businessId, shipmentReference, deadline } = input;
  if (tracked === undefined) return [];
  const found = await shipping.getTracking(
    { businessId, ...tracked },
    { shipmentReference, deadline, attemptEndsAt: attempt.endsAt },
  );
  return found === undefined ? [] : eventsOf(found, [], clock());
}

/** A refusal is looked into at once; everything else waits for its time. The same again cancels nothing more. */
async function send(cancelling: Cancelling, number: number, isRepeat: boolean): Promise<void> {
  const { shipping, ledger, key, clock, input, attempt, isDryRun, permissionRetryMs } = cancelling;
  const { businessId, shipmentId, shipmentReference, deadline, references, actor, overrule } = input;
  if (isDryRun) {
    throw new StepNotDone('Paused', `${key.operation} is not sent: account ${key.account} is in dry run.`, {
      retryAfterMs: DRY_RUN_RETRY_MS,
    });
  }
  const body = JSON.stringify({ shipmentId });
  const result = await shipping.cancelShipment(
    { businessId, shipmentId },
    {
      shipmentReference,
      deadline,
      attemptEndsAt: attempt.endsAt,
      open: async ({ at, sendableUntil }) => {
        if (isRepeat) {
          await ledger.append([{ key, send: number, at: sendableUntil, type: 'lost', reason: 'repeated' }]);
          return true;
        }
        const [isOwned = false] = await ledger.open([
          {
            type: 'intent',
            key,
            send: number,
            at,
            intentId: randomUUID(),
            sendableUntil,
            subject: hashOf({ shipmentId }),
            body,
            actor: overrule?.actor ?? actor,
            ...(references.length === 0 ? {} : { references }),
          },
        ]);
        return isOwned;
      },
    },
  );
  const line = { key, send: number, at: clock() };
  switch (result.kind) {
    case 'accepted': {
      const { requestId } = result;
      const verdict = { kind: 'accepted' as const, ...(requestId === undefined ? {} : { requestId }) };
      return ledger.append([{ ...line, type: 'verdict', verdict }]);
    }
    case 'refused': {
      const { errors, ...verdict } = result;
      await ledger.append([{ ...line, type: 'verdict', verdict, ...(errors === undefined ? {} : { errors }) }]);
      if (result.failure !== 'NotPermitted') return;
      throw new StepNotDone('Paused', `${key.operation} is not permitted (HTTP ${result.status}).`, {
        retryAfterMs: permissionRetryMs,
        details: { send: number, codes: result.codes },
      });
    }
    case 'lost': {
      const { kind: _kind, ...lost } = result;
      await ledger.append([{ ...line, type: 'lost', ...lost }]);
      throw new StepNotDone('NotReady', `The cancellation has no answer: ${result.reason}. The parcel is looked for.`, {
        retryAfterMs: LOOK_MS,
      });
    }
    case 'taken':
      throw new StepNotDone('NotReady', 'Another attempt is cancelling.', { retryAfterMs: LOOK_MS });
    case 'not-sent': {
      const { retryAfterMs, ...verdict } = result;
      if (!isRepeat) await ledger.append([{ ...line, type: 'verdict', verdict }]);
      throw new StepNotDone('Throttled', `${key.operation} was not sent: ${result.reason}.`, {
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
  }
}

function question({ shipmentReference, shipmentId, tracked }: CancelShipmentInput, { verdict }: Send): string {
  const said =
    verdict?.kind === 'refused'
      ? `Amazon refused the cancellation (${verdict.codes.join(', ') || 'no code given'})`
      : 'Amazon has not answered the cancellation';
  const shown =
    tracked === undefined ? 'it cannot be tracked with Amazon' : 'its tracking shows neither that nor a scan';
  return `Package ${shipmentReference}, shipment ${shipmentId}: ${said}, and ${shown}.`;
}
