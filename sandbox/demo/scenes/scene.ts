import type { Client } from '@temporalio/client';

import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { Control } from '../../amazon/control.js';
import type { MadeOrder } from '../../amazon/orders/order.js';
import type { DemoOrder, Role } from '../orders.js';

/** A scene of the afternoon. */
export interface Scene {
  /** Unique; also the role of the orders that take part, where it is about certain ones. */
  name: Role | 'role';
  /** What it shows, for the summary. */
  title: string;
  /** The orders that take part, of all; it is left out when there are none. */
  cast: (orders: readonly DemoOrder[]) => readonly DemoOrder[];
  /** What has to be so before the first order comes in. */
  prepare?: (play: Play) => void;
  /**
   * Plays it and checks its end.
   *
   * @returns what has come of it, in one sentence.
   * @throws SceneFailed when something does not come about.
   */
  play: (cast: readonly DemoOrder[], play: Play) => Promise<string>;
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

/** The orders with a role. */
export const withRole =
  (role: Role): Scene['cast'] =>
  (orders) =>
    orders.filter((order) => order.role === role);

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
