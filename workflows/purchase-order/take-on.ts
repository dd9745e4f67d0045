import { condition } from '@temporalio/workflow';
import { ask, untilDone } from '../steps/until-done.js';
import type { AskingStep } from '../steps/until-done.js';
import type { OrderSnapshot, PriorDecisions } from './activities.js';
import { labelModeFrom } from './answers.js';
import { decideAcknowledgement } from './policy.js';
import { activities, asking, factsOf, move, timestamp, who } from './running.js';
import type { Running } from './running.js';
import { decideCode } from './state.js';
import type { PurchaseOrderState } from './state.js';

/** An order that nobody has read cannot have been done elsewhere: not even its lines are known. */
const READ_ORDER: AskingStep = { name: 'readOrder', without: ['done-elsewhere'] };

export async function readOrder(order: Running): Promise<void> {
  if (order.state.order !== undefined) return;
  const listed = freshSnapshot(order);
  const read =
    listed === undefined
      ? await untilDone(asking(order), READ_ORDER, () =>
          activities(order, timeToRead(order), 'Read the order').readOrder(who(order)),
        )
      : { result: listed };
  if (!('result' in read)) return;
  const {
    status,
    order: facts,
    labelMode,
    shipPlan,
    shipDay,
    papers,
    isDryRun,
    documentId,
    ledgerId,
    prior,
  } = read.result;
  order.state = {
    ...order.state,
    order: facts,
    orderDocumentId: documentId,
    ledgerId,
    orderStatus: status,
    readAt: listed?.readAt ?? timestamp(),
    ...(labelMode === undefined ? {} : { labelMode }),
    ...(shipPlan === undefined ? {} : { shipPlan }),
    ...(shipDay === undefined ? {} : { shipDay }),
    ...(isDryRun === undefined ? {} : { isDryRun }),
    papersNeeded: papers ?? [],
    ...carriedOn(prior),
  };
  if (status === 'CANCELLED') move(order, 'CANCELLED');
  else if (status === 'SHIPPED') move(order, labelMode?.mode === 'vendor-carrier' ? 'IN_TRANSIT' : 'COMPLETED');
  else if (status === 'ACCEPTED') {
    move(order, 'ACKNOWLEDGED');
    order.state = { ...order.state, joined: true };
  } else if (prior.acknowledgement !== undefined) {
    const { decidedAt, ...code } = prior.acknowledgement;
    order.state = decideCode(order.state, code, { decidedAt, actor: 'ledger', at: timestamp() });
  }
}

/** A status may have changed since it was listed: an older snapshot is not believed. */
const SNAPSHOT_MS = 60_000;

const freshSnapshot = ({ input: { snapshot } }: Running): OrderSnapshot | undefined =>
  snapshot !== undefined && Date.now() - Date.parse(snapshot.readAt) < SNAPSHOT_MS ? snapshot : undefined;

/** What an earlier run of the same order has told Amazon, or may have told. */
const carriedOn = ({
  departure,
  deniedAt,
  labelOccurrence,
  parcelEvents,
}: PriorDecisions): Partial<PurchaseOrderState> => ({
  ...(departure === undefined ? {} : { departure }),
  ...(deniedAt === undefined ? {} : { denial: { decidedAt: deniedAt } }),
  ...(labelOccurrence === undefined ? {} : { labelOccurrence }),
  ...(parcelEvents === undefined
    ? {}
    : {
        parcelEvents: parcelEvents.map((event, index) => ({
          ...event,
          number: index + 1,
          reportedAt: event.occurredAt,
          outcome: 'proven' as const,
        })),
      }),
});

/** A quarter of the time for the acknowledgement: a person who is asked then can still keep it. */
const timeToRead = ({ input }: Running): number => Date.now() + input.policy.deadlines.acknowledgeMs / 4;

/** No match in the table is a person's decision, before anything is promised to Amazon; `reject` stays possible. */
export async function chooseLabelMode(order: Running): Promise<void> {
  const isRejected = decideAcknowledgement(order.input.policy, factsOf(order)).decide === 'reject';
  if (order.state.state === 'RECEIVED' && isRejected) return;
  // A denied order needs none.
  const isOpen = (): boolean =>
    order.state.state === 'RECEIVED' || (order.state.state === 'ACKNOWLEDGED' && order.state.denial === undefined);
  while (order.state.labelMode === undefined && isOpen()) {
    const { shipFromParty, shipMethod } = factsOf(order);
    const answer = await ask(
      asking(order),
      { name: 'chooseLabelMode' },
      {
        kind: 'LabelModeMissing',
        message: `Warehouse ${shipFromParty}, ship method ${shipMethod}.`,
        details: {},
      },
    );
    if (answer === undefined) return;
    const given = answer.data === undefined ? undefined : labelModeFrom(answer.data);
    if (given !== undefined) order.state = { ...order.state, labelMode: given };
    else await Promise.race([readLabelModeAgain(order, isOpen), condition(() => !isOpen())]);
  }
}

/** A person may reject or deny the order meanwhile; then nobody waits for it. */
async function readLabelModeAgain(order: Running, isOpen: () => boolean): Promise<void> {
  const read = await untilDone(asking(order), { ...READ_ORDER, isOver: () => !isOpen() }, () =>
    activities(order, timeToRead(order), 'Read the label mode').readOrder(who(order)),
  );
  if ('result' in read && read.result.labelMode !== undefined && isOpen()) {
    order.state = { ...order.state, labelMode: read.result.labelMode };
  }
}
