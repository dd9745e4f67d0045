import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { DocumentUnavailable } from '../../../activities/documents/directory-store.js';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { sendsOf } from '../../../activities/ledger/sends.js';
import type { Send } from '../../../activities/ledger/sends.js';
import type { CarrierSettings } from '../../../activities/purchase-order/carrier-settings.js';
import type { StepDependencies } from '../../../activities/purchase-order/dependencies.js';
import { createReportStatus } from '../../../activities/purchase-order/report-status.js';
import type { ReportStatusInput, ReportStatusResult } from '../../../workflows/purchase-order/activities.js';
import type { OrderFacts } from '../../../workflows/purchase-order/order.js';
import { acceptance, startLocalAccount, submissionOf } from '../amazon/local-account.js';
import type { LocalAccount, LocalAccountOptions } from '../amazon/local-account.js';
import { facts } from '../../workflows/purchase-order/orders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const operation = 'submitShipmentStatusUpdates';
export const PO = 'PO1';
/** As confirmed: with a space, and in lower case. */
export const TRACKING = 'pro 7';
/** Of the customer: never Amazon's to read. */
export const CONSIGNEE = {
  name: 'Jane Planted',
  addressLine1: '1 Planted Street',
  stateOrRegion: 'NV',
  countryCode: 'US',
};
export const DEPOT = { name: 'Hauler', addressLine1: '1 Depot Road', city: 'Reno', countryCode: 'US' };

/** What came of one attempt: the result, or the failure that the workflow or the server sees. */
export type Attempted = ReportStatusResult | ApplicationFailure;

export interface CarrierDesk extends LocalAccount {
  /** The ledger that the steps use. */
  records: Ledger;
  settings: CarrierSettings;
  order: OrderFacts;
  unproven: unknown[];
  put(document: unknown): Promise<string>;
  forget(documentId: string): void;
  /** @param budgetMs of the whole step. */
  attempt(more?: Partial<ReportStatusInput>, budgetMs?: number): Promise<Attempted>;
  /** Attempt after attempt at the times that they ask for, until a result or a person's question. */
  carry(more?: Partial<ReportStatusInput>): Promise<Attempted>;
  /** What was sent under each occurrence. */
  sends(): Promise<Send[][]>;
  /** What Amazon has put into effect. */
  applied(): readonly object[];
}

/** An order that left on the vendor's own carrier and is confirmed, as package {@link TRACKING}. */
export async function openCarrierDesk(
  options: LocalAccountOptions & { steps?: Partial<StepDependencies>; scheduledDelivery?: boolean } = {},
): Promise<CarrierDesk> {
  const { steps, scheduledDelivery = false, ...others } = options;
  const account = await startLocalAccount({
    local: { latency: { default: { minMs: 0, medianMs: 0, maxMs: 0 } } },
    ...others,
  });
  await confirm(account, scheduledDelivery);
  const records = options.ledger ?? account.ledger;
  const { store, forget } = memoryDocuments();
  const desk: Pick<CarrierDesk, 'settings' | 'unproven'> = { settings: { statusAddress: DEPOT }, unproven: [] };
  const order = { ...facts, ...partiesOf(account) };
  let number = 0;

  const attempt = async (more: Partial<ReportStatusInput> = {}, budgetMs = DAY): Promise<Attempted> => {
    number += 1;
    const reportStatus = createReportStatus({
      amazon: account.amazon,
      ledger: records,
      documents: store,
      clock: account.clock,
      isDryRun: false,
      metrics: { ...silent, statusUnproven: (update) => void desk.unproven.push(update) },
      windows: { windowMs: 30 * MINUTE, evidenceAfterMs: 15 * MINUTE, maxFailures: 3 },
      polling: { transaction: plan, label: { ...plan, stayMs: 0 }, paper: plan },
      labels: { leadMs: HOUR },
      invoices: false,
      region: 'NA',
      labelModeFor: () => undefined,
      carrierOf: () => desk.settings,
      warehouseOf: () => undefined,
      ...steps,
    });
    const environment = new MockActivityEnvironment(
      {
        attempt: number,
        scheduledTimestampMs: account.clock(),
        scheduleToCloseTimeoutMs: budgetMs,
        startToCloseTimeoutMs: 45_000,
      },
      { logger: new DefaultLogger('ERROR', () => undefined) },
    );
    try {
      const input: ReportStatusInput = {
        account: 'default',
        purchaseOrderNumber: PO,
        ledgerId: await records.identity(),
        deadline: account.clock() + DAY,
        actor: 'carrier',
        references: [],
        order,
        trackingNumber: TRACKING,
        reported: { status: 'IN_TRANSIT', occurredAt: '2026-03-04T08:30:00.000Z' },
        ...more,
      };
      return await environment.run(reportStatus, input);
    } catch (error) {
      if (error instanceof ApplicationFailure) return error;
      throw error;
    }
  };

  return {
    ...account,
    records,
    // Read at every attempt, as after a new start of the worker.
    get settings() {
      return desk.settings;
    },
    set settings(settings) {
      desk.settings = settings;
    },
    order,
    unproven: desk.unproven,
    put: async (document) => (await store.put(Buffer.from(JSON.stringify(document)), 'application/json')).documentId,
    forget,
    attempt,
    carry: async (more) => {
      for (let attempts = 0; attempts < 200; attempts += 1) {
        const came = await attempt(more);
        if (!(came instanceof ApplicationFailure) || came.nonRetryable === true) return came;
        account.skip(Number(came.nextRetryDelay));
      }
      throw new Error('No end in sight.');
    },
    sends: async () => {
      const found = await records.read('default', PO);
      const numbers = new Set(found.filter(({ key }) => key.operation === operation).map(({ key }) => key.occurrence));
      return [...numbers]
        .toSorted((a, b) => a - b)
        .map((occurrence) => sendsOf(found, { account: 'default', operation, businessId: PO, occurrence }));
    },
    applied: () => account.local.order(PO)?.statusUpdates?.applied ?? [],
  };
}

const plan = { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE };
const silent = {
  called: () => undefined,
  batched: () => undefined,
  breaker: () => undefined,
  confirmed: () => undefined,
  noticesSent: () => undefined,
  noticeFailed: () => undefined,
  noticesWaiting: () => undefined,
};

function partiesOf(account: LocalAccount) {
  const { sellingParty, shipFromParty } = acceptance(account, PO);
  return { sellingParty: sellingParty.partyId, shipFromParty: shipFromParty.partyId };
}

/** The order is accepted and confirmed, as if by the steps before. */
async function confirm(account: LocalAccount, scheduledDelivery: boolean): Promise<void> {
  const { amazon, local } = account;
  local.addOrder({
    purchaseOrderNumber: PO,
    labelMode: 'vendor-carrier',
    scheduledDelivery,
    lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
  });
  await amazon.submit(submissionOf(account, acceptance(account, PO)));
  account.skip(1_000);
  const { sellingParty, shipFromParty } = acceptance(account, PO);
  const item = { itemSequenceNumber: 1, vendorProductIdentifier: 'SKU-1' };
  const one = { amount: 1, unitOfMeasure: 'Each' };
  const confirmation = {
    purchaseOrderNumber: PO,
    shipmentDetails: { shippedDate: new Date(account.clock()).toISOString(), shipmentStatus: 'SHIPPED' as const },
    sellingParty,
    shipFromParty,
    items: [{ ...item, shippedQuantity: one }],
    containers: [
      {
        containerType: 'carton' as const,
        containerIdentifier: '1',
        trackingNumber: TRACKING,
        shipMethod: 'LTL',
        scacCode: 'ABCD',
        weight: { unitOfMeasure: 'KG' as const, value: '1.5' },
        packedItems: [{ ...item, packedQuantity: one }],
      },
    ],
  };
  await amazon.submit(submissionOf(account, confirmation, { operation: 'submitShipmentConfirmations' }));
  account.skip(1_000);
}

function memoryDocuments(): { store: DocumentStore; forget: (documentId: string) => void } {
  const documents = new Map<string, Uint8Array>();
  return {
    forget: (documentId) => documents.delete(documentId),
    store: {
      put: (bytes, mediaType) => {
        const documentId = createHash('sha256').update(bytes).digest('hex');
        documents.set(documentId, bytes);
        return Promise.resolve({ documentId, sha256: documentId, mediaType });
      },
      get: (documentId) => {
        const bytes = documents.get(documentId);
        return bytes === undefined
          ? Promise.reject(new DocumentUnavailable(documentId, 'unknown', 'unknown, or purged.'))
          : Promise.resolve({ bytes, mediaType: 'application/json' });
      },
    },
  };
}
