import type { AttentionItem } from '../../workflows/steps/attention.js';
import { hasEnded } from './board.js';
import type { BoardRow } from './board.js';

/** What the table is about. */
export type RowKind = 'order' | 'shipment' | 'case';

/** What the table shows of an order, a shipment or a failed delivery. */
export interface Row {
  kind: RowKind;
  /** Number, reference or tracking id, as commands take it. */
  name: string;
  /** What is special about it. */
  story: string;
  /** The label mode of an order, or what else it is. */
  mode: string;
  /** How it has to end. */
  end: string;
  /** Absent until it was taken in. */
  state?: string;
  hasEnded: boolean;
  whoseMove: string;
  nextStep: string;
  /** ISO 8601. */
  nextDeadline?: string;
  /** What waits for a person. */
  items: readonly AttentionItem[];
  /** Deadlines that people were warned of, and that have passed, while they are not met. */
  alarms: readonly { deadline: string; isBroken: boolean }[];
}

/** An order as the table shows it. */
export function orderRow({ order, ...row }: BoardRow): Row {
  const { purchaseOrderNumber, story, request, end } = order;
  return {
    ...row,
    kind: 'order',
    name: purchaseOrderNumber,
    story,
    mode: request.labelMode,
    end,
    hasEnded: hasEnded(row),
  };
}
