import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import type { Manifest, ManifestDeparture } from '../manifest/manifest.js';
import type { Reported } from '../manifest/report.js';
import type { ActionOutcome, Tried } from './order-actions.js';
import type { Paint } from './paint.js';
import { absolute } from './text.js';

/** What became of one order of a manifest. */
export interface ManifestOutcome {
  purchaseOrderNumber: string;
  /** Lines of the file. */
  lines: number[];
  outcome: Reported['outcome'] | 'refused' | 'not reported';
  /** The state after it; `null` when it is not on record. */
  state: FulfillmentState | null;
  problem: ActionOutcome['problem'];
}

export const outcomeOf = (tried: Tried<Reported>): Pick<ManifestOutcome, 'outcome' | 'state' | 'problem'> =>
  'value' in tried
    ? { ...tried.value, problem: null }
    : {
        outcome: tried.problem.kind === 'refused' ? 'refused' : 'not reported',
        state: null,
        problem: tried.problem,
      };

/** What kept orders from being on record, by purchase order number. */
export const problemsOf = (outcomes: readonly ManifestOutcome[]): Map<string, string> =>
  new Map(
    outcomes.flatMap(({ purchaseOrderNumber, problem }): [string, string][] =>
      problem === null ? [] : [[purchaseOrderNumber, problem.message]],
    ),
  );

export const manifestDocument = (file: string, out: string | undefined, outcomes: readonly ManifestOutcome[]) => ({
  file,
  departed: count(outcomes, 'departed'),
  already: count(outcomes, 'already'),
  refused: count(outcomes, 'refused'),
  notReported: count(outcomes, 'not reported'),
  out: out ?? null,
  orders: outcomes,
});

export function manifestText(outcomes: readonly ManifestOutcome[], out: string | undefined, paint: Paint): string {
  const left = count(outcomes, 'refused') + count(outcomes, 'not reported');
  return [
    ...outcomes.map((outcome) => outcomeLine(outcome, paint)),
    `${count(outcomes, 'departed')} departed, ${count(outcomes, 'already')} already on record, ` +
      `${count(outcomes, 'refused')} refused, ${count(outcomes, 'not reported')} not reported.`,
    ...(left === 0 || out === undefined ? [] : [`Mend ${out}, then: fulfillment orders manifest ${out}`]),
  ].join('\n');
}

function outcomeLine({ lines, purchaseOrderNumber, outcome, state, problem }: ManifestOutcome, paint: Paint): string {
  const start = `${linesText(lines)}  ${purchaseOrderNumber}`;
  if (problem !== null) return `${start}  ${paint.bad(outcome)}  ${problem.message}`;
  return `${start}  ${paint.good(outcome === 'already' ? 'already on record' : outcome)}  ${state ?? ''}`;
}

/** What would be reported. */
export const plannedText = ({ departures }: Manifest, departedAt: string): string =>
  [
    ...departures.map((planned) => plannedLine(planned, departedAt)),
    `${departures.length} ${departures.length === 1 ? 'order' : 'orders'} would be reported; nothing was.`,
  ].join('\n');

function plannedLine({ lines, purchaseOrderNumber, departure }: ManifestDeparture, departedAt: string): string {
  const { trackingNumber, containers, carrier, manifestId } = departure;
  const tracked = containers?.flatMap((container) => container.trackingNumber ?? []) ?? [trackingNumber ?? []].flat();
  return [
    linesText(lines),
    purchaseOrderNumber,
    absolute(departure.departedAt ?? departedAt),
    ...(containers === undefined ? [] : [`${containers.length} ${containers.length === 1 ? 'package' : 'packages'}`]),
    ...(tracked.length === 0 ? [] : [tracked.join(', ')]),
    ...[carrier, manifestId].filter((value) => value !== undefined),
  ].join('  ');
}

const linesText = (lines: readonly number[]): string => {
  const [first = 0] = lines;
  const last = lines.at(-1) ?? first;
  if (lines.length === 1) return `line ${first}`;
  return last - first === lines.length - 1 ? `lines ${first}-${last}` : `lines ${lines.join(', ')}`;
};

const count = (outcomes: readonly ManifestOutcome[], outcome: ManifestOutcome['outcome']): number =>
  outcomes.filter((each) => each.outcome === outcome).length;
