import { allHandlersFinished, CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import { failures } from '../failures.js';
import { amazonTaskQueue } from '../purchase-order/messages.js';
import { searchAttributes } from '../search-attributes.js';
import { handleUpdate } from '../steps/handle-actions.js';
import { keepVisible } from '../steps/visibility.js';
import type { Visible } from '../steps/visibility.js';
import { keepWatch } from '../steps/watch.js';
import type { Alarm } from '../steps/watch.js';
import { checkSettle, pushOfWorkflowId, resolveUpdate, viewQuery } from './messages.js';
import type { NdrQuarantineInput, NdrQuarantineResult } from './messages.js';
import { initialQuarantine, settle } from './state.js';
import type { QuarantineState } from './state.js';

/** Keeps a push that nobody could read until a person has settled it: Amazon sends nothing again. */
export async function ndrQuarantine(input: NdrQuarantineInput): Promise<NdrQuarantineResult> {
  return CancellationScope.nonCancellable(async () => {
    const held = { state: input.state ?? initialQuarantine(input) };
    const { workflowId } = workflowInfo();
    const push = pushOfWorkflowId(workflowId) ?? workflowId;
    // An update: whoever settles it waits for the answer.
    handleUpdate(resolveUpdate, held, {
      check: checkSettle,
      toAction: (input) => input,
      reduce: settle,
      answer: () => ({ state: held.state.state }),
      description: 'Settle the push.',
    });
    setHandler(viewQuery, () => held.state, { description: 'What is wrong with it, and where it is kept.' });
    const showAll = keepVisible(() => visibleOf(held.state));
    const watch = keepWatch({
      alarms: () => alarmsOf(held.state, push),
      told: (alarms) => {
        held.state = { ...held.state, told: [...held.state.told, ...alarms.map(({ id }) => id)] };
      },
      taskQueue: amazonTaskQueue(input.account),
    });
    await condition(() => held.state.state !== 'QUARANTINED');
    await condition(allHandlersFinished);
    if (!watch.isQuiet()) await condition(watch.isQuiet, PATIENCE);
    showAll();
    return { state: held.state.state };
  });
}

/** The longest that a settled push waits until people are told of it. */
const PATIENCE = '1 minute';

function visibleOf({ account, state, fault, documentId, attention }: QuarantineState): Visible {
  return {
    searchAttributes: [
      { key: searchAttributes.FulfillmentState, value: state },
      { key: searchAttributes.Account, value: account },
      { key: searchAttributes.Attention, value: attention.items[0]?.reason ?? null },
    ],
    details: [`**${state}**: ${fault}.`, '', `Document \`${documentId}\``].join('\n'),
    items: attention.items,
  };
}

/** @param push as `fulfillment ndr quarantine` names it. */
const alarmsOf = ({ account, attention, told }: QuarantineState, push: string): Alarm[] =>
  attention.items
    .filter(({ attentionId }) => !told.includes(attentionId))
    .map((item) => ({
      id: item.attentionId,
      at: Date.parse(item.raisedAt),
      notice: {
        type: 'attention.raised',
        account,
        businessId: push,
        reason: item.reason,
        happened: `${failures[item.reason].happened} ${item.message}`,
        nextStep: failures[item.reason].remedy,
        attentionId: item.attentionId,
        answers: item.answers,
        at: item.raisedAt,
      },
    }));
