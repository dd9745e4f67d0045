import { failures } from '../failures.js';
import type { AttentionItem } from '../steps/attention.js';
import type { Alarm } from '../steps/watch.js';
import type { ShipmentState } from './state.js';

/** What people are told about a shipment, now or later, and were not told yet. */
export const alarmsOf = (shipment: ShipmentState): Alarm[] =>
  shipment.attention.items
    .flatMap((item) => itemAlarms(shipment, item))
    .filter(({ id }) => !shipment.told.includes(id));

/** Puts on record what was told. Items never come again under their id, so what is remembered ends with them. */
export const told = (shipment: ShipmentState, alarms: readonly Alarm[]): ShipmentState => ({
  ...shipment,
  told: [...shipment.told.filter((id) => isOfOpenItem(shipment, id)), ...alarms.map(({ id }) => id)],
});

const isOfOpenItem = ({ attention }: ShipmentState, id: string): boolean =>
  attention.items.some(({ attentionId }) => id === attentionId || id.startsWith(`${attentionId} `));

/** Shares of the time until its deadline, in per cent, after which an item is brought to mind again. */
const REMINDERS = [50, 90];

function itemAlarms({ account, shipmentReference }: ShipmentState, item: AttentionItem): Alarm[] {
  const { attentionId, reason, raisedAt, dueAt, answers } = item;
  const notice = {
    account,
    businessId: shipmentReference,
    reason,
    happened: `${failures[reason].happened} ${item.message}`,
    nextStep: failures[reason].remedy,
    attentionId,
    answers,
    ...(dueAt === undefined ? {} : { dueAt }),
  };
  const since = Date.parse(raisedAt);
  const left = dueAt === undefined ? 0 : Date.parse(dueAt) - since;
  return [
    { id: attentionId, at: since, notice: { ...notice, type: 'attention.raised', at: raisedAt } },
    ...(left <= 0 ? [] : REMINDERS).map((percent, index): Alarm => {
      const at = Math.ceil(since + (left * percent) / 100);
      const later = REMINDERS[index + 1];
      return {
        id: `${attentionId} ${percent} %`,
        at,
        ...(later === undefined ? {} : { unless: `${attentionId} ${later} %` }),
        notice: { ...notice, type: 'attention.reminder', at: new Date(at).toISOString() },
      };
    }),
  ];
}
