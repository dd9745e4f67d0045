import type { Command } from 'commander';
import { situationOf } from '../../workflows/purchase-order/situation.js';
import type { Situation } from '../../workflows/purchase-order/situation.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { failures } from '../../workflows/failures.js';
import { toPurchaseOrderPolicy } from '../../temporal.config.js';
import { viewPurchaseOrder } from '../purchase-orders.js';
import type { ViewedOrder } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import { accountName, orderNumbers } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { absolute, deadline, harmless, table } from './text.js';

/** `orders show`: everything about one order. */
export function ordersShowCommand(orders: Command, session: Session): void {
  orders
    .command('show')
    .description('Shows one order: state, whose move it is, deadlines, lines, label, departure, items, who did what.')
    .argument('<order>', 'purchase order number')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .addHelpText(
      'after',
      `
Asks the order's workflow, so a worker has to run. Ended orders are shown as long as Temporal retains them.

Examples:
  fulfillment orders show PO12345678
  fulfillment orders show PO12345678 --account acme-us --json`,
    )
    .action(async (number: string, options: { account?: string }) => {
      const loaded = session.config();
      const { config, temporal, numbers, account } = allOf({
        config: loaded,
        temporal: session.temporal(),
        numbers: orderNumbers([number]),
        account: accountName(options.account, loaded),
      });
      const viewed = await withTemporal(temporal, (client) =>
        viewPurchaseOrder(client, { account, purchaseOrderNumber: numbers[0] ?? '' }),
      );
      // The deadline comes from Temporal: the order computed it with the policy it started with.
      const { whoseMove, nextStep } = situationOf(viewed.state, toPurchaseOrderPolicy(config.policy));
      session.print(documentOf(viewed, { whoseMove, nextStep }), () =>
        asText(viewed, { whoseMove, nextStep }, session),
      );
    });
}

type Move = Pick<Situation, 'whoseMove' | 'nextStep'>;

const documentOf = (viewed: ViewedOrder, { whoseMove, nextStep }: Move) => ({
  workflowId: viewed.workflowId,
  status: viewed.status,
  startedAt: viewed.startedAt.toISOString(),
  endedAt: viewed.endedAt?.toISOString() ?? null,
  whoseMove,
  nextStep,
  nextDeadline: viewed.nextDeadline?.toISOString() ?? null,
  order: viewed.state,
});

function asText(viewed: ViewedOrder, move: Move, session: Session): string {
  const { state } = viewed;
  return [
    table(['Order', state.purchaseOrderNumber], summaryRows(viewed, move, session), session.paint),
    ...section('Lines', lineRows(state), session),
    ...section('Label', labelRows(state), session),
    ...section('Departure', departureRows(state), session),
    ...section('Waits for a person', itemRows(state, session), session),
    ...section('Deadlines broken', breachRows(state), session),
    ...section('Who did what', auditRows(state), session),
  ].join('\n');
}

function summaryRows(
  { state, status, nextDeadline, startedAt, endedAt }: ViewedOrder,
  move: Move,
  session: Session,
): string[][] {
  const { order, labelMode, acknowledgement } = state;
  return [
    ['Account', state.account],
    ['State', session.paint.strong(state.state)],
    ...(status === 'RUNNING' || status === 'COMPLETED' ? [] : [['Workflow', status]]),
    ['Whose move', move.whoseMove],
    ['Next step', move.nextStep],
    ['Next deadline', deadline(nextDeadline?.toISOString(), session.now(), session.paint)],
    ['Warehouse', harmless(order?.shipFromParty ?? '–')],
    ['Label mode', [labelMode?.mode, labelMode?.scacCode ?? labelMode?.carrier].filter(Boolean).join(', ') || '–'],
    ['Ship method', harmless(order?.shipMethod ?? '–')],
    ['Ordered', order === undefined ? '–' : absolute(order.orderDate)],
    ['Ship by', order === undefined ? '–' : absolute(order.requiredShipDate)],
    ['Acknowledgement', acknowledgement === undefined ? '–' : acknowledgementOf(acknowledgement)],
    ['Transactions', state.transactionIds.join(', ') || '–'],
    ['Since', absolute(startedAt.toISOString())],
    ...(endedAt === undefined ? [] : [['Ended', absolute(endedAt.toISOString())]]),
  ];
}

const acknowledgementOf = ({
  code,
  description,
  actor,
  decidedAt,
}: NonNullable<PurchaseOrderState['acknowledgement']>) =>
  `${code}${description === undefined ? '' : ` ${description}`}, by ${actor}, ${absolute(decidedAt)}`;

/** A heading with its rows; nothing when there are none. */
const section = (heading: string, rows: string[][], { paint }: Session): string[] =>
  rows.length === 0 ? [] : ['', table([heading], rows, paint)];

const lineRows = ({ order }: PurchaseOrderState): string[][] =>
  (order?.lines ?? []).map((line) => [
    line.itemSequenceNumber,
    harmless(line.vendorProductIdentifier ?? line.buyerProductIdentifier ?? '–'),
    `× ${line.quantity}`,
  ]);

const labelRows = ({ label }: PurchaseOrderState): string[][] =>
  (label?.packages ?? []).map((labelled) => [
    harmless(labelled.trackingNumber ?? 'no tracking number'),
    label?.format ?? '',
    harmless(labelled.shipMethod ?? '–'),
    `document ${labelled.documentId}`,
  ]);

function departureRows({ departure, departedBy }: PurchaseOrderState): string[][] {
  if (departure === undefined) return [];
  const { departedAt, manifestId, trackingNumber, carrier, weight, containers = [] } = departure;
  return [
    ['Departed', `${absolute(departedAt)}${departedBy === undefined ? '' : `, reported by ${departedBy}`}`],
    ...optionalRow('Manifest', manifestId),
    ...optionalRow('Tracking', trackingNumber),
    ...optionalRow('Carrier', carrier),
    ...optionalRow('Weight', weight && `${weight.value} ${weight.unitOfMeasure}`),
    ...containers.map((container) => [
      container.containerIdentifier,
      container.items.map((item) => `${item.itemSequenceNumber} × ${item.quantity}`).join(', '),
    ]),
  ];
}

const optionalRow = (name: string, value: string | undefined): string[][] =>
  value === undefined ? [] : [[name, value]];

const itemRows = ({ attention }: PurchaseOrderState, { now, paint }: Session): string[][] =>
  attention.items.flatMap((item) => [
    [paint.warning(item.reason), `${failures[item.reason].happened} ${harmless(item.message)}`],
    ['', `Next step: ${failures[item.reason].remedy}`],
    ['', `Item ${item.attentionId}, answers: ${item.answers.join(', ')}`],
    ['', `Due: ${deadline(item.dueAt, now(), paint)}`],
  ]);

const breachRows = ({ breaches }: PurchaseOrderState): string[][] =>
  breaches.map((breach) => [breach.deadline, `due ${absolute(breach.dueAt)}`, `met ${absolute(breach.metAt)}`]);

const auditRows = ({ audit }: PurchaseOrderState): string[][] =>
  audit.map((entry) => [
    absolute(entry.at),
    entry.said === undefined ? entry.action : `${entry.action}: ${entry.said}`,
    entry.actor,
    [entry.reason, entry.refused === undefined ? undefined : `refused: ${entry.refused}`].filter(Boolean).join('; '),
  ]);
