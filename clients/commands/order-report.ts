import type { LedgerRecord } from '../../activities/ledger/ledger.js';
import { failures } from '../../workflows/failures.js';
import type { LabelFacts, VoidLabel } from '../../workflows/purchase-order/order.js';
import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import { situationOf } from '../../workflows/purchase-order/situation.js';
import type { Situation } from '../../workflows/purchase-order/situation.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { AttentionItem } from '../../workflows/steps/attention.js';
import type { PendingStep } from '../pending-steps.js';
import type { OrderName, ViewedOrder } from '../purchase-orders.js';
import { reportedCost } from './order-cost.js';
import type { FoundCost, ReportedCost } from './order-cost.js';
import { deadlinesOf } from './order-deadlines.js';
import type { ReportedDeadline } from './order-deadlines.js';
import { ladderOf } from './order-ladder.js';
import type { LadderStep } from './order-ladder.js';
import { reportedParcels } from './order-parcels.js';
import type { ReportedParcels } from './order-parcels.js';
import { reportedSends } from './order-sends.js';
import type { ReportedSend } from './order-sends.js';

/** Everything that was found out about an order. */
export interface OrderFindings {
  name: OrderName;
  /** Absent when Temporal knows no such order. */
  viewed?: ViewedOrder;
  /** The order's own, or the configuration's where that is no longer known. */
  policy: PurchaseOrderPolicy;
  ledger: { records: LedgerRecord[] } | { problem: string };
  /** Absent when Temporal knows no such order. */
  cost?: FoundCost;
  /** Commands need not name it. */
  defaultAccount: string | undefined;
}

/** Everything about one order, for people and programs: the document of `orders show --json`. */
export interface OrderReport extends OrderName {
  /** These are `null` when Temporal knows no such order. */
  workflowId: string | null;
  status: string | null;
  startedAt: string | null;
  endedAt: string | null;
  whoseMove: Situation['whoseMove'] | null;
  nextStep: string | null;
  /** What to type for it, word by word. */
  nextCommand: string[] | null;
  nextDeadline: string | null;
  ladder: LadderStep[];
  deadlines: ReportedDeadline[];
  /** Of an order that has ended: nothing, whatever Temporal still shows of steps that nobody waits for. */
  pending: PendingStep[];
  items: ReportedItem[];
  documents: ReportedDocument[];
  /** On the vendor's own carrier. */
  parcels: ReportedParcels;
  /** `null` when they cannot be told; `sendsProblem` says why. */
  sends: ReportedSend[] | null;
  sendsProblem: string | null;
  cost: ReportedCost;
  /** As the workflow has it: lines, packing, departure, hold, audit list and the rest. */
  order: PurchaseOrderState | null;
}

export interface ReportedItem extends Pick<AttentionItem, 'attentionId' | 'step' | 'reason' | 'message' | 'raisedAt'> {
  happened: string;
  nextStep: string;
  dueAt: string | null;
  answers: { answer: string; command: string[] }[];
}

export interface ReportedDocument {
  kind: 'order' | 'label';
  documentId: string;
  /** Of a label. */
  format: string | null;
  trackingNumber: string | null;
  packageIdentifier: string | null;
  /** Present when it must not be used any more. */
  voided: { at: string; actor: string; isDestroyed: boolean } | null;
}

/** Puts what was found together. */
export function reportOf({ name, viewed, policy, ledger, cost: found, defaultAccount }: OrderFindings): OrderReport {
  const account = name.account === defaultAccount ? [] : ['--account', name.account];
  const sent =
    'records' in ledger
      ? { sends: reportedSends(ledger.records), sendsProblem: null }
      : { sends: null, sendsProblem: ledger.problem };
  const cost = reportedCost(found, sent.sends);
  if (viewed === undefined) return { ...name, ...unknownToTemporal, ...sent, cost };
  const { state } = viewed;
  const { whoseMove, nextStep } = situationOf(state, policy);
  return {
    ...name,
    workflowId: viewed.workflowId,
    status: viewed.status,
    startedAt: viewed.startedAt.toISOString(),
    endedAt: viewed.endedAt?.toISOString() ?? null,
    whoseMove,
    nextStep,
    nextCommand: nextCommand(state, account),
    // The order has computed it itself.
    nextDeadline: viewed.nextDeadline?.toISOString() ?? null,
    ladder: ladderOf(state),
    deadlines: deadlinesOf(state, policy),
    pending: viewed.status === 'RUNNING' ? viewed.pending : [],
    items: state.attention.items.map((item) => reportedItem(item, state, account)),
    documents: documentsOf(state),
    parcels: reportedParcels(state),
    ...sent,
    cost,
    order: state,
  };
}

const unknownToTemporal = {
  workflowId: null,
  status: null,
  startedAt: null,
  endedAt: null,
  whoseMove: null,
  nextStep: null,
  nextCommand: null,
  nextDeadline: null,
  ladder: [],
  deadlines: [],
  pending: [],
  items: [],
  documents: [],
  parcels: { parcels: [], early: [], strays: [] },
  order: null,
};

/** What somebody outside Amazon and the worker types next; items have their own commands. */
function nextCommand(
  { purchaseOrderNumber, state, hold, shipPlan, packing, labelMode, attention }: PurchaseOrderState,
  account: string[],
): string[] | null {
  if (attention.items.length > 0) return null;
  const orders = (action: string, ...options: string[]): string[] => [
    ...['fulfillment', 'orders', action, purchaseOrderNumber],
    ...account,
    ...options,
  ];
  if (state === 'READY_TO_SHIP') {
    return labelMode?.mode === 'amazon' ? orders('depart') : orders('depart', '--tracking', 'NUMBER');
  }
  if (state !== 'ACKNOWLEDGED') return null;
  if (hold !== undefined) return orders('release');
  return shipPlan?.waitForPacking === true && packing === undefined ? orders('pack', '--containers', 'FILE') : null;
}

function reportedItem(item: AttentionItem, order: PurchaseOrderState, account: string[]): ReportedItem {
  const { attentionId, step, reason, message, raisedAt, dueAt, answers } = item;
  const which = order.attention.items.length > 1 ? ['--item', attentionId] : [];
  return {
    attentionId,
    step,
    reason,
    message,
    raisedAt,
    happened: failures[reason].happened,
    nextStep: failures[reason].remedy,
    dueAt: dueAt ?? null,
    answers: answers.map((answer) => ({
      answer,
      command: [
        ...['fulfillment', 'attention', 'resolve', order.purchaseOrderNumber, answer],
        ...account,
        ...which,
        ...neededBy(answer),
      ],
    })),
  };
}

/** What an answer is refused without. */
function neededBy(answer: string): string[] {
  if (answer === 'done-elsewhere') return ['--reference', 'where, and under which number'];
  return answer === 'reject' ? ['--data', '{"code":"NN"}'] : [];
}

const documentsOf = ({ orderDocumentId, label, voidLabels }: PurchaseOrderState): ReportedDocument[] => [
  ...(orderDocumentId === undefined
    ? []
    : [
        {
          kind: 'order' as const,
          documentId: orderDocumentId,
          format: null,
          trackingNumber: null,
          packageIdentifier: null,
          voided: null,
        },
      ]),
  ...(label === undefined ? [] : labelDocuments(label, null)),
  ...voidLabels.flatMap((each) => labelDocuments(each, voidedBy(each))),
];

const voidedBy = ({ voidedAt, actor, isDestroyed }: VoidLabel) => ({ at: voidedAt, actor, isDestroyed });

const labelDocuments = ({ format, packages }: LabelFacts, voided: ReportedDocument['voided']): ReportedDocument[] =>
  packages.map(({ documentId, trackingNumber, packageIdentifier }) => ({
    kind: 'label',
    documentId,
    format,
    trackingNumber: trackingNumber ?? null,
    packageIdentifier: packageIdentifier ?? null,
    voided,
  }));
