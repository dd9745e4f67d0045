import type { ObtainLabelInput, ObtainLabelResult } from '../../workflows/purchase-order/activities.js';
import type { LabelFacts, LabelPackage } from '../../workflows/purchase-order/order.js';
import type { ShipmentConfirmation, ShippingLabel } from '../amazon/schemas/index.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import { carryOut } from '../carry-out.js';
import type { DocumentStore } from '../documents/document-store.js';
import type { Ledger } from '../ledger/ledger.js';
import { liveSends, sendsOf } from '../ledger/sends.js';
import type { ProofRule } from '../next-move.js';
import type { StepDependencies } from './dependencies.js';
import { toLabelRequest } from './label-request.js';
import { freshStatus, isCancelled } from './order-status.js';
import { papersAtHand } from './paper.js';
import { writeKey } from './write-key.js';

const proof = {
  /** The label itself is the proof: it is read first, and `Success` without it is not enough. */
  first: { evidence: 'first', successIsProof: false, resends: 1 },
  /** Amazon may make the same label again, so that only the transaction tells; another one than before tells as well. */
  again: { evidence: 'after-transaction', successIsProof: true, resends: 0 },
} as const satisfies Record<string, ProofRule>;

/**
 * Requests Amazon's shipping label, once, and puts its packages into the document store. In a dry run the request is
 * recorded, and the label taken that another system has asked for, if there is one.
 */
export const createObtainLabel =
  (dependencies: StepDependencies) =>
  async (input: ObtainLabelInput): Promise<ObtainLabelResult> => {
    const { amazon, clock, documents, ledger, polling, windows } = dependencies;
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, async () => {
      const { purchaseOrderNumber } = input;
      // Denied on the floor meanwhile: nobody waits for this label any more.
      if (await isDenied(ledger, input)) return { outcome: 'cancelled', transactionIds: [], requestIds: [] };
      const key = writeKey(input, 'submitShippingLabelRequest', input.occurrence);
      const [first] = liveSends(sendsOf(await ledger.read(input.account, purchaseOrderNumber), key));
      if (first === undefined && (await isCancelled(dependencies, input, attempt, input))) {
        return { outcome: 'cancelled', transactionIds: [], requestIds: [] };
      }
      let label: ShippingLabel | undefined;
      const readLabel = async (): Promise<ShippingLabel | undefined> => {
        label ??= await amazon.reads.label(purchaseOrderNumber, {
          deadline: input.deadline,
          attemptEndsAt: attempt.endsAt,
          requestedAt: input.occurrence === 1 ? first?.openedAt : undefined,
          // Before it was asked for there is nothing to wait for.
          lingerMs: first === undefined ? 0 : polling.label.stayMs,
        });
        return label;
      };
      const request = toLabelRequest(input, dependencies.region);
      const done = await carryOut(
        {
          ...input,
          key,
          rule: input.occurrence === 1 ? proof.first : proof.again,
          item: request,
          subject: { containers: request.containers ?? [] },
          plan: polling.label,
          look: async () => {
            const found = await readLabel();
            return found === undefined || (await isVoid(documents, found, input)) ? 'absent' : 'present';
          },
          isCancelled: async () => (await freshStatus(dependencies, input, attempt, input.deadline)) === 'CANCELLED',
        },
        dependencies,
        attempt,
      );
      if (done.outcome === 'cancelled') return done;
      if (done.outcome === 'recorded') {
        // Another system may have requested one: what it got is worth comparing.
        const found = await readLabel();
        const isThere = found !== undefined && !(await isVoid(documents, found, input));
        return isThere ? { ...done, label: await store(documents, found) } : done;
      }
      // Proven by an earlier attempt, which ended before it could hand the label over.
      const proven = await readLabel();
      if (proven === undefined) throw new StepNotDone('NotReady', 'The label was there and is empty now.');
      if (done.sentAt !== undefined && (await isVoid(documents, proven, input))) {
        // Amazon has made it, and may show the old one for a while; or it has made the same once more.
        const patientUntil = Date.parse(done.sentAt) + windows.evidenceAfterMs;
        if (clock() < patientUntil) {
          throw new StepNotDone('NotReady', 'Amazon still shows the label that is to be replaced.', {
            retryAfterMs: polling.label.firstMs,
          });
        }
      }
      const options = { deadline: input.deadline, attemptEndsAt: attempt.endsAt };
      const papers = await papersAtHand(dependencies, input, input.papers ?? [], options);
      return { ...done, label: await store(documents, proven), ...(papers.length === 0 ? {} : { papers }) };
    });
  };

const isDenied = async (ledger: Ledger, input: ObtainLabelInput): Promise<boolean> => {
  const sends = sendsOf(
    await ledger.read(input.account, input.purchaseOrderNumber),
    writeKey(input, 'submitShipmentConfirmations'),
  );
  return sends.some(
    ({ status, body }) =>
      (status === 'open' || status === 'accepted') &&
      (JSON.parse(body) as ShipmentConfirmation).shipmentDetails.shipmentStatus === 'FLOOR_DENIAL',
  );
};

/** Whether this is, or may be, the very label that the request is to replace. */
async function isVoid(
  documents: DocumentStore,
  label: ShippingLabel,
  { occurrence, voidDocumentIds }: ObtainLabelInput,
): Promise<boolean> {
  // After a reset nobody knows the label before: only the transaction tells then.
  if (voidDocumentIds.length === 0) return occurrence > 1;
  const { packages } = await store(documents, label);
  return packages.every(({ documentId }) => voidDocumentIds.includes(documentId));
}

async function store(documents: DocumentStore, label: ShippingLabel): Promise<LabelFacts> {
  const mediaType = MEDIA_TYPES[label.labelFormat] ?? 'application/octet-stream';
  const packages: LabelPackage[] = [];
  for (const { content, packageIdentifier, trackingNumber, shipMethod } of label.labelData) {
    const { documentId, sha256 } = await documents.put(Buffer.from(content, 'base64'), mediaType);
    packages.push({
      ...(packageIdentifier === undefined ? {} : { packageIdentifier }),
      ...(trackingNumber === undefined ? {} : { trackingNumber }),
      ...(shipMethod === undefined ? {} : { shipMethod }),
      documentId,
      sha256,
      mediaType,
    });
  }
  return { format: label.labelFormat, packages };
}

/** Media types of `labelFormat`; a format added since is kept as bytes. */
const MEDIA_TYPES: Record<string, string> = { PNG: 'image/png', ZPL: 'application/zpl' };
