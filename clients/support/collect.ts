import type { LedgerRecord } from '../../activities/ledger/ledger.js';
import { evidenceOf } from '../evidence/evidence.js';
import type { OrderName, ViewedOrder } from '../purchase-orders.js';
import type { BundleFile } from './bundle.js';
import type { OrderLines } from './log-lines.js';
import { codeTextsOf, createPseudonyms, withoutPersonalData } from './personal-data.js';
import { personalValuesOf, withoutValues } from './personal-values.js';

/** What was found of an order. What is absent could not be had. */
export interface Findings {
  name: OrderName;
  records?: readonly LedgerRecord[];
  viewed?: ViewedOrder;
  history?: readonly unknown[];
  configuration: object;
  logs: readonly (OrderLines & { file: string })[];
  /** The raw order, parsed: nothing of it comes into the bundle, and its persons are searched in all that does. */
  rawOrder?: unknown;
}

/** The files of a bundle, personal data taken out. */
export function bundleFiles({ name, records, viewed, history, configuration, logs, rawOrder }: Findings): BundleFile[] {
  const cleaning = {
    pseudonymOf: createPseudonyms(),
    codeTexts: new Set(codeTextsOf([configuration, history])),
  };
  const bodies = (records ?? []).flatMap((record) =>
    record.type === 'intent' ? [JSON.parse(record.body) as unknown] : [],
  );
  const values = personalValuesOf([...bodies, ...(rawOrder === undefined ? [] : [rawOrder])]);
  const replacer = (_key: string, value: unknown): unknown =>
    typeof value === 'string' || typeof value === 'number' ? withoutValuesIn(value, values) : value;
  const written = (value: unknown, space?: number): string =>
    `${JSON.stringify(withoutPersonalData(value, cleaning), replacer, space)}\n`;
  const file = (named: string, what: string, value: unknown): BundleFile => ({
    file: named,
    what,
    text: written(value, 2),
  });
  return [
    ...(records === undefined
      ? []
      : [file('evidence.json', 'what was sent to Amazon, without bodies', evidenceOf(name, records))]),
    ...(viewed === undefined
      ? []
      : [
          file('order.json', 'the order as its workflow knows it', orderOf(viewed)),
          file('pending.json', 'steps that are not done yet', viewed.pending.map(pendingOf)),
        ]),
    ...(history === undefined ? [] : [file('history.json', 'the last run of its workflow, event by event', history)]),
    file('configuration.json', 'which variables are set, without values; accounts and policy', configuration),
    ...(logs.length === 0
      ? []
      : [
          {
            file: 'log.jsonl',
            what: 'lines of the logs that name the order',
            text: logs
              .flatMap(({ lines }) => lines)
              .map((line) => written(line))
              .join(''),
          },
        ]),
  ];
}

/** A number stays one, unless it is a person's. */
function withoutValuesIn(value: string | number, values: readonly string[]): string | number {
  const text = withoutValues(String(value), values);
  return typeof value === 'number' && text === String(value) ? value : text;
}

/** Under a name that only activities have. */
const pendingOf = ({ name, ...step }: ViewedOrder['pending'][number]): object => ({ activity: name, ...step });

/** The warehouse has a name here under which it passes: it is a code, and no person's address. */
const orderOf = ({ pending: _pending, state, ...viewed }: ViewedOrder): object => ({
  ...viewed,
  startedAt: viewed.startedAt.toISOString(),
  endedAt: viewed.endedAt?.toISOString() ?? null,
  nextDeadline: viewed.nextDeadline?.toISOString() ?? null,
  warehouse: state.order?.shipFromParty ?? null,
  order: state,
});
