import type { Client } from '@temporalio/client';

import type { FailureKind } from '../../../workflows/failures.js';
import type { CaseState, NdrCaseState } from '../../../workflows/ndr-case/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { ShipmentState, ShipmentStateName } from '../../../workflows/shipment/state.js';
import type { AttentionDesk } from '../../../workflows/steps/attention.js';
import type { Control } from '../../amazon/control.js';
import type { MadeOrder } from '../../amazon/orders/order.js';
import type { CaseRole, DemoCase } from '../ndr/cases.js';
import type { DemoOrder, Role } from '../orders.js';
import type { Row } from '../row.js';
import type { DemoShipment, ShipmentRole } from '../shipments/shipments.js';

/** A scene of the afternoon, of orders unless it says otherwise. */
export interface Scene<Member = DemoOrder> {
  /** Unique; also the role of those that take part, where it is about certain ones. */
  name: Role | ShipmentRole | CaseRole | 'role';
  /** What it shows, for the summary. */
  title: string;
  /** Those that take part, of all; it is left out when there are none. */
  cast: (all: readonly Member[]) => readonly Member[];
  /** What has to be so before the first order comes in. */
  prepare?: (play: Play) => void;
  /**
   * Plays it and checks its end.
   *
   * @returns what has come of it, in one sentence.
   * @throws SceneFailed when something does not come about.
   */
  play: (cast: readonly Member[], play: Play) => Promise<string>;
}

/** All who can take part in a scene. */
export interface Company {
  orders: readonly DemoOrder[];
  shipments: readonly DemoShipment[];
  cases: readonly DemoCase[];
}

/** What scenes are played with. */
export interface Play {
  client: Client;
  account: string;
  amazon: Control;
  /** Where files for commands lie; commands run in it. */
  directory: string;
  /** An order as Amazon has made it. */
  made: (purchaseOrderNumber: string) => MadeOrder;
  /** The order as it is now; waits for a worker. */
  view: (purchaseOrderNumber: string) => Promise<PurchaseOrderState>;
  /** The same of a shipment. */
  viewShipment: (shipmentReference: string) => Promise<ShipmentState>;
  /** The same of a failed delivery. */
  viewCase: (trackingId: string) => Promise<NdrCaseState>;
  /** A shipment or a failed delivery as Temporal shows it, without asking it. */
  parcel: (name: string) => Pick<Row, 'state' | 'items'>;
  /** Tracking ids that the shipper's address hook was asked about. */
  hookAsked: () => readonly string[];
  /** Waits until something holds. @throws SceneFailed when it does not for too long. */
  until: (what: string, holds: () => boolean | Promise<boolean>) => Promise<void>;
  /** Says what happens, without anybody doing anything about it. */
  tell: (what: string) => void;
  /**
   * Says what happens, and runs the command that somebody types; again as long as it fails and the effect is not there.
   *
   * @returns what the command has printed.
   */
  act: (what: string, command: Acting) => Promise<string>;
  /** Leaves an order to the warehouse, which ships it like any other. */
  handOver: (order: DemoOrder) => void;
}

/** A command as it is typed. */
export interface Acting {
  args: readonly string[];
  /** Whether its effect is there already: a worker that was killed may have done it without an answer. */
  isDone: () => boolean | Promise<boolean>;
  /** The exit code that it has to have. Default 0. */
  code?: number;
}

/** A scene that could not be played, or did not end as it has to. */
export class SceneFailed extends Error {
  override name = 'SceneFailed';
}

/** The run was over before the scene. */
export class SceneInterrupted extends SceneFailed {
  override name = 'SceneInterrupted';
}

/** Those with a role. */
export const withRole =
  (role: Scene['name']) =>
  <Member extends { role?: string }>(all: readonly Member[]): readonly Member[] =>
    all.filter((member) => member.role === role);

/** Checks what has to be so at a scene's end. @throws SceneFailed */
export function check(what: string, holds: boolean): void {
  if (!holds) throw new SceneFailed(`${what}: that is not so.`);
}

/** Waits until an order has come to a state. */
export const untilState = (play: Play, purchaseOrderNumber: string, state: FulfillmentState): Promise<void> =>
  play.until(`${purchaseOrderNumber} is ${state}`, async () => (await play.view(purchaseOrderNumber)).state === state);

/** Waits until an order asks for a reason, and returns what it says. */
export async function untilAsked(play: Play, purchaseOrderNumber: string, reason: string): Promise<string> {
  const asked = async () =>
    (await play.view(purchaseOrderNumber)).attention.items.find((item) => item.reason === reason);
  await play.until(`${purchaseOrderNumber} asks about ${reason}`, async () => (await asked()) !== undefined);
  return (await asked())?.message ?? '';
}

/** Whether an order does not ask for a reason (any more). */
export const isAnswered = async (play: Play, purchaseOrderNumber: string, reason: string): Promise<boolean> =>
  (await play.view(purchaseOrderNumber)).attention.items.every((item) => item.reason !== reason);

/** Waits until a shipment or a failed delivery has come to a state. */
export const untilParcel = (play: Play, name: string, state: ShipmentStateName | CaseState): Promise<void> =>
  play.until(`${name} is ${state}`, () => play.parcel(name).state === state);

/** Waits until a shipment or a failed delivery asks for one of these reasons. */
export const untilParcelAsks = (play: Play, name: string, ...reasons: FailureKind[]): Promise<void> =>
  play.until(`${name} asks about ${reasons.join(' or ')}`, () =>
    play.parcel(name).items.some(({ reason }) => reasons.includes(reason)),
  );

/** Whether it does not ask for a reason (any more). */
export const isParcelAnswered = async (
  view: () => Promise<{ attention: AttentionDesk }>,
  reason: FailureKind,
): Promise<boolean> => (await view()).attention.items.every((item) => item.reason !== reason);
