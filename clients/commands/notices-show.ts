import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { failures } from '../../workflows/failures.js';
import { noticeWriteKey } from '../../workflows/delivery-notification/notice.js';
import { nextStepOf } from '../../workflows/delivery-notification/visible.js';
import { viewNotice } from '../delivery-notices.js';
import type { NoticeName, ViewedNotice } from '../delivery-notices.js';
import { ClientError } from '../errors.js';
import { readOrderLedger } from '../order-ledger.js';
import type { LedgerPart } from '../order-ledger.js';
import { withTemporal } from '../temporal.js';
import { allOf } from './checked-input.js';
import { noticeNumber, payEnvironment } from './notice-arguments.js';
import { reportedSends } from './order-sends.js';
import type { ReportedSend } from './order-sends.js';
import type { Session } from './session.js';
import { absolute, hanging, harmless, paragraph, relative } from './text.js';

/** `notices show`: everything about one delivery notice. */
export function noticesShowCommand(notices: Command, session: Session): void {
  notices
    .command('show')
    .description('Shows one delivery notice: its state, what waits, and what was sent to Amazon Pay.')
    .argument('<tracking>', 'tracking number')
    .addHelpText(
      'after',
      `
Asks the notice's workflow, so a worker has to run. Ended notices are shown as long as Temporal retains them; after that
there is what the ledger has, where LEDGER_DIR and DOCUMENTS_KEY are those of the worker.

Examples:
  fulfillment notices show 1Z999AA10123456784
  fulfillment notices show 1Z999AA10123456784 --json`,
    )
    .action(async (tracking: string) => {
      const loaded = session.config();
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        environment: payEnvironment(loaded),
        trackingNumber: noticeNumber(tracking),
      });
      const { environment, trackingNumber } = input;
      const name = { environment, trackingNumber };
      const ledger = await ledgerPart(session, name);
      const viewed = await withTemporal(input.temporal, (client) => workflowPart(client, name, ledger));
      const report = reportOf(name, viewed, ledger);
      session.print(report, () => reportText(report, session));
    });
}

/** What Temporal has of the notice; nothing when it is in the ledger only. */
async function workflowPart(client: Client, name: NoticeName, ledger: LedgerPart): Promise<ViewedNotice | undefined> {
  try {
    return await viewNotice(client, name);
  } catch (error) {
    const isInLedger = 'records' in ledger && ledger.records.length > 0;
    if (isInLedger && error instanceof ClientError && error.kind === 'unknown-order') return undefined;
    throw error;
  }
}

async function ledgerPart(session: Session, { environment, trackingNumber }: NoticeName): Promise<LedgerPart> {
  const stores = session.config(['ledger']);
  if ('faults' in stores) {
    const wanted = [...new Set(stores.faults.map(({ where }) => where))].join(', ');
    return { problem: `To see it, set ${wanted} (and LEDGER_DIR) on this machine as the worker has them.` };
  }
  const { account, businessId } = noticeWriteKey(environment, trackingNumber);
  return readOrderLedger(stores.value.ledger, { account, purchaseOrderNumber: businessId });
}

function reportOf(name: NoticeName, viewed: ViewedNotice | undefined, ledger: LedgerPart) {
  const state = viewed?.state;
  return {
    ...name,
    account: state?.account ?? null,
    /** `null` when Temporal no longer knows it. */
    state: state?.state ?? null,
    since: state?.since ?? null,
    nextStep: state === undefined ? null : nextStepOf(state),
    carrier: state?.sentCarrierCode ?? state?.notice.carrierCode ?? state?.notice.carrierId ?? null,
    startedAt: viewed?.startedAt.toISOString() ?? null,
    endedAt: viewed?.endedAt?.toISOString() ?? null,
    pending: viewed?.pending ?? [],
    items: (state?.attention.items ?? []).map((item) => ({ ...item, happened: failures[item.reason].happened })),
    audit: state?.audit ?? [],
    sends: 'records' in ledger ? reportedSends(ledger.records) : null,
    ledgerProblem: 'problem' in ledger ? ledger.problem : null,
  };
}

type Report = ReturnType<typeof reportOf>;

function reportText(report: Report, { paint, now, width }: Session): string {
  const { state, pending, items, sends } = report;
  return [
    `${paint.strong(report.trackingNumber)}  ${state ?? 'only in the ledger'}  Amazon Pay ${report.environment}`,
    ...(report.carrier === null ? [] : [`  Carrier    ${harmless(report.carrier)}`]),
    // What waits for a person says it below.
    ...(report.nextStep === null || items.length > 0 ? [] : [hanging('  Next step  ', report.nextStep, width)]),
    ...pending.map(({ name, attempt, lastFailure, nextAttemptAt }) =>
      hanging(
        '  Under way  ',
        `${name}, attempt ${attempt}${nextAttemptAt === null ? '' : `, next ${relative(nextAttemptAt, now())}`}` +
          (lastFailure === null ? '' : `: ${harmless(lastFailure)}`),
        width,
      ),
    ),
    ...items.flatMap(({ attentionId, reason, happened, message, answers }) => [
      '',
      paint.warning(`Waits for a person: ${reason} (${attentionId})`),
      paragraph(`${happened} ${harmless(message)}`, width),
      paragraph(`Next step: ${failures[reason].remedy}`, width),
      `  Answers: ${answers.join(', ')}`,
    ]),
    '',
    paint.strong('Sent to Amazon Pay'),
    ...(sends === null
      ? [`  ${report.ledgerProblem ?? ''}`]
      : sends.length === 0
        ? ['  Nothing.']
        : sends.map((send) => hanging(`  ${send.number}. `, sendText(send), width))),
  ].join('\n');
}

const sendText = ({ at, actor, status, proven, codes, requestIds }: ReportedSend): string =>
  [
    absolute(at),
    proven === null ? status : 'assumed accepted',
    `by ${harmless(actor)}`,
    ...(codes.length === 0 ? [] : [codes.join(', ')]),
    ...requestIds.map((id) => `req:${id}`),
  ].join('  ');
