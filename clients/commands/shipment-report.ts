import { failures } from '../../workflows/failures.js';
import { serviceWithCarrier } from '../../workflows/shipment/offer.js';
import type { ListedRate, Money } from '../../workflows/shipment/offer.js';
import { parcelStatus } from '../../workflows/shipment/parcel-events.js';
import { situationOf } from '../../workflows/shipment/situation.js';
import type { LedgerPart } from '../order-ledger.js';
import type { ShipmentName, ViewedShipment } from '../shipments.js';
import { reportedSends } from './order-sends.js';
import type { ReportedSend } from './order-sends.js';
import type { Session } from './session.js';
import { WITHDRAWN } from './shipments-documents.js';
import { absolute, commandLine, deadline, fittingTable, hanging, harmless, paragraph, relative } from './text.js';
import type { Column } from './text.js';

/** Everything about one shipment, as `--json` prints it. Keys are the same in every answer. */
export function shipmentReport(name: ShipmentName, viewed: ViewedShipment | undefined, ledger: LedgerPart) {
  const state = viewed?.state;
  const situation = state === undefined ? undefined : situationOf(state);
  const bought = state?.purchase?.bought ?? state?.offer;
  return {
    ...name,
    /** `null` when Temporal no longer knows it. */
    state: state?.state ?? null,
    since: state?.since ?? null,
    isDryRun: state?.isDryRun === true,
    whoseMove: situation?.whoseMove ?? null,
    nextStep: situation?.nextStep ?? null,
    nextDeadline: viewed?.nextDeadline?.toISOString() ?? null,
    startedAt: viewed?.startedAt.toISOString() ?? null,
    endedAt: viewed?.endedAt?.toISOString() ?? null,
    service: bought === undefined ? null : { ...bought, isBought: state?.purchase !== undefined },
    shipmentId: state?.purchase?.shipmentId ?? null,
    trackingId: state?.purchase?.trackingId ?? null,
    boughtAt: state?.purchase?.boughtAt ?? null,
    parcel: state === undefined ? null : (parcelStatus(state.events) ?? null),
    events: state?.events ?? [],
    documents: state?.documents ?? [],
    rates: state?.list ?? null,
    missingInputs: state?.missing ?? [],
    cancellation: state?.cancellation ?? null,
    refund: state?.refund ?? null,
    notice: state?.notice ?? null,
    pending: viewed?.pending ?? [],
    items: (state?.attention.items ?? []).map((item) => ({
      ...item,
      happened: failures[item.reason].happened,
      nextStep: failures[item.reason].remedy,
    })),
    audit: state?.audit ?? [],
    sends: 'records' in ledger ? reportedSends(ledger.records) : null,
    ledgerProblem: 'problem' in ledger ? ledger.problem : null,
  };
}

type Report = ReturnType<typeof shipmentReport>;

/** The same for people. */
export function shipmentText(report: Report, session: Session): string {
  const { paint, now, width } = session;
  const { state, service, pending, sends } = report;
  const dryRun = report.isDryRun ? '  dry run: nothing is bought' : '';
  return [
    `${paint.strong(report.shipmentReference)}  ${state ?? 'only in the ledger'}${dryRun}`,
    ...rows([
      ['Whose move', report.whoseMove],
      // What waits for a person says it below.
      ['Next step', report.items.length > 0 ? null : report.nextStep],
      ['Deadline', report.nextDeadline === null ? null : deadline(report.nextDeadline, now(), paint)],
      ['Service', service === null ? null : serviceText(service)],
      ['Shipment', report.shipmentId],
      ['Tracking', report.trackingId],
      ['Parcel', report.parcel],
      ['Documents', documentsText(report)],
      ['Refund', report.refund === null ? null : refundText(report.refund)],
      [
        'Pay notice',
        report.notice === null ? null : `${noticeWords[report.notice.outcome]}, ${absolute(report.notice.at)}`,
      ],
    ]),
    ...pending.map(({ name, attempt, lastFailure, nextAttemptAt }) =>
      hanging(
        `  ${'Under way'.padEnd(NAME_WIDTH)}  `,
        `${name}, attempt ${attempt}${nextAttemptAt === null ? '' : `, next ${relative(nextAttemptAt, now())}`}` +
          (lastFailure === null ? '' : `: ${harmless(lastFailure)}`),
        width,
      ),
    ),
    ...report.items.flatMap(({ attentionId, reason, happened, message, nextStep, answers }) => [
      '',
      paint.warning(`Waits for a person: ${reason} (${attentionId})`),
      paragraph(`${happened} ${harmless(message)}`, width),
      paragraph(`Next step: ${nextStep}`, width),
      `  Answers: ${answers.join(', ')}`,
      ...(answers.includes('choose') ? [paint.faint(commandLine(choosing(report), width))] : []),
    ]),
    ...ratesText(report, session),
    ...section(
      paint.strong('Parcel'),
      report.events.map(({ eventCode, eventTime, shipmentType }) =>
        [absolute(eventTime), harmless(eventCode), ...(shipmentType === 'RETURNS' ? ['on the way back'] : [])].join(
          '  ',
        ),
      ),
    ),
    ...section(
      paint.strong('Who did what'),
      report.audit.map(({ at, action, actor, said, reason, refused }) =>
        [
          absolute(at),
          action,
          `by ${harmless(actor)}`,
          ...(said === undefined ? [] : [harmless(said)]),
          ...(reason === undefined ? [] : [harmless(reason)]),
          ...(refused === undefined ? [] : [paint.bad(`refused: ${harmless(refused)}`)]),
        ].join('  '),
      ),
    ),
    '',
    paint.strong('Sent to Amazon'),
    ...(sends === null
      ? [`  ${report.ledgerProblem ?? ''}`]
      : sends.length === 0
        ? ['  Nothing.']
        : sends.map((send) => hanging(`  ${send.number}. `, sendText(send), width))),
  ].join('\n');
}

const NAME_WIDTH = 10;

const rows = (named: readonly [string, string | null][]): string[] =>
  named.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(NAME_WIDTH)}  ${value}`]));

const section = (head: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', head, ...lines.map((line) => `  ${line}`)];

const moneyText = ({ value, unit }: Money): string => `${value} ${unit}`;

const serviceText = ({ serviceId, total, isBought, ...names }: NonNullable<Report['service']>): string =>
  `${harmless(`${serviceWithCarrier(names)} (${serviceId})`)}, ${moneyText(total)}, ${isBought ? 'bought' : 'to be bought'}`;

/** What there is to print; of a cancelled shipment nothing goes on a parcel. */
function documentsText({ documents, state }: Report): string | null {
  if (documents.length === 0) return null;
  const isVoid = state !== null && WITHDRAWN.has(state);
  return `${documents.map(({ type, format }) => `${type} (${format})`).join(', ')}${isVoid ? ', void: destroy every print' : ''}`;
}

/** What became of telling the buyer. */
const noticeWords: Record<NonNullable<Report['notice']>['outcome'], string> = {
  started: 'begun',
  known: 'there already',
  'not-configured': 'none, Amazon Pay is not configured',
  skipped: 'none, a person has skipped it',
};

const refundText = ({ since, amount, outcome, reference }: NonNullable<Report['refund']>): string =>
  [
    `${outcome ?? 'expected'}${amount === undefined ? '' : ` ${moneyText(amount)}`} since ${absolute(since)}`,
    ...(reference === undefined ? [] : [harmless(reference)]),
  ].join(', ');

/** What there is to choose from, as long as somebody may have to. */
function ratesText({ rates, missingInputs, shipmentId, items }: Report, { paint, tableWidth }: Session): string[] {
  if (rates === null || shipmentId !== null) return [];
  const isAsked = items.some(({ answers }) => answers.includes('choose') || answers.includes('retry'));
  return [
    '',
    paint.strong(`Rates of ${absolute(rates.at)}`),
    ...(rates.rates.length === 0
      ? ['  None.']
      : [fittingTable(rateColumns, rates.rates, tableWidth, paint).replaceAll(/^/gm, '  ')]),
    ...rates.ineligible.map(({ reasons, ...names }) =>
      paint.faint(
        `  not to be had: ${harmless(`${serviceWithCarrier(names)}: ${reasons.map(({ code, message }) => `${code} ${message}`).join('; ')}`)}`,
      ),
    ),
    ...(isAsked ? missingInputs : []).map(
      ({ path, title, oneOf }) =>
        `  missing: ${harmless(path.join('.'))}${title === undefined ? '' : ` (${harmless(title)})`}${oneOf === undefined ? '' : `: ${harmless(oneOf.join(', '))}`}`,
    ),
  ];
}

const rateColumns: Column<ListedRate>[] = [
  { head: 'Service', cell: ({ serviceId }) => harmless(serviceId) },
  { head: 'Name', cell: ({ serviceName }) => harmless(serviceName), dispensable: 2 },
  { head: 'Carrier', cell: ({ carrierId }) => harmless(carrierId), dispensable: 1 },
  { head: 'Price', cell: ({ total }) => moneyText(total) },
  { head: 'Delivered by', cell: ({ promise: { deliveryWindow } }) => promisedBy(deliveryWindow?.end) },
  { head: 'To know', cell: rateNotes },
];

const promisedBy = (instant: string | undefined): string => (instant === undefined ? '–' : absolute(instant));

function rateNotes({ refused, open = [], needsInputs }: ListedRate): string {
  return [
    ...(refused === undefined ? [] : [`not by policy: ${harmless(refused)}`]),
    ...open.map(({ options }) => `one of --vas ${options.map(({ id }) => harmless(id)).join(', ')}`),
    ...(needsInputs === true ? ['wants to know more'] : []),
  ].join('; ');
}

const choosing = ({ shipmentReference }: Report): string[] => [
  ...['fulfillment', 'shipments', 'choose-rate', shipmentReference, '--service', 'SERVICE'],
];

const sendText = ({ at, actor, status, meaning, codes, requestIds }: ReportedSend): string =>
  [
    absolute(at),
    status,
    harmless(meaning),
    `by ${harmless(actor)}`,
    ...(codes.length === 0 ? [] : [codes.join(', ')]),
    ...requestIds.map((id) => `req:${id}`),
  ].join('  ');
