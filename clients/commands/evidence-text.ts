import type { EvidencedDeadline } from '../evidence/deadlines.js';
import type { Evidence, EvidencedSend, Outcome } from '../evidence/evidence.js';
import type { Paint } from './paint.js';
import { absolute, counted, harmless, paragraph, span } from './text.js';

interface Style {
  /** Columns of the terminal. */
  width: number;
  paint: Paint;
}

/** The evidence as a person reads it, or attaches it to a dispute. */
export function evidenceText(evidence: Evidence, style: Style): string {
  const { paint } = style;
  return [
    `${paint.strong(`Purchase order ${evidence.purchaseOrderNumber}`)}, account ${evidence.account}: ${counted(evidence.sends.length, 'send')} on record`,
    ...evidence.sends.map((send) => sendText(send, style)),
    ...(evidence.deadlines.length === 0
      ? []
      : [[paint.strong('Deadlines'), ...evidence.deadlines.map((each) => deadlineText(each, style))].join('\n')]),
  ].join('\n\n');
}

const INDENT = '  ';
const NAME_WIDTH = 14;

function sendText(send: EvidencedSend, { width, paint }: Style): string {
  const { operation, occurrence, number, answer, proof, disproof, overruled, content } = send;
  const again = occurrence === 1 ? '' : `, occurrence ${occurrence}`;
  const rows: [string, string | undefined][] = [
    ['Outcome', outcomeText(send.outcome, paint)],
    [send.outcome === 'dry-run' ? 'Recorded' : 'Sent', `${absolute(send.sentAt)}, by ${harmless(send.by)}`],
    ['Answer', answer === null ? undefined : `${harmless(answer.says)}, ${absolute(answer.at)}`],
    ['Transaction', list(send.transactionIds)],
    ['Request', list(send.requestIds)],
    ['Codes', list(send.codes)],
    ['Proof', proof === null ? undefined : `${PROOFS[proof.by]}, ${absolute(proof.at)}`],
    ['No effect', disproof === null ? undefined : `${DISPROOFS[disproof.by]}, ${absolute(disproof.at)}`],
    [
      'Overruled',
      overruled === null ? undefined : `another one allowed by ${harmless(overruled.by)}, ${absolute(overruled.at)}`,
    ],
  ];
  return [
    paint.strong(`${operation}${again}, send ${number}: ${harmless(send.meaning)}`),
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [row(title(name), value, width)])),
    // Word by word, as it was sent: in one line, however long.
    ...(content === undefined
      ? []
      : [
          `${title('Body')}${harmless(content.body)}`,
          ...content.errors.map((errors) => `${title("Amazon's text")}${harmless(errors)}`),
        ]),
  ].join('\n');
}

const title = (name: string): string => `${INDENT}${name}`.padEnd(NAME_WIDTH + INDENT.length);

const row = (name: string, value: string, width: number): string =>
  `${name}${paragraph(value, width, ' '.repeat(name.length)).slice(name.length)}`;

const list = (texts: readonly string[]): string | undefined =>
  texts.length === 0 ? undefined : texts.map(harmless).join(', ');

const PROOFS = {
  transaction: "Amazon's transaction says Success",
  evidence: 'read at Amazon: the order, or its label, shows it',
} as const;

const DISPROOFS = {
  transaction: "Amazon's transaction says Failure",
  'no-evidence': 'nothing at Amazon showed it within the proof window',
} as const;

function outcomeText(outcome: Outcome, paint: Paint): string {
  switch (outcome) {
    case 'proven':
      return paint.good('proven: Amazon has it');
    case 'accepted':
      return paint.warning('taken by Amazon, not proven yet');
    case 'unknown':
      return paint.warning('unknown: no answer, and no proof yet');
    case 'refused':
      return paint.bad('refused');
    case 'not-sent':
      return paint.bad('not sent');
    case 'without-effect':
      return paint.bad('without effect');
    case 'overruled':
      return paint.bad('overruled: a person let another one follow');
    case 'dry-run':
      return paint.warning('dry run: recorded, never sent');
  }
}

function deadlineText({ name, from, tookMs, limitMs, isMet }: EvidencedDeadline, { width, paint }: Style): string {
  const since = name === 'acknowledgement' ? 'the order date' : 'the departure';
  const told =
    from === null || tookMs === null
      ? `${since} is not in the ledger; --order-date asks Temporal for it`
      : `sent ${tookMs < 0 ? 'before' : `${span(tookMs)} after`} ${since} (${absolute(from)}), limit ${span(limitMs)}: ${
          isMet === true ? paint.good('met') : paint.bad('missed')
        }`;
  return row(`${INDENT}${name}`.padEnd(20), told, width);
}
