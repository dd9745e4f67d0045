import { untilDone } from '../steps/until-done.js';
import { activities, askingBeside, factsOf, who } from './running.js';
import type { Running } from './running.js';
import type { PaperKind } from './order.js';
import { isEnd } from './state.js';
import { OBTAIN_PAPER } from './steps.js';

/** What else belongs into the parcel, and is neither there nor under way. */
export function missingPapers({ state, papersUnderway }: Running): PaperKind[] {
  const { papersNeeded, papers, papersSkipped } = state;
  const settled = [...papers.map(({ kind }) => kind), ...papersSkipped, ...papersUnderway];
  return papersNeeded.filter((kind) => !settled.includes(kind));
}

/**
 * Obtains what Amazon had not made when it made the label, beside the departure: nothing waits for it.
 *
 * A paper that is late becomes an item of its own; once the parcel has left, nobody is asked any more.
 */
export function obtainPapers(order: Running): void {
  if (!isOnTheFloor(order)) return;
  const missing = missingPapers(order);
  order.papersUnderway = [...order.papersUnderway, ...missing];
  for (const kind of missing) void obtainPaper(order, kind);
}

/** A second label does not end it. */
const isOnTheFloor = ({ state: { state } }: Running): boolean => state === 'LABELLING' || state === 'READY_TO_SHIP';

async function obtainPaper(order: Running, kind: PaperKind): Promise<void> {
  // Whatever keeps it from coming, the parcel can leave without it.
  const step = { name: OBTAIN_PAPER, also: ['skip'], isOver: () => !isOnTheFloor(order) };
  const done = await untilDone(askingBeside(order), step, () => {
    const patientUntil = Date.now() + order.input.policy.deadlines.paperMs;
    return activities(order, patientUntil, `Obtain the ${SAYS[kind]}`).obtainPaper({
      ...who(order),
      kind,
      deadline: Date.parse(factsOf(order).requiredShipDate),
    });
  });
  if (isEnd(order.state.state)) return;
  order.state =
    'result' in done
      ? { ...order.state, papers: [...order.state.papers, done.result.paper] }
      : { ...order.state, papersSkipped: [...order.state.papersSkipped, kind] };
}

const SAYS: Record<PaperKind, string> = { 'packing-slip': 'packing slip', 'customer-invoice': "customer's invoice" };
