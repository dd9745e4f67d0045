import { condition, isCancellation, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Notice, NoticeActivities } from './notices.js';

/** Something that people are told about at a moment, once. */
export interface Alarm {
  /** Unique within the workflow. */
  id: string;
  /** Epoch ms. */
  at: number;
  /** Not told when this other one is due as well: a warning of what is broken already. */
  unless?: string;
  /** Absent when nobody is told: something is due, and only the process itself has to know. */
  notice?: Omit<Notice, 'id' | 'workflowId'>;
}

/** An alarm that people are told about. */
type Audible = Alarm & Required<Pick<Alarm, 'notice'>>;

const isAudible = (alarm: Alarm): alarm is Audible => alarm.notice !== undefined;

/** A process with moments to watch. */
export interface Watched {
  /** The alarms that nobody was told yet, as the process stands now; those that are over do not count. */
  alarms: () => readonly Alarm[];
  /** Puts on record that these were told. */
  told: (alarms: readonly Alarm[]) => void;
  /** Task queue of the step that hands notices over. */
  taskQueue: string;
}

export interface Watch {
  /** Whether every notice was handed over. */
  isQuiet: () => boolean;
  /** Ids of the alarms whose notices are not handed over yet. */
  underway: () => readonly string[];
}

/**
 * When a timer is replaced by a later one, ms: it would fire for nothing before long, and that costs a workflow task. One
 * further away is left alone, and so is one that fires shortly before it is needed: most likely something happens first.
 */
const NEAR_MS = 60 * 60_000;
const LATER_MS = 15 * 60_000;

/**
 * Watches every deadline and every open item of a process with one timer.
 *
 * It is re-armed to an earlier instant at once, and to a much later one when it is about to fire for nothing. Otherwise it
 * is left alone: a timer is a billed action and two events, and whoever changes often would pay for each change.
 *
 * Telling is never waited for: a notice that cannot be handed over is repeated by the server and holds up nothing.
 */
export function keepWatch(watched: Watched): Watch {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const { notify } = proxyActivities<NoticeActivities>({
    taskQueue: watched.taskQueue,
    startToCloseTimeout: '10 seconds',
    retry: { initialInterval: '2 seconds', maximumInterval: '1 minute' },
  });
  let underway: readonly Audible[] = [];
  const tell = async (alarms: readonly Audible[]): Promise<void> => {
    if (alarms.length === 0) return;
    underway = [...underway, ...alarms];
    try {
      await notify({
        // The run takes part: an order that is taken up again asks anew. So does the instant: a reset run counts its
        // items anew, and a second label has the first one's deadlines once more.
        notices: alarms.map(({ id, notice }) => ({
          ...notice,
          id: `${workflowId}#${id} ${notice.at}@${firstExecutionRunId}`,
          workflowId,
        })),
      });
    } catch (error) {
      if (isCancellation(error)) throw error;
      // What it was about is on the workflow's page all the same.
    } finally {
      underway = underway.filter((alarm) => !alarms.includes(alarm));
    }
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      const now = Date.now();
      const due = watched.alarms().filter(({ at }) => at <= now);
      if (due.length > 0) {
        watched.told(due);
        void tell(due.filter(isAudible).filter(({ unless }) => !due.some(({ id }) => id === unless)));
        continue;
      }
      const armed = nextOf(watched.alarms());
      const isWrong = (): boolean => {
        const next = nextOf(watched.alarms());
        return next < armed || (next - armed > LATER_MS && next < Infinity && armed - Date.now() <= NEAR_MS);
      };
      if (Number.isFinite(armed)) await condition(isWrong, armed - now, { summary: 'deadlines' });
      else await condition(isWrong);
    }
  };
  void watch();
  return { isQuiet: () => underway.length === 0, underway: () => underway.map(({ id }) => id) };
}

/** `Infinity` when nothing is due. */
const nextOf = (alarms: readonly Alarm[]): number => Math.min(...alarms.map(({ at }) => at));
