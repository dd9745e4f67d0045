import { failures } from '../failures.js';
import type { AttentionItem } from '../steps/attention.js';
import { broken } from '../steps/deadlines.js';
import type { Due } from '../steps/deadlines.js';
import type { Alarm } from '../steps/watch.js';
import { duesOf } from './deadlines.js';
import type { PurchaseOrderPolicy } from './policy.js';
import { silences, withSilentParcels } from './silence.js';
import { situationOf } from './situation.js';
import type { PurchaseOrderState } from './state.js';

/** What people are told about an order, now or later, and were not told yet. */
export function alarmsOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): Alarm[] {
  const alarms = [
    ...order.attention.items.flatMap((item) => itemAlarms(order, item)),
    ...duesOf(order, policy).flatMap((due) => deadlineAlarms(order, policy, due)),
    ...shipDayAlarm(order),
    ...silences(order, policy),
  ];
  return alarms.filter(({ id }) => !order.told.includes(id));
}

/** Puts on record what was told; a breach besides. A carrier that was silent for too long becomes an item. */
export function told(
  order: PurchaseOrderState,
  policy: PurchaseOrderPolicy,
  alarms: readonly Alarm[],
): PurchaseOrderState {
  const ids = alarms.map(({ id }) => id);
  const passed = duesOf(order, policy).filter(({ name }) => ids.includes(breachId(name)));
  return {
    ...withSilentParcels(order, policy, ids),
    told: [...order.told.filter((id) => isRemembered(order, id)), ...ids],
    breaches: passed.reduce((breaches, { name, breachAt }) => broken(breaches, name, breachAt), order.breaches),
  };
}

/** Items never come again under their id; so what is remembered of them ends with them, and the list is bounded. */
const isRemembered = (order: PurchaseOrderState, id: string): boolean =>
  id.startsWith(SHIP_DAY) ||
  id.startsWith('warning ') ||
  id.startsWith('breach ') ||
  order.attention.items.some(({ attentionId }) => id === attentionId || id.startsWith(`${attentionId} `));

const SHIP_DAY = 'ship day ';

/** Nobody is told: the order itself goes on to its label then. */
const shipDayAlarm = ({ state, shipDay }: PurchaseOrderState): Alarm[] =>
  state === 'ACKNOWLEDGED' && shipDay !== undefined
    ? [{ id: `${SHIP_DAY}${shipDay.labelFrom}`, at: Date.parse(shipDay.labelFrom) }]
    : [];

const breachId = (name: string): string => `breach ${name}`;

/** Shares of the time until its deadline, in per cent, after which an item is brought to mind again. */
const REMINDERS = [50, 90];

function itemAlarms(order: PurchaseOrderState, item: AttentionItem): Alarm[] {
  const notice = {
    ...about(order),
    reason: item.reason,
    happened: `${failures[item.reason].happened} ${item.message}`,
    nextStep: failures[item.reason].remedy,
    attentionId: item.attentionId,
    answers: item.answers,
    ...(item.dueAt === undefined ? {} : { dueAt: item.dueAt }),
  };
  const raisedAt = Date.parse(item.raisedAt);
  const left = item.dueAt === undefined ? 0 : Date.parse(item.dueAt) - raisedAt;
  return [
    {
      id: item.attentionId,
      at: raisedAt,
      notice: { ...notice, type: 'attention.raised', at: item.raisedAt },
    },
    ...(left <= 0 ? [] : REMINDERS).map((percent, index): Alarm => {
      const at = Math.ceil(raisedAt + (left * percent) / 100);
      const later = REMINDERS[index + 1];
      return {
        id: `${item.attentionId} ${percent} %`,
        at,
        ...(later === undefined ? {} : { unless: `${item.attentionId} ${later} %` }),
        notice: { ...notice, type: 'attention.reminder', at: new Date(at).toISOString() },
      };
    }),
  ];
}

function deadlineAlarms(order: PurchaseOrderState, policy: PurchaseOrderPolicy, due: Due): Alarm[] {
  const { name, warnAt, dueAt, breachAt } = due;
  const notice = {
    ...about(order),
    reason: name,
    nextStep: situationOf(order, policy).nextStep,
    dueAt: new Date(dueAt).toISOString(),
  };
  const breach: Alarm = {
    id: breachId(name),
    at: breachAt,
    notice: {
      ...notice,
      type: 'deadline.breach',
      happened: `The order is ${order.state}; "${name}" was due by ${new Date(breachAt).toISOString()}.`,
      at: new Date(breachAt).toISOString(),
    },
  };
  const warning: Alarm = {
    id: `warning ${name}`,
    at: warnAt,
    unless: breach.id,
    notice: {
      ...notice,
      type: 'deadline.warning',
      happened: `The order is ${order.state}; "${name}" is due by ${new Date(dueAt).toISOString()}.`,
      at: new Date(warnAt).toISOString(),
    },
  };
  // What is broken needs no warning any more.
  return order.told.includes(breach.id) ? [breach] : [warning, breach];
}

const about = (order: PurchaseOrderState) => ({
  account: order.account,
  businessId: order.purchaseOrderNumber,
  ...(order.order === undefined ? {} : { warehouse: order.order.shipFromParty }),
});
