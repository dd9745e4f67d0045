import type { NdrPolicy, NdrRule } from './policy.js';
import type { NdrReport } from './report.js';
import { withOutcome } from './reports.js';
import { rescheduledDate } from './reschedule.js';
import { dueAtOf, enter } from './state.js';
import type { NdrCaseState } from './state.js';

/**
 * What happens with an attempt that nobody has looked at. Pure.
 *
 * Without a rule, and wherever a rule cannot be sure to be in time, it is a person's: no due date, or too little left.
 *
 * @param now epoch ms.
 */
export function routeOf(ndr: NdrCaseState, { rules, marginMs }: NdrPolicy, now: number): NdrCaseState {
  const at = new Date(now).toISOString();
  const { report } = ndr;
  const rule = report === undefined ? undefined : rules.find((each) => fits(each, report));
  const byPerson = (because?: string): NdrCaseState =>
    enter(because === undefined ? ndr : { ...ndr, because }, 'AWAITING_DECISION', at);
  if (rule === undefined || ndr.isReturnSent) return byPerson();
  const dueAt = dueAtOf(ndr);
  if (dueAt === undefined) return byPerson('Its rule was not applied: the report names no due date.');
  if (now >= dueAt - marginMs) return byPerson('Its rule was not applied: too little time was left.');
  if (rule.decide === 'address-hook') return enter(ndr, 'ASKING_ADDRESS', at);
  const decision = {
    answer: 'reschedule' as const,
    rescheduleDate: rescheduledDate(rule, now),
    actor: 'rule',
    decidedAt: at,
    isPastDue: false,
  };
  return enter(withOutcome({ ...ndr, decision }, { decision }), 'ANSWERING', at);
}

const fits = (rule: NdrRule, { reasonCode, shipmentStatus }: NdrReport): boolean =>
  rule.reasonCode === reasonCode && (rule.shipmentStatus === undefined || rule.shipmentStatus === shipmentStatus);
