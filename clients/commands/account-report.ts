import type { Counts, Job, Round, RoundResult } from '../../workflows/account/state.js';
import { jobs } from '../../workflows/account/state.js';
import type { ViewedAccount } from '../accounts.js';
import type { Speaker } from '../speakers.js';
import { pauseText } from './account-pause.js';
import type { Paint } from './paint.js';
import { absolute, harmless, number, relative, span } from './text.js';

/** What `account show` prints: instants are ISO 8601, UTC. */
export interface AccountReport {
  account: string;
  workflowId: string;
  /** Whether orders are looked for at all, as POLICY_FILE says (`sweep.enabled`). */
  sweeps: boolean;
  /** The cursor. */
  listedUpTo: string;
  /** How far the cursor is behind now, ms. */
  lagMs: number;
  /** What became available before it is not looked for. */
  from: string;
  pause: { actor: string; at: string; reason?: string } | null;
  speaker: Speaker;
  jobs: JobReport[];
}

interface JobReport {
  job: Job;
  /** `null` while it is under way, the account is paused, or orders are not looked for. */
  nextAt: string | null;
  underWay: { window: { createdAfter: string; createdBefore: string }; until: string; counts: Counts } | null;
  last: { finishedAt: string; from: string; until: string; counts: Counts } | null;
  trouble: { kind: string; message: string; since: string } | null;
}

export function accountReport({ workflowId, state }: ViewedAccount, speaker: Speaker, now: number): AccountReport {
  return {
    account: state.account,
    workflowId,
    sweeps: state.settings.policy.sweeps,
    listedUpTo: instantOf(state.cursor),
    lagMs: Math.max(0, now - state.cursor),
    from: instantOf(state.from),
    pause: state.pause ?? null,
    speaker,
    jobs: jobs.map((job) => {
      const [round, last, trouble] = [state.rounds[job], state.last[job], state.troubles[job]];
      return {
        job,
        nextAt:
          state.pause !== undefined || !state.settings.policy.sweeps || (round !== undefined && trouble === undefined)
            ? null
            : instantOf(state.nextAt[job]),
        underWay: round === undefined ? null : underWay(round),
        last: last === undefined ? null : resultOf(last),
        trouble:
          trouble === undefined
            ? null
            : { kind: trouble.kind, message: trouble.message, since: instantOf(trouble.since) },
      };
    }),
  };
}

const underWay = ({ window, until, counts }: Round): JobReport['underWay'] => ({
  window: { createdAfter: instantOf(window.createdAfter), createdBefore: instantOf(window.createdBefore) },
  until: instantOf(until),
  counts,
});

export const resultOf = ({ finishedAt, from, until, counts }: RoundResult): NonNullable<JobReport['last']> => ({
  finishedAt: instantOf(finishedAt),
  from: instantOf(from),
  until: instantOf(until),
  counts,
});

export function reportText(report: AccountReport, now: number, paint: Paint): string {
  const { account, listedUpTo, lagMs, from } = report;
  return [
    `${paint.strong(account)}  ${standing(report, paint)}`,
    `  Listed up to   ${absolute(listedUpTo)} ${paint.faint(`(${span(lagMs)} behind)`)}`,
    `  Not before     ${absolute(from)}`,
    `  Speaks         ${speakerText(report.speaker, now, paint)}`,
    ...report.jobs.flatMap((each) => jobLines(each, now, paint)),
  ].join('\n');
}

function standing({ sweeps, pause }: AccountReport, paint: Paint): string {
  if (!sweeps) return `${paint.warning('sweeps: off')}  POLICY_FILE says so (sweep.enabled)`;
  return pause === null ? paint.good('sweeping') : `${paint.warning('paused')} ${pauseText(pause)}`;
}

function speakerText({ process, since, standsBy, pausedActivity }: Speaker, now: number, paint: Paint): string {
  const others = standsBy.length === 0 ? 'nobody stands by' : `standing by: ${standsBy.map(harmless).join(', ')}`;
  if (process === null)
    return paint.warning(pausedActivity !== null ? 'nobody: the lease is paused' : 'nobody at the moment');
  return `${harmless(process)}${since === null ? '' : `, since ${relative(since, now)}`}; ${others}`;
}

const titles: Record<Job, string> = { sweep: 'New orders', cancellations: 'Cancelled', gap: 'Gap sweep' };

function jobLines({ job, nextAt, underWay, last, trouble }: JobReport, now: number, paint: Paint): string[] {
  const head = (text: string): string => `  ${titles[job].padEnd(14)} ${text}`;
  const next = nextAt === null ? '' : Date.parse(nextAt) <= now ? 'due now' : `next ${relative(nextAt, now)}`;
  const more = (text: string): string => `  ${' '.repeat(14)} ${text}`;
  const done = last === null ? 'not done yet' : `${relative(last.finishedAt, now)}: ${countsText(job, last.counts)}`;
  return [
    head([done, next].filter((part) => part !== '').join('; ')),
    ...(underWay === null
      ? []
      : [more(`under way to ${absolute(underWay.until)}: ${countsText(job, underWay.counts)} so far`)]),
    ...(trouble === null
      ? []
      : [more(paint.bad(`cannot get on since ${absolute(trouble.since)}: ${trouble.kind}. ${trouble.message}`))]),
  ];
}

/** `10,000 listed, 1 started, 9,990 run, 9 ended`. */
export function countsText(job: Job, { listed, started, running, ended, skipped, signalled }: Counts): string {
  return [
    `${number(listed)} listed`,
    ...(job === 'cancellations'
      ? [`${number(running)} run`, `${number(signalled)} told`]
      : [`${number(started)} started`, `${number(running)} run`, `${number(ended)} ended`]),
    ...(skipped === 0 ? [] : [`${number(skipped)} under numbers that no order can have`]),
  ].join(', ');
}

const instantOf = (ms: number): string => new Date(ms).toISOString();
