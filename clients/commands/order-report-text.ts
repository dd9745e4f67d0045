import type { PackedContainer } from '../../workflows/purchase-order/packing.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { AuditEntry } from '../../workflows/steps/audit.js';
import type { PendingStep } from '../pending-steps.js';
import { costText } from './order-cost.js';
import type { LadderStep } from './order-ladder.js';
import type { ReportedDeadline } from './order-deadlines.js';
import { parcelRows } from './order-parcels.js';
import type { ReportedParcels } from './order-parcels.js';
import type { OrderReport, ReportedDocument, ReportedItem } from './order-report.js';
import type { ReportedSend } from './order-sends.js';
import type { Paint } from './paint.js';
import { commandLine, deadline, harmless, paragraph, relative } from './text.js';
import { bothTimes } from './warehouse-time.js';

/** How a report is written. */
export interface ReportStyle {
  /** Columns of the terminal. */
  width: number;
  /** Epoch ms. */
  now: number;
  paint: Paint;
  /** The warehouse's time zone, where it is known: its time stands beside UTC. */
  zone?: string | undefined;
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
          section('Parcels', parcelsText(report.parcels, style), style),
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

/** In UTC, and by the warehouse's clock where that is known. */
const at = (instant: string, { zone }: ReportStyle): string => bothTimes(instant, zone);

const dueText = (instant: string | null, style: ReportStyle): string =>
  deadline(instant, style.now, style.paint, (each) => at(each, style));

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
  const { paint, width } = style;
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
    ['Next deadline', dueText(report.nextDeadline, style)],
    ['Held', hold && paint.warning(`by ${hold.actor} since ${at(hold.since, style)}${after(hold.reason)}`)],
    ['Warehouse', harmless(facts?.shipFromParty ?? '–')],
    ['Label mode', [labelMode?.mode, labelMode?.scacCode ?? labelMode?.carrier].filter(Boolean).join(', ') || '–'],
    ['Ship method', harmless(facts?.shipMethod ?? '–')],
    ['Ship by', facts && (shipPlan?.local ?? at(shipPlan?.shipBy ?? facts.requiredShipDate, style))],
    ['Customer order', facts && harmless(facts.customerOrderNumber)],
    ['Acknowledgement', order.acknowledgement && acknowledgementText(order.acknowledgement, style)],
    ['Transactions', order.transactionIds.join(', ') || '–'],
    ['Since', report.startedAt === null ? undefined : at(report.startedAt, style)],
    ['Ended', report.endedAt === null ? undefined : at(report.endedAt, style)],
    ['Cost', costText(report.cost) || undefined],
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

const acknowledgementText = (
  { code, description, actor, decidedAt }: NonNullable<PurchaseOrderState['acknowledgement']>,
  style: ReportStyle,
): string =>
  `${code}${description === undefined ? '' : ` ${harmless(description)}`}, by ${actor}, ${at(decidedAt, style)}`;

const MARKS = { done: '✓', now: '▸', ahead: ' ' } as const;

const ladderText = (ladder: readonly LadderStep[], style: ReportStyle): string[] =>
  ladder.map(({ state, mark, at: reachedAt, note }) => {
    const { now, paint, width } = style;
    const colour = mark === 'now' ? paint.strong : mark === 'ahead' ? paint.faint : (text: string) => text;
    const told = [
      ...(reachedAt === null ? [] : [at(reachedAt, style)]),
      ...(note === null ? [] : [harmless(note)]),
      ...(mark === 'now' ? [reachedAt === null ? 'now' : `(${relative(reachedAt, now)})`] : []),
    ];
    const indent = ' '.repeat(INDENT.length + 2 + NAME_WIDTH);
    const says = paragraph(told.join('  '), width, indent).slice(indent.length);
    return `${INDENT}${MARKS[mark]} ${colour(state.padEnd(NAME_WIDTH))}${says}`.trimEnd();
  });

/** Room for the longest, `evidence of the confirmation`, between two blanks each. */
const DEADLINE_WIDTH = 32;

function deadlineRow({ name, dueAt, limitAt, local, status, metAt }: ReportedDeadline, style: ReportStyle): string {
  const isOver = status === 'met' || status === 'met late';
  const due = isOver ? `due ${at(dueAt, style)}` : dueText(dueAt, style);
  const told = [
    statusText(status, style.paint),
    metAt === null ? due : `${at(metAt, style)}, ${due}`,
    ...(local === null || style.zone !== undefined ? [] : [local]),
    ...(limitAt === null ? [] : [`required by Amazon: ${at(limitAt, style)}`]),
  ];
  return row(`${INDENT}${name}`, told.join(', '), style, DEADLINE_WIDTH);
}

function statusText(status: ReportedDeadline['status'], paint: Paint): string {
  if (status === 'met') return paint.good(status);
  if (status === 'open') return status;
  return status === 'warned' ? paint.warning(status) : paint.bad(status);
}

/** `in 2 min (2026-01-05 16:02:00 UTC)`. */
const when = (instant: string, style: ReportStyle): string => `${relative(instant, style.now)} (${at(instant, style)})`;

const pendingText = ({ name, attempt, lastFailure, nextAttemptAt }: PendingStep, style: ReportStyle): string[] => [
  `${INDENT}${name}, attempt ${attempt}${nextAttemptAt === null ? ' runs' : ` ${when(nextAttemptAt, style)}`}`,
  ...(lastFailure === null ? [] : [paragraph(harmless(lastFailure), style.width, INDENT.repeat(2))]),
];

function itemText(item: ReportedItem, style: ReportStyle): string[] {
  const { width, paint } = style;
  return [
    `${INDENT}${paint.warning(item.reason)}  ${item.attentionId}  due ${dueText(item.dueAt, style)}`,
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
    ['Departed', `${at(departedAt, style)}${departedBy === undefined ? '' : `, reported by ${departedBy}`}`],
    ['Manifest', manifestId],
    ['Tracking', trackingNumber],
    ['Carrier', carrier],
    ['Weight', weight && `${weight.value} ${weight.unitOfMeasure}`],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [row(`${INDENT}${name}`, value, style)]));
}

const parcelsText = (parcels: ReportedParcels, style: ReportStyle): string[] =>
  parcelRows(parcels, { paint: style.paint, at: (instant) => at(instant, style) }).map(({ trackingNumber, says }) => {
    const name = `${INDENT}${harmless(trackingNumber)}`;
    return row(name, says, style, Math.max(NAME_WIDTH, name.length + 2));
  });

function documentText(
  { kind, documentId, format, trackingNumber, voided }: ReportedDocument,
  style: ReportStyle,
): string {
  const told = [
    ...(kind === 'order' ? [] : [harmless(trackingNumber ?? 'no tracking number'), format ?? '']),
    `document ${documentId}`,
    ...(voided === null
      ? []
      : [`${at(voided.at, style)}, by ${voided.actor}${voided.isDestroyed ? ', print destroyed' : ''}`]),
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

function sendText(send: ReportedSend, style: ReportStyle): string[] {
  const { width, paint } = style;
  const which = `${send.operation}, ${send.occurrence === 1 ? '' : `occurrence ${send.occurrence}, `}send ${send.number}`;
  const told = [
    ...(send.meaning === send.operation ? [] : [harmless(send.meaning)]),
    `${at(send.at, style)}, by ${send.actor}`,
    ...send.transactionIds.map((id) => `transaction ${id}`),
    ...send.requestIds.map((id) => `request ${id}`),
    ...(send.codes.length === 0 ? [] : [`codes ${send.codes.map(harmless).join(', ')}`]),
    ...(send.proven === null ? [] : [`proven by ${send.proven.by} ${at(send.proven.at, style)}`]),
    ...(send.disproved === null ? [] : [`disproved by ${send.disproved.by} ${at(send.disproved.at, style)}`]),
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

function auditText({ at: doneAt, actor, action, said, reason, refused }: AuditEntry, style: ReportStyle): string {
  const what = [
    `${actor}: ${action}`,
    ...(said === undefined ? [] : [harmless(said)]),
    ...(reason === undefined ? [] : [`"${harmless(reason)}"`]),
    ...(refused === undefined ? [] : [`refused: ${harmless(refused)}`]),
  ];
  const name = `${INDENT}${at(doneAt, style)}`;
  return row(name, what.join(', '), style, name.length + 2);
}
