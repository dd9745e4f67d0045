import {
  condition,
  defineSignal,
  proxyActivities,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { carrierEvents } from '../load.js';
import { carryTutorialOrder } from './order.js';
import type { TutorialActivities, TutorialEvent, TutorialInput } from './order.js';

export const departedSignal = defineSignal<[string]>('departed');
export const carrierSignal = defineSignal<[Omit<TutorialEvent, 'order'>]>('carrier');

/** The tutorial design as a workflow: the SDK's and the server's defaults, an upsert at each step. */
export async function tutorialOrder(input: TutorialInput): Promise<void> {
  const activities = proxyActivities<TutorialActivities>({ startToCloseTimeout: '1 minute' });
  let departedAt: string | undefined;
  const events: Omit<TutorialEvent, 'order'>[] = [];
  let told = 0;
  setHandler(departedSignal, (at) => {
    departedAt = at;
  });
  setHandler(carrierSignal, (event) => {
    events.push(event);
  });
  await carryTutorialOrder(input, {
    activities,
    sleep,
    show: (state) => upsertSearchAttributes([{ key: searchAttributes.FulfillmentState, value: state }]),
    departed: async () => {
      await condition(() => departedAt !== undefined);
      return departedAt ?? '';
    },
    nextEvent: async () => {
      if (told === carrierEvents.length) return undefined;
      await condition(() => events.length > told);
      told += 1;
      return events[told - 1];
    },
  });
}
