import type { Command } from 'commander';
import { failures } from '../../workflows/failures.js';
import type { NdrCaseState } from '../../workflows/ndr-case/state.js';
import { suggestionFor } from '../../workflows/ndr-case/suggestion.js';
import { nextStepOf } from '../../workflows/ndr-case/visible.js';
import { viewCase } from '../ndr/cases.js';
import { withTemporal } from '../temporal.js';
import { allOf } from './checked-input.js';
import { ndrConfigured, partyOf, trackingIdOf } from './ndr-arguments.js';
import type { Session } from './session.js';
import { processTerminal } from './terminal.js';
import { absolute, commandLine, deadline, hanging, harmless, paragraph, table } from './text.js';

/** `ndr show`: one case. */
export function ndrShowCommand(ndr: Command, session: Session, terminal = processTerminal): void {
  ndr
    .command('show')
    .description('Shows a case: its report, what was answered to each attempt, and what waits.')
    .argument('<tracking>', "Amazon's tracking id")
    .option('--party <id>', 'shipping party account id (default: the first of NDR_FILE)')
    .addHelpText('after', '\nExample:\n  fulfillment ndr show 1809561149386')
    .action(async (tracking: string, options: { party?: string }) => {
      const loaded = session.config();
      const desk = ndrConfigured(loaded);
      const { temporal, shipper, trackingId } = allOf({
        config: loaded,
        desk,
        temporal: session.temporal(),
        shipper: partyOf(options.party, desk),
        trackingId: trackingIdOf(tracking),
      });
      const state = await withTemporal(temporal, (client) => viewCase(client, { shipper, trackingId }));
      session.print(state, () => asText(state, session, terminal.width()));
    });
}

function asText(ndr: NdrCaseState, { paint, now }: Session, width: number): string {
  const { report, attention, audit } = ndr;
  const rows: [string, string][] = [
    ['Tracking', `${ndr.trackingId} of ${ndr.shippingPartyAccountId}`],
    ['State', ndr.state],
    // What waits for a person says it below.
    ...(attention.items.length > 0 ? [] : ([['Next step', nextStepOf(ndr)]] as [string, string][])),
    ...(report === undefined
      ? []
      : ([
          ['Reason', `${report.reasonCode} (${report.shipmentStatus}), attempt ${ndr.attempt ?? 1}`],
          ['Amazon recommends', suggestionFor(report)?.says ?? 'nothing'],
          ['Answer by', deadline(report.dueAt, now(), paint)],
          ['Reference', report.referenceId ?? '–'],
        ] as [string, string][])),
  ];
  const attempts = ndr.attempts.map(({ attempt, reasonCode, decision, outcome, sentAt }) => [
    String(attempt),
    harmless(reasonCode),
    decision === undefined ? '–' : `${decision.answer} (${harmless(decision.actor)})`,
    outcome ?? '–',
    sentAt === undefined ? '–' : absolute(sentAt),
  ]);
  return [
    ...rows.map(
      ([name, value]) =>
        `${paint.strong(name.padEnd(18))} ${hanging(' '.repeat(19), harmless(value), width).trimStart()}`,
    ),
    '',
    table(['Attempt', 'Reason', 'Answer', 'Outcome', 'Sent'], attempts, paint),
    ...attention.items.flatMap((item) => [
      '',
      paint.warning(`Waits for a person: ${item.reason} (${item.attentionId})`),
      paragraph(`${failures[item.reason].happened} ${harmless(item.message)}`, width),
      paragraph(`Next step: ${failures[item.reason].remedy}`, width),
      paragraph(`Answers: ${item.answers.join(', ')}`, width),
      ...(isDecision(item) ? [] : [paint.faint(commandLine(answering(ndr.trackingId, item.attentionId), width))]),
    ]),
    ...(audit.length === 0 ? [] : ['', paint.strong('Audit')]),
    ...audit.map(({ at, action, actor, said = '', refused }) =>
      harmless(
        `  ${absolute(at)}  ${action} ${said} by ${actor}${refused === undefined ? '' : `, refused: ${refused}`}`,
      ),
    ),
  ].join('\n');
}

const isDecision = ({ reason }: { reason: string }): boolean =>
  reason === 'NdrDecisionNeeded' || reason === 'NdrPastDue';

const answering = (trackingId: string, attentionId: string): string[] => [
  ...['fulfillment', 'ndr', 'decide', trackingId, 'ANSWER', '--item', attentionId],
];
