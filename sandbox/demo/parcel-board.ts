import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

import { within } from '../../clients/temporal.js';
import { ndrCaseWorkflowId } from '../../workflows/ndr-case/messages.js';
import { initialCase, isCaseEnd, nextCaseStates } from '../../workflows/ndr-case/state.js';
import type { CaseState } from '../../workflows/ndr-case/state.js';
import { nextStepOf } from '../../workflows/ndr-case/visible.js';
import { ATTENTION_MEMO, searchAttributes } from '../../workflows/search-attributes.js';
import { shipmentWorkflowId } from '../../workflows/shipment/messages.js';
import { situationOf } from '../../workflows/shipment/situation.js';
import { initialState, isEnd, nextStates } from '../../workflows/shipment/state.js';
import type { ShipmentStateName } from '../../workflows/shipment/state.js';
import { emptyDesk } from '../../workflows/steps/attention.js';
import type { AttentionDesk, AttentionItem } from '../../workflows/steps/attention.js';
import type { DemoCase } from './ndr/cases.js';
import type { Row } from './row.js';
import type { DemoShipment } from './shipments/shipments.js';

/** Where one shipment of the demo stands. */
export interface ShipmentRow extends Row {
  shipment: DemoShipment;
  state?: ShipmentStateName;
  /** When it was asked for, epoch ms: what has happened since does not show. */
  readAt: number;
}

/** Where one failed delivery of the demo stands. */
export interface CaseRow extends Row {
  ndr: DemoCase;
  state?: CaseState;
  readAt: number;
}

/** The shipments and failed deliveries of the demo as Temporal knows them. */
export interface ParcelBoard {
  /** Reads all that have not ended; needs no worker. */
  refresh(): Promise<void>;
  shipments(): readonly ShipmentRow[];
  cases(): readonly CaseRow[];
  /** One of them, as it was read last. @throws RangeError when there is none. */
  row(name: string): Row;
}

const DESCRIBE_TIMEOUT_MS = 5_000;

/** Each is asked for by its id, so that nothing lags behind. */
export function createParcelBoard(options: {
  client: Client;
  account: string;
  shippingPartyAccountId: string;
  shipments: readonly DemoShipment[];
  cases: readonly DemoCase[];
  now: () => number;
}): ParcelBoard {
  const { client, account, shippingPartyAccountId, now } = options;
  const shipments = new Map(options.shipments.map((each) => [each.shipmentReference, shipmentRow(each, undefined, 0)]));
  const cases = new Map(options.cases.map((each) => [each.trackingId, caseRow(each, undefined, 0)]));

  const describe = async (workflowId: string): Promise<Shown | undefined> => {
    try {
      return shownOf(await within(client, DESCRIBE_TIMEOUT_MS, () => client.workflow.getHandle(workflowId).describe()));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  };

  return {
    shipments: () => [...shipments.values()],
    cases: () => [...cases.values()],
    row: (name) => {
      const row = shipments.get(name) ?? cases.get(name);
      if (row === undefined) throw new RangeError(`There is no parcel ${name}.`);
      return row;
    },
    refresh: async () => {
      const readAt = now();
      const open = [...shipments.values()].filter(({ hasEnded }) => !hasEnded);
      const failed = [...cases.values()].filter(({ hasEnded }) => !hasEnded);
      // What cannot be read now is read at the next refresh.
      await Promise.allSettled([
        ...open.map(async ({ name, shipment }) =>
          shipments.set(name, shipmentRow(shipment, await describe(shipmentWorkflowId(account, name)), readAt)),
        ),
        ...failed.map(async ({ name, ndr }) => {
          const workflowId = ndrCaseWorkflowId({ shippingPartyAccountId, trackingId: name });
          cases.set(name, caseRow(ndr, await describe(workflowId), readAt));
        }),
      ]);
    },
  };
}

/** What Temporal shows of a workflow without a worker. */
export interface Shown {
  state: string;
  nextDeadline?: string;
  items: readonly AttentionItem[];
}

function shownOf({ typedSearchAttributes, memo }: WorkflowExecutionDescription): Shown {
  const nextDeadline = typedSearchAttributes.get(searchAttributes.NextDeadline)?.toISOString();
  return {
    state: typedSearchAttributes.get(searchAttributes.FulfillmentState) ?? '',
    ...(nextDeadline === undefined ? {} : { nextDeadline }),
    // It is the demo's own server: what stands there was written by the product.
    items: (memo?.[ATTENTION_MEMO] ?? []) as AttentionItem[],
  };
}

/** @param shown absent until it was taken in. @param readAt epoch ms. */
export function shipmentRow(shipment: DemoShipment, shown: Shown | undefined, readAt: number): ShipmentRow {
  const { shipmentReference, story, end } = shipment;
  const row = { kind: 'shipment', name: shipmentReference, story, mode: 'shipment', end, shipment, readAt } as const;
  if (shown === undefined || !isShipmentState(shown.state)) {
    return { ...row, hasEnded: false, whoseMove: 'order system', nextStep: 'Ask for it.', items: [], alarms: [] };
  }
  const { state, nextDeadline } = shown;
  const hasEnded = isEnd(state);
  const items = hasEnded ? [] : shown.items;
  const { whoseMove, nextStep } = situationOf({ ...initialState('', '', ''), state, attention: deskOf(items) });
  return { ...row, state, hasEnded, whoseMove, nextStep, items, alarms: [], ...due(nextDeadline, hasEnded) };
}

/** @param shown absent until it was taken in. @param readAt epoch ms. */
export function caseRow(ndr: DemoCase, shown: Shown | undefined, readAt: number): CaseRow {
  const { trackingId, story, end } = ndr;
  const row = { kind: 'case', name: trackingId, story, mode: 'NDR', end, ndr, readAt } as const;
  if (shown === undefined || !isCaseState(shown.state)) {
    return { ...row, hasEnded: false, whoseMove: 'Amazon', nextStep: 'Push the report.', items: [], alarms: [] };
  }
  const { state, nextDeadline } = shown;
  const hasEnded = isCaseEnd(state);
  const items = hasEnded ? [] : shown.items;
  const parcel = { account: '', shippingPartyAccountId: '', trackingId };
  const nextStep = nextStepOf({ ...initialCase(parcel, ''), state, attention: deskOf(items) });
  const whoseMove = items.length > 0 ? 'person' : moves[state];
  return { ...row, state, hasEnded, whoseMove, nextStep, items, alarms: [], ...due(nextDeadline, hasEnded) };
}

const moves: Readonly<Record<CaseState, string>> = {
  RECEIVED: 'worker',
  ASKING_ADDRESS: 'address hook',
  AWAITING_DECISION: 'person',
  ANSWERING: 'Amazon',
  ANSWERED: 'carrier',
  NOT_ANSWERED: 'carrier',
  DELIVERED: 'nobody',
  RETURNED: 'nobody',
  LOST: 'nobody',
  EXPIRED: 'nobody',
  NOTHING_NEW: 'nobody',
  CLOSED_BY_PERSON: 'nobody',
};

const deskOf = (items: readonly AttentionItem[]): AttentionDesk => ({ ...emptyDesk, items: [...items] });

const due = (nextDeadline: string | undefined, hasEnded: boolean): Pick<Row, 'nextDeadline'> =>
  nextDeadline === undefined || hasEnded ? {} : { nextDeadline };

const isShipmentState = (text: string): text is ShipmentStateName => Object.hasOwn(nextStates, text);
const isCaseState = (text: string): text is CaseState => Object.hasOwn(nextCaseStates, text);
