import { setTimeout as sleep } from 'node:timers/promises';

import { WorkflowNotFoundError } from '@temporalio/common';

import { ClientError } from '../../../clients/errors.js';
import { isUnanswered } from '../../../clients/ask-view.js';
import type { CommandResult, RunCommand } from '../command-line.js';
import { typed } from '../command-line.js';
import type { DemoCase } from '../ndr/cases.js';
import type { DemoShipment } from '../shipments/shipments.js';
import { cancellation } from './cancellation.js';
import { floorDenial } from './floor-denial.js';
import { hold } from './hold.js';
import { labelMode } from './label-mode.js';
import { ndrAddressHook } from './ndr-address-hook.js';
import { ndrPastDue } from './ndr-past-due.js';
import { ndrReschedule } from './ndr-reschedule.js';
import { ndrRto } from './ndr-rto.js';
import { packing } from './packing.js';
import { relabel } from './relabel.js';
import { role } from './role.js';
import { SceneFailed, SceneInterrupted } from './scene.js';
import type { Acting, Company, Play, Scene } from './scene.js';
import { shipmentCancelled } from './shipment-cancelled.js';
import { shipmentLostReply } from './shipment-lost-reply.js';
import { shipmentOnTime } from './shipment-on-time.js';
import { shipmentPriceRise } from './shipment-price-rise.js';
import { shipmentReturned } from './shipment-returned.js';
import { truck } from './truck.js';

export const orderScenes: readonly Scene[] = [
  role,
  labelMode,
  packing,
  hold,
  truck,
  relabel,
  cancellation,
  floorDenial,
];
export const shipmentScenes: readonly Scene<DemoShipment>[] = [
  shipmentOnTime,
  shipmentPriceRise,
  shipmentLostReply,
  shipmentCancelled,
  shipmentReturned,
];
export const caseScenes: readonly Scene<DemoCase>[] = [ndrAddressHook, ndrReschedule, ndrRto, ndrPastDue];

/** What is played with `--once`. */
export const scenes: readonly Pick<Scene, 'name' | 'title'>[] = [...orderScenes, ...shipmentScenes, ...caseScenes];

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

/** Prepares the scenes that the company has a cast for; call before the first order comes in. */
export function createAfternoon({ orders, shipments, cases }: Company, play: Play): Afternoon {
  const programme = [
    ...orderScenes.flatMap((scene) => entryOf(scene, orders)),
    ...shipmentScenes.flatMap((scene) => entryOf(scene, shipments)),
    ...caseScenes.flatMap((scene) => entryOf(scene, cases)),
  ];
  const isPlayed = (wanted: string): boolean => programme.some(({ name }) => name === wanted);
  const results = new Map<string, Pick<SceneOutcome, 'outcome' | 'result'>>();
  for (const { prepare } of programme) prepare?.(play);
  return {
    play: async () => {
      await Promise.all(
        programme.map(async ({ name, run }) => {
          try {
            results.set(name, { outcome: 'played', result: await run(play) });
          } catch (error) {
            results.set(name, {
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

/** A scene with its cast. */
interface Entry extends Pick<Scene, 'name' | 'prepare'> {
  run: (play: Play) => Promise<string>;
}

function entryOf<Member>(scene: Scene<Member>, all: readonly Member[]): Entry[] {
  const { name, prepare } = scene;
  const cast = scene.cast(all);
  if (cast.length === 0) return [];
  return [{ name, run: (play) => scene.play(cast, play), ...(prepare === undefined ? {} : { prepare }) }];
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

/** Reads what is asked for by name; what is not there yet, or has no worker to answer, is asked again until the limit. */
export const viewing =
  <State>(read: (name: string) => Promise<State>, until: Play['until']): ((name: string) => Promise<State>) =>
  async (name) => {
    const found: State[] = [];
    await until(`${name} can be read`, async () => {
      try {
        found.push(await read(name));
      } catch (error) {
        if (!isToBeAskedAgain(error)) throw error;
      }
      return found.length > 0;
    });
    const [view] = found;
    if (view === undefined) throw new SceneFailed(`${name} cannot be read.`);
    return view;
  };

/** There is no such thing yet, or no worker to answer. */
const isToBeAskedAgain = (error: unknown): boolean =>
  isUnanswered(error) ||
  error instanceof WorkflowNotFoundError ||
  (error instanceof ClientError && (error.kind === 'unknown-order' || error.kind === 'no-worker'));

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
