import { condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { AccountActivities } from './activities.js';
import { openIncidents, probeToLet, withProbeLet, withQuiet } from './incidents.js';
import type { Incident } from './incidents.js';
import type { AccountState } from './state.js';

/** Whatever holds an account's state: it is replaced, never changed in place. */
interface Held {
  state: AccountState;
}

/** Work beside the main line. */
export interface SideWork {
  /** Whether no activity of it is under way. */
  isQuiet: () => boolean;
}

/** Tells the process that talks to Amazon of probes that operators ask for, and ends incidents that show no sign. */
export function keepIncidents(held: Held, taskQueue: string): SideWork {
  let isQuiet = true;
  const { letProbe } = proxyActivities<AccountActivities>({
    taskQueue,
    startToCloseTimeout: '5 seconds',
    // Somebody waits for the answer: where no worker takes it, that is the answer.
    scheduleToCloseTimeout: '15 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 1 },
    summary: 'probe',
  });
  const keepThem = async (): Promise<never> => {
    for (;;) {
      const asked = probeToLet(held.state.incidents);
      if (asked?.probe !== undefined) {
        const { operation, probe } = asked;
        isQuiet = false;
        const letAt = await whenLet(() => letProbe(inputOf(held.state.account, asked)));
        isQuiet = true;
        keep(held, withProbeLet(held.state.incidents, operation, probe.ticket, letAt));
        continue;
      }
      for (const { operation } of openIncidents(held.state.incidents)) {
        keep(held, withQuiet(held.state.incidents, operation, Date.now()));
      }
      const next = nextQuietAt(held.state);
      const isNews = (): boolean => probeToLet(held.state.incidents) !== undefined || nextQuietAt(held.state) < next;
      if (Number.isFinite(next)) await condition(isNews, next - Date.now(), { summary: 'incident without a sign' });
      else await condition(isNews);
    }
  };
  void keepThem();
  return { isQuiet: () => isQuiet };
}

/** When the process took it, epoch ms; `undefined` when none did. */
async function whenLet(ask: () => Promise<{ at: number }>): Promise<number | undefined> {
  try {
    return (await ask()).at;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return undefined;
  }
}

const inputOf = (account: string, { operation, cause, codes, firstSeenAt, requestId }: Incident) => ({
  account,
  operation,
  cause,
  codes,
  since: firstSeenAt,
  ...(requestId === undefined ? {} : { requestId }),
});

const nextQuietAt = ({ incidents }: AccountState): number =>
  Math.min(...openIncidents(incidents).map(({ quietAt }) => quietAt));

function keep(held: Held, incidents: AccountState['incidents']): void {
  held.state = { ...held.state, incidents };
}
