import { setTimeout as sleep } from 'node:timers/promises';

import { WorkflowNotFoundError } from '@temporalio/common';

import { isUnanswered, queryView } from '../../../clients/purchase-orders.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { CommandResult, RunCommand } from '../command-line.js';
import { typed } from '../command-line.js';
import type { DemoOrder } from '../orders.js';
import { cancellation } from './cancellation.js';
import { floorDenial } from './floor-denial.js';
import { hold } from './hold.js';
import { labelMode } from './label-mode.js';
import { packing } from './packing.js';
import { relabel } from './relabel.js';
import { role } from './role.js';
import { SceneFailed, SceneInterrupted } from './scene.js';
import type { Acting, Play, Scene } from './scene.js';
import { truck } from './truck.js';

/** What is played with `--once`. */
export const scenes: readonly Scene[] = [role, labelMode, packing, hold, truck, relabel, cancellation, floorDenial];

/** What has come of a scene. */
export interface SceneOutcome {
  name: string;
  title: string;
  /**
   * `played` when it has ended as it has to, `interrupted` when the run was over before, `not played` when there was no
   * order for it.
   */
  outcome: 'played' | 'failed' | 'interrupted' | 'not played';
  /** What has come of it; what went wrong, or was missing, otherwise. */
  result: string;
}

/** The scenes of a run. */
export interface Afternoon {
  /** Plays all, side by side. Never rejects: what went wrong is an outcome. */
  play(): Promise<void>;
  /** One entry per scene, also of those that nobody plays; those that are still being played count as interrupted. */
  outcomes(): SceneOutcome[];
  /** Whether every scene has come to an end, however it was. */
  isOver(): boolean;
  /** A scene that was played wrongly cannot be mended by waiting. */
  hasFailed(): boolean;
}

/** Prepares the scenes that the orders have a cast for; call before the first order comes in. */
export function createAfternoon(orders: readonly DemoOrder[], play: Play): Afternoon {
  const programme = scenes.flatMap((scene) => {
    const cast = scene.cast(orders);
    return cast.length === 0 ? [] : [{ scene, cast }];
  });
  const isPlayed = (name: string): boolean => programme.some(({ scene }) => scene.name === name);
  const results = new Map<string, Pick<SceneOutcome, 'outcome' | 'result'>>();
  for (const { scene } of programme) scene.prepare?.(play);
  return {
    play: async () => {
      await Promise.all(
        programme.map(async ({ scene, cast }) => {
          try {
            results.set(scene.name, { outcome: 'played', result: await scene.play(cast, play) });
          } catch (error) {
            results.set(scene.name, {
              outcome: error instanceof SceneInterrupted ? 'interrupted' : 'failed',
              result: error instanceof Error ? error.message : String(error),
            });
          }
        }),
      );
    },
    outcomes: () =>
      scenes.map(({ name, title }) => ({ name, title, ...(results.get(name) ?? withoutResult(isPlayed(name))) })),
    isOver: () => results.size === programme.length,
    hasFailed: () => [...results.values()].some(({ outcome }) => outcome === 'failed'),
  };
}

const withoutResult = (isPlayed: boolean): Pick<SceneOutcome, 'outcome' | 'result'> =>
  isPlayed
    ? { outcome: 'interrupted', result: 'It did not come to its end.' }
    : { outcome: 'not played', result: 'too few orders' };

const LOOK_EVERY_MS = 300;

/** Waits for conditions, never for durations; the limit only tells a run that is stuck. */
export const waiting =
  (limitMs: number, signal: AbortSignal): Play['until'] =>
  async (what, holds) => {
    const limit = Date.now() + limitMs;
    while (!(await holds())) {
      if (signal.aborted) throw new SceneInterrupted(`${what}: the run has ended before.`);
      if (Date.now() > limit) throw new SceneFailed(`${what}: that has not come about within ${limitMs / 1_000} s.`);
      await sleep(LOOK_EVERY_MS);
    }
  };

/** Reads orders; one that is not there yet, or that no worker answers for, is asked again until the limit. */
export const viewing =
  ({ client, account }: Pick<Play, 'client' | 'account'>, until: Play['until']): Play['view'] =>
  async (purchaseOrderNumber) => {
    const found: PurchaseOrderState[] = [];
    await until(`${purchaseOrderNumber} can be read`, async () => {
      try {
        found.push(await queryView(client, { account, purchaseOrderNumber }));
      } catch (error) {
        if (!isUnanswered(error) && !(error instanceof WorkflowNotFoundError)) throw error;
      }
      return found.length > 0;
    });
    const [view] = found;
    if (view === undefined) throw new SceneFailed(`${purchaseOrderNumber} cannot be read.`);
    return view;
  };

/** Between two tries of a command, ms: a person, too, reads what went wrong first. */
const TRY_AGAIN_AFTER_MS = 1_000;
const TRIES = 10;

/** Types a command, and again as long as it fails without having had its effect. */
export const acting =
  (options: { run: RunCommand; tell: (what: string, command: string) => void; signal: AbortSignal }): Play['act'] =>
  async (what, { args, isDone, code: expected = 0 }: Acting) => {
    const { run, tell, signal } = options;
    tell(what, typed(args));
    let last: CommandResult | undefined;
    for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
      if (tries > 0) await sleep(TRY_AGAIN_AFTER_MS);
      last = await run(args);
      const { code, stdout, stderr } = last;
      if (code === expected || (await isDone())) return stdout + stderr;
    }
    if (signal.aborted) throw new SceneInterrupted(`${typed(args)}: the run has ended before.`);
    const { code = null, stdout = '', stderr = '' } = last ?? {};
    throw new SceneFailed(
      `${typed(args)} has ended with exit code ${String(code)} instead of ${expected}: ${(stdout + stderr).trim()}`,
    );
  };
