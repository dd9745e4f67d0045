import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import type { ShipmentDependencies } from '../../../activities/shipment/dependencies.js';
import { createShipmentActivities } from '../../../activities/shipment/index.js';
import type { PurchaseInput, PurchaseResult, ShipmentActivities } from '../../../workflows/shipment/activities.js';
import type { Offer } from '../../../workflows/shipment/offer.js';
import { startLocalAccount } from '../amazon/local-account.js';
import type { LocalAccount, LocalAccountOptions } from '../amazon/local-account.js';
import { detailsOf, policyOf, requestOf } from '../../support/shipments.js';
import type { RequestChanges } from '../../support/shipments.js';

const MINUTE = 60_000;
/** After this the server gives a killed attempt up and tries again, ms. */
const KILLED_MS = 46_000;

/** The worker died: what its attempt threw reaches nobody. */
class Killed extends Error {}

/** Dies at a call of the ledger, counted from 1: before it, or after it is durable. */
export interface Kill {
  atCall: number;
  when: 'before' | 'after';
}

export interface PurchaseDesk extends LocalAccount {
  documents: DocumentStore;
  put(document: unknown): Promise<string>;
  /** One attempt of a step. @param killed dies on its way. */
  attempt<Name extends keyof ShipmentActivities>(
    name: Name,
    input: Parameters<ShipmentActivities[Name]>[0],
    killed?: Kill,
  ): Promise<Awaited<ReturnType<ShipmentActivities[Name]>> | ApplicationFailure | 'killed'>;
  offer(reference: string, changes?: RequestChanges): Promise<Offer>;
  input(reference: string, offer: Offer | undefined, changes?: RequestChanges): Promise<PurchaseInput>;
  /** Attempt after attempt, at the times that they ask for, with new rates for expired ones: as workflow and server do. */
  buy(reference: string, kills?: readonly Kill[]): Promise<PurchaseResult | ApplicationFailure>;
  charges(reference: string): number;
}

export async function openPurchaseDesk(
  options: LocalAccountOptions & { steps?: Partial<ShipmentDependencies> } = {},
): Promise<PurchaseDesk> {
  const { steps, ...others } = options;
  const account = await startLocalAccount({ local: { region: 'EU' }, ...others });
  const documents = memoryDocuments();
  const put: PurchaseDesk['put'] = async (document) =>
    (await documents.put(Buffer.from(JSON.stringify(document)), 'application/json')).documentId;
  let attempts = 0;

  const attempt = (async (name: keyof ShipmentActivities, input: never, kill?: Kill): Promise<unknown> => {
    attempts += 1;
    const mortal = mortalLedger(options.ledger ?? account.ledger, kill);
    const activities = createShipmentActivities({
      ...account.amazon,
      ledger: mortal.ledger,
      documents,
      clock: account.clock,
      isDryRun: false,
      packageStates: () => Promise.resolve([]),
      startNotice: () => Promise.resolve('started'),
      ...steps,
    });
    const environment = new MockActivityEnvironment(
      {
        attempt: attempts,
        scheduledTimestampMs: account.clock(),
        scheduleToCloseTimeoutMs: 60 * MINUTE,
        startToCloseTimeoutMs: 45_000,
      },
      { logger: new DefaultLogger('ERROR', () => undefined) },
    );
    try {
      const result: unknown = await environment.run(activities[name], input);
      return mortal.isDead() ? 'killed' : result;
    } catch (error) {
      if (mortal.isDead()) return 'killed';
      if (error instanceof ApplicationFailure) return error;
      throw error;
    }
  }) as PurchaseDesk['attempt'];

  const request = async (changes: RequestChanges = {}) => ({
    ...requestOf(changes),
    detailsDocumentId: await put(detailsOf()),
  });
  const common = (shipmentReference: string) => ({
    account: 'default',
    shipmentReference,
    businessId: 'AmazonShipping_UK' as const,
    deadline: account.clock() + 60 * MINUTE,
  });
  const input: PurchaseDesk['input'] = async (reference, offer, changes) => ({
    ...common(reference),
    request: await request(changes),
    additionalInputs: [],
    ledgerId: 'memory',
    references: [],
    actor: 'policy',
    windows: policyOf().windows,
    documents: policyOf().documents,
    ...(offer === undefined ? {} : { offer }),
  });
  const rated = async (reference: string, changes?: RequestChanges) => {
    const found = await attempt('obtainRates', {
      ...common(reference),
      request: await request(changes),
      additionalInputs: [],
      policy: policyOf(),
    });
    if (found === 'killed' || found instanceof ApplicationFailure) throw new Error(`No rates: ${String(found)}`);
    return found;
  };
  return {
    ...account,
    documents,
    put,
    attempt,
    input,
    offer: async (reference, changes) => {
      const { offer } = await rated(reference, changes);
      if (offer === undefined) throw new Error('There is no offer.');
      return offer;
    },
    buy: async (reference, kills = []) => {
      let { offer } = await rated(reference);
      const left = [...kills];
      for (let count = 0; count < 200; count += 1) {
        const found = await attempt('purchase', await input(reference, offer), left.shift());
        if (found === 'killed') account.skip(KILLED_MS);
        else if (!(found instanceof ApplicationFailure)) return found;
        else if (found.type === 'RateExpired') ({ offer } = await rated(reference));
        else if (found.nonRetryable === true) return found;
        else account.skip(Number(found.nextRetryDelay ?? 2_000));
      }
      throw new Error('The purchase found no end.');
    },
    charges: (reference) =>
      account.local.book().money.filter(({ parcel, kind }) => parcel === reference && kind === 'charge').length,
  };
}

function mortalLedger(ledger: Ledger, kill: Kill | undefined): { ledger: Ledger; isDead: () => boolean } {
  let calls = 0;
  let isDead = false;
  const mortal =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1;
      const isFatal = calls === kill?.atCall || isDead;
      isDead ||= isFatal;
      if (isFatal && (kill?.when === 'before' || calls > (kill?.atCall ?? 0))) throw new Killed();
      const result = await call(...args);
      if (isFatal) throw new Killed();
      return result;
    };
  return {
    ledger: {
      identity: mortal(() => ledger.identity()),
      read: mortal((account: string, businessId: string) => ledger.read(account, businessId)),
      open: mortal((intents) => ledger.open(intents)),
      append: mortal((records) => ledger.append(records)),
    },
    isDead: () => isDead,
  };
}

function memoryDocuments(): DocumentStore {
  const kept = new Map<string, { bytes: Uint8Array; mediaType: string }>();
  return {
    put: (bytes, mediaType) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      kept.set(sha256, { bytes, mediaType });
      return Promise.resolve({ documentId: sha256, sha256, mediaType });
    },
    get: (documentId) => {
      const found = kept.get(documentId);
      return found === undefined ? Promise.reject(new Error(`Unknown: ${documentId}`)) : Promise.resolve(found);
    },
  };
}
