import type { ReportStatusInput, ReportStatusResult } from '../../workflows/purchase-order/activities.js';
import type { ShipmentStatus } from '../../workflows/purchase-order/carrier.js';
import type { ShipmentStatusUpdate } from '../amazon/schemas/index.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import { carryOut, hashOf } from '../carry-out.js';
import type { CarriedOut, Write } from '../carry-out.js';
import type { Send } from '../ledger/sends.js';
import type { ProofRule } from '../next-move.js';
import type { CarrierSettings } from './carrier-settings.js';
import type { StepDependencies } from './dependencies.js';
import { optional } from './optional.js';
import { statusAddress } from './status-address.js';
import { readConsignee, readLocation } from './status-documents.js';
import { meaningOf, placeOf } from './status-meaning.js';
import { occurrenceOf, sendsOfEvent } from './status-occurrence.js';
import { statusSubject, toStatusUpdate } from './status-update.js';
import { writeKey } from './write-key.js';

/** Nothing but its transaction shows a status update. Without an answer the identical body is sent once more. */
const proof: ProofRule = { evidence: 'none', successIsProof: true, resends: 1 };

/**
 * Tells Amazon an event of a package on the vendor's own carrier, once.
 *
 * 1. Meaning, code list and address are those of the configuration at the time of sending: what a person has mended there
 *    counts for the next attempt.
 * 2. Each event has an occurrence of its own in the ledger, and finds it again after a crash, a reset or a second report.
 * 3. When Amazon never says what became of it, it is `unproven`, counted, and nobody is asked: nobody could tell either.
 *
 * @throws ApplicationFailure `CarrierNotConfigured` when a code or the address is in no table, `Rejected` when Amazon
 * refuses it; both for a person.
 */
export const createReportStatus =
  (dependencies: StepDependencies) =>
  async (input: ReportStatusInput): Promise<ReportStatusResult> => {
    const { carrierOf, clock, polling } = dependencies;
    const attempt = currentAttempt(clock);
    const beganAt = clock();
    return attempted(clock, attempt, async () => {
      const settings = carrierOf?.(input.order.shipFromParty, input.order.shipMethod) ?? {};
      const status = meaningOf(input, settings.codes);
      if (status === 'ignore') return { outcome: 'ignored', transactionIds: [], requestIds: [] };
      const key = writeKey(input, 'submitShipmentStatusUpdates');
      const meant = statusSubject(input, status);
      const subject = hashOf(meant);
      const event: Event = { dependencies, input, key, subject };
      const { overrule, ...step } = input;
      const write: Write = {
        ...step,
        ...((await isAboutItsSend(event, overrule)) ? optional('overrule', overrule) : {}),
        key,
        occurrenceIn: (records) => occurrenceOf(records, key, subject),
        rule: proof,
        item: await updateOf(dependencies, input, status, settings),
        subject: meant,
        plan: polling.transaction,
        look: () => Promise.resolve('absent' as const),
      };
      try {
        return { ...resultOf(await carryOut(write, dependencies, attempt)), status };
      } catch (error) {
        if (!(error instanceof StepNotDone) || error.kind !== 'Unproven') throw error;
        const result = await unproven(event, beganAt);
        if (result === undefined) throw error;
        return { ...result, status };
      }
    });
  };

/** An event on its way to Amazon. */
interface Event {
  dependencies: StepDependencies;
  input: ReportStatusInput;
  key: Write['key'];
  subject: string;
}

async function updateOf(
  { documents, region }: StepDependencies,
  input: ReportStatusInput,
  status: ShipmentStatus,
  settings: CarrierSettings,
): Promise<ShipmentStatusUpdate> {
  const address = statusAddress({
    status,
    location: await readLocation(documents, input.reported.locationDocumentId),
    consignee: await readConsignee(documents, input.orderDocumentId),
    configured: settings.statusAddress,
  });
  if (address === undefined) {
    throw new StepNotDone(
      'CarrierNotConfigured',
      `There is no address for ${status}, which needs name, first line and country: add statusAddress to the label mode of ${placeOf(input.order)} in WAREHOUSES_FILE.`,
    );
  }
  const dialect = settings.dialect ?? (region === 'NA' ? 'X12' : 'EDIFACT');
  return toStatusUpdate(input, { status, dialect, address });
}

/**
 * Whether a person's `retry` is about a send of this very event: with another meaning it is another event, whose sends
 * have numbers of their own. Nobody is asked but about what Amazon has refused or failed.
 */
async function isAboutItsSend(event: Event, overrule: ReportStatusInput['overrule']): Promise<boolean> {
  if (overrule === undefined) return false;
  const send = (await sentOf(event)).find(({ number }) => number === overrule.send);
  return send?.status === 'refused' || send?.disproved?.by === 'transaction';
}

const sentOf = async ({ dependencies: { ledger }, key, subject }: Event): Promise<Send[]> =>
  sendsOfEvent(await ledger.read(key.account, key.businessId), key, subject);

/** The end without an answer; `undefined` when the last word of Amazon was a refusal. */
async function unproven(event: Event, beganAt: number): Promise<Omit<ReportStatusResult, 'status'> | undefined> {
  const sends = await sentOf(event);
  const last = sends.at(-1);
  const isSilent = last?.status === 'open' || last?.status === 'accepted' || last?.disproved?.by === 'no-evidence';
  if (last === undefined || !isSilent) return undefined;
  // After a reset the step finds an older end: that is counted already.
  if (last.disproved === undefined || last.disproved.at >= beganAt) {
    event.dependencies.metrics?.statusUnproven({ account: event.key.account });
  }
  return {
    outcome: 'unproven',
    transactionIds: sends.flatMap(({ transactionIds }) => transactionIds),
    requestIds: sends.flatMap(({ requestIds }) => requestIds),
    sentAt: new Date(last.openedAt).toISOString(),
  };
}

function resultOf({ outcome, ...ids }: CarriedOut): Omit<ReportStatusResult, 'status'> {
  // Whether Amazon has cancelled the order is not asked: its parcel is on its way.
  if (outcome === 'cancelled') throw new RangeError('A status update has no evidence that could be cancelled.');
  return { ...ids, outcome };
}
