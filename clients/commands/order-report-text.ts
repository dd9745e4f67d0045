import type { PackedContainer } from '../../workflows/purchase-order/packing.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { AuditEntry } from '../../workflows/steps/audit.js';
import type { PendingStep } from '../pending-steps.js';
import type { LadderStep } from './order-ladder.js';
import type { ReportedDeadline } from './order-deadlines.js';
import type { OrderReport, ReportedDocument, ReportedItem } from './order-report.js';
import type { ReportedSend } from './order-sends.js';
import type { Paint } from './paint.js';
import { absolute, commandLine, deadline, harmless, paragraph, relative } from './text.js';

/** How a report is written. */
export interface ReportStyle {
  /** Columns of the terminal. */
  width: number;
  /** Epoch ms. */
  now: number;
  paint: Paint;
}

/** Everything about an order as text: long texts wrap at words. */
export function reportText(report: OrderReport, style: ReportStyle): string {
  const { order } = report;
  const sections =
    order === null
      ? [unknownText(report, style)]
      : [
          summary(report, order, style),
          section('Life', ladderText(report.ladder, style), style),
          section(
            'Deadlines',
            report.deadlines.flatMap((each) => deadlineRow(each, style)),
            style,
          ),
          section(
            'Under way',
            report.pending.flatMap((each) => pendingText(each, style)),
            style,
          ),
          section(
            'Waits for a person',
            report.items.flatMap((each) => itemText(each, style)),
            style,
          ),
          section('Lines', linesOf(order), style),
          section('Packages', packagesOf(order, style), style),
          section('Departure', departureRows(order, style), style),
          section(
            'Documents',
            report.documents.map((each) => documentText(each, style)),
            style,
          ),
        ];
  return [
    ...sections,
    section('Sent to Amazon', sendsText(report, style), style),
    ...(order === null
      ? []
      : [
          section(
            'Who did what',
            order.audit.map((each) => auditText(each, style)),
            style,
          ),
        ]),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const NAME_WIDTH = 17;
const INDENT = '  ';

/** A name, and what there is to say of it: further lines stand below the first. */
const row = (name: string, value: string, { width }: ReportStyle, nameWidth = NAME_WIDTH): string =>
  `${name.padEnd(nameWidth)}${paragraph(value, width, ' '.repeat(nameWidth)).slice(nameWidth)}`;

const section = (heading: string, lines: readonly string[], { paint }: ReportStyle): string =>
  lines.length === 0 ? '' : [paint.strong(heading), ...lines].join('\n');

function unknownText({ account, purchaseOrderNumber }: OrderReport, style: ReportStyle): string {
  return [
    row('Order', purchaseOrderNumber, style),
    row('Account', account, style),
    row(
      'State',
      'Temporal no longer knows this order: it ended longer ago than the retention of the namespace, or was never ' +
        'taken on there. Below is only what the ledger has.',
      style,
    ),
  ].join('\n');
}

function summary(report: OrderReport, order: PurchaseOrderState, style: ReportStyle): string {
  const { paint, now, width } = style;
  const { order: facts, labelMode, hold, shipPlan } = order;
  const rows: [string, string | undefined][] = [
    ['Order', paint.strong(report.purchaseOrderNumber)],
    ['Account', report.account],
    ['State', paint.strong(order.state)],
    [
      'Dry run',
      order.isDryRun === true
        ? paint.warning('What would be sent to Amazon is recorded; nothing is sent, as long as this order lives.')
        : undefined,
    ],
    ['Workflow', report.status === 'RUNNING' || report.status === 'COMPLETED' ? undefined : (report.status ?? '')],
    ['Whose move', report.whoseMove ?? '–'],
    ['Next step', report.nextStep ?? '–'],
  ];
  const others: [string, string | undefined][] = [
    ['Next deadline', deadline(report.nextDeadline, now, paint)],
    ['Held', hold && paint.warning(`by ${hold.actor} since ${absolute(hold.since)}${after(hold.reason)}`)],
    ['Warehouse', harmless(facts?.shipFromParty ?? '–')],
    ['Label mode', [labelMode?.mode, labelMode?.scacCode ?? labelMode?.carrier].filter(Boolean).join(', ') || '–'],
    ['Ship method', harmless(facts?.shipMethod ?? '–')],
    ['Ship by', facts && (shipPlan?.local ?? absolute(shipPlan?.shipBy ?? facts.requiredShipDate))],
    ['Customer order', facts && harmless(facts.customerOrderNumber)],
    ['Acknowledgement', order.acknowledgement && acknowledgementText(order.acknowledgement)],
    ['Transactions', order.transactionIds.join(', ') || '–'],
    ['Since', report.startedAt === null ? undefined : absolute(report.startedAt)],
    ['Ended', report.endedAt === null ? undefined : absolute(report.endedAt)],
  ];
  const toRows = (list: [string, string | undefined][]): string[] =>
    list.flatMap(([name, value]) => (value === undefined ? [] : [row(name, value, style)]));
  return [
    ...toRows(rows),
    ...(report.nextCommand === null
      ? []
      : [paint.faint(commandLine(report.nextCommand, width, ' '.repeat(NAME_WIDTH)))]),
    ...toRows(others),
  ].join('\n');
}

const after = (text: string | undefined): string => (text === undefined ? '' : `: ${harmless(text)}`);

const acknowledgementText = ({
  code,
  description,
  actor,
  decidedAt,
}: NonNullable<PurchaseOrderState['acknowledgement']>): string =>
  `${code}${description === undefined ? '' : ` ${harmless(description)}`}, by ${actor}, ${absolute(decidedAt)}`;

const MARKS = { done: '✓', now: '▸', ahead: ' ' } as const;

const ladderText = (ladder: readonly LadderStep[], { now, paint }: ReportStyle): string[] =>
  ladder.map(({ state, mark, at, note }) => {
    const colour = mark === 'now' ? paint.strong : mark === 'ahead' ? paint.faint : (text: string) => text;
    const told = [
      ...(at === null ? [] : [absolute(at)]),
      ...(note === null ? [] : [note]),
      ...(mark === 'now' ? [at === null ? 'now' : `(${relative(at, now)})`] : []),
    ];
    return `${INDENT}${MARKS[mark]} ${colour(state.padEnd(NAME_WIDTH))}${told.join('  ')}`.trimEnd();
  });

function deadlineRow({ name, dueAt, limitAt, local, status, metAt }: ReportedDeadline, style: ReportStyle): string {
  const { now, paint } = style;
  const isOver = status === 'met' || status === 'met late';
  const due = isOver ? `due ${absolute(dueAt)}` : deadline(dueAt, now, paint);
  const told = [
    statusText(status, paint),
    metAt === null ? due : `${absolute(metAt)}, ${due}`,
    ...(local === null ? [] : [local]),
    ...(limitAt === null ? [] : [`required by Amazon: ${absolute(limitAt)}`]),
  ];
  return row(`${INDENT}${name}`, told.join(', '), style, Math.max(NAME_WIDTH, name.length + 4));
}

function statusText(status: ReportedDeadline['status'], paint: Paint): string {
  if (status === 'met') return paint.good(status);
  if (status === 'open') return status;
  return status === 'warned' ? paint.warning(status) : paint.bad(status);
}

/** `in 2 min (2026-01-05 16:02:00 UTC)`. */
const when = (instant: string, now: number): string => `${relative(instant, now)} (${absolute(instant)})`;

const pendingText = ({ name, attempt, lastFailure, nextAttemptAt }: PendingStep, style: ReportStyle): string[] => [
  `${INDENT}${name}, attempt ${attempt}${nextAttemptAt === null ? ' runs' : ` ${when(nextAttemptAt, style.now)}`}`,
  ...(lastFailure === null ? [] : [paragraph(harmless(lastFailure), style.width, INDENT.repeat(2))]),
];

function itemText(item: ReportedItem, { width, now, paint }: ReportStyle): string[] {
  return [
    `${INDENT}${paint.warning(item.reason)}  ${item.attentionId}  due ${deadline(item.dueAt, now, paint)}`,
    paragraph(`${item.happened} ${harmless(item.message)}`, width, INDENT.repeat(2)),
    paragraph(`Next step: ${item.nextStep}`, width, INDENT.repeat(2)),
    ...item.answers.map(({ command }) => paint.faint(commandLine(command, width, INDENT.repeat(2)))),
  ];
}

const linesOf = ({ order }: PurchaseOrderState): string[] =>
  (order?.lines ?? []).map(
    (line) =>
      `${INDENT}${line.itemSequenceNumber}  ${harmless(line.vendorProductIdentifier ?? line.buyerProductIdentifier ?? '–')}  × ${line.quantity}`,
  );

/** What was packed; a departure that names the packages has them besides. */
const packagesOf = ({ packing, departure }: PurchaseOrderState, style: ReportStyle): string[] =>
  (departure?.containers ?? packing ?? []).map((container) => containerText(container, style));

function containerText(container: PackedContainer, style: ReportStyle): string {
  const { containerIdentifier, containerType, trackingNumber, weight, dimensions, items } = container;
  const told = [
    items.map((item) => `${item.itemSequenceNumber} × ${item.quantity}`).join(', '),
    ...(containerType === undefined ? [] : [containerType]),
    ...(trackingNumber === undefined ? [] : [trackingNumber]),
    ...(weight === undefined ? [] : [`${weight.value} ${weight.unitOfMeasure}`]),
    ...(dimensions === undefined
      ? []
      : [`${dimensions.length} × ${dimensions.width} × ${dimensions.height} ${dimensions.unitOfMeasure}`]),
  ];
  return row(
    `${INDENT}${containerIdentifier}`,
    told.join('; '),
    style,
    Math.max(NAME_WIDTH, containerIdentifier.length + 4),
  );
}

function departureRows({ departure, departedBy }: PurchaseOrderState, style: ReportStyle): string[] {
  if (departure === undefined) return [];
  const { departedAt, manifestId, trackingNumber, carrier, weight } = departure;
  const rows: [string, string | undefined][] = [
    ['Departed', `${absolute(departedAt)}${departedBy === undefined ? '' : `, reported by ${departedBy}`}`],
    ['Manifest', manifestId],
    ['Tracking', trackingNumber],
    ['Carrier', carrier],
    ['Weight', weight && `${weight.value} ${weight.unitOfMeasure}`],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [row(`${INDENT}${name}`, value, style)]));
}

function documentText(
  { kind, documentId, format, trackingNumber, voided }: ReportedDocument,
  style: ReportStyle,
): string {
  const told = [
    ...(kind === 'order' ? [] : [harmless(trackingNumber ?? 'no tracking number'), format ?? '']),
    `document ${documentId}`,
    ...(voided === null
      ? []
      : [`${absolute(voided.at)}, by ${voided.actor}${voided.isDestroyed ? ', print destroyed' : ''}`]),
  ];
  const name = voided === null ? kind : style.paint.bad('DO NOT USE');
  return row(`${INDENT}${name}`, told.join('  '), style);
}

function sendsText({ sends, sendsProblem }: OrderReport, style: ReportStyle): string[] {
  if (sends === null) return [paragraph(sendsProblem ?? '', style.width, INDENT)];
  if (sends.length === 0)
    return [paragraph('The ledger of this machine has no send of this order.', style.width, INDENT)];
  return sends.flatMap((send) => sendText(send, style));
}

function sendText(send: ReportedSend, { width, paint }: ReportStyle): string[] {
  const which = `${send.operation}, ${send.occurrence === 1 ? '' : `occurrence ${send.occurrence}, `}send ${send.number}`;
  const told = [
    `${absolute(send.at)}, by ${send.actor}`,
    ...send.transactionIds.map((id) => `transaction ${id}`),
    ...send.requestIds.map((id) => `request ${id}`),
    ...(send.codes.length === 0 ? [] : [`codes ${send.codes.map(harmless).join(', ')}`]),
    ...(send.proven === null ? [] : [`proven by ${send.proven.by} ${absolute(send.proven.at)}`]),
    ...(send.disproved === null ? [] : [`disproved by ${send.disproved.by} ${absolute(send.disproved.at)}`]),
    ...(send.overruledBy === null ? [] : [`another one allowed by ${send.overruledBy}`]),
  ];
  return [`${INDENT}${which}: ${outcomeOf(send, paint)}`, paragraph(told.join('; '), width, INDENT.repeat(2))];
}

function outcomeOf({ status, proven }: ReportedSend, paint: Paint): string {
  if (proven !== null) return paint.good('proven');
  if (status === 'open') return paint.warning('unknown');
  if (status === 'dry-run') return paint.warning('recorded in dry run, not sent');
  return status === 'accepted' ? 'accepted, not proven yet' : paint.bad(status);
}

function auditText({ at, actor, action, said, reason, refused }: AuditEntry, style: ReportStyle): string {
  const what = [
    `${actor}: ${action}`,
    ...(said === undefined ? [] : [harmless(said)]),
    ...(reason === undefined ? [] : [`"${harmless(reason)}"`]),
    ...(refused === undefined ? [] : [`refused: ${harmless(refused)}`]),
  ];
  return row(`${INDENT}${absolute(at)}`, what.join(', '), style, 27);
}
