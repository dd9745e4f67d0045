import type { ProcessKind } from '../../workflows/processes.js';
import type { ResolveInput } from '../../workflows/purchase-order/messages.js';
import { resolveNotice, viewNotice } from '../delivery-notices.js';
import { resolveShipment, viewShipment } from '../shipments.js';
import type { ShipmentName } from '../shipments.js';
import { withTemporal } from '../temporal.js';
import { accountName } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Input } from './checked-input.js';
import { noticeNumber, payEnvironment } from './notice-arguments.js';
import { itemMeant, shipmentReference } from './shipment-arguments.js';
import type { Session } from './session.js';

/** Processes besides purchase orders whose items are answered alike. */
export const answeredProcesses = ['shipment', 'delivery-notice'] as const satisfies ProcessKind[];

interface Answering {
  /** The shipment's reference, or the tracking number of a notice. */
  name: string;
  /** Its item is a placeholder unless one was named. */
  resolution: Input<ResolveInput>;
}

interface Options {
  account?: string;
  item?: string;
}

/** Answers one item of a shipment or of a delivery notice. */
export async function resolveOther(
  session: Session,
  type: (typeof answeredProcesses)[number],
  { name, resolution }: Answering,
  options: Options,
): Promise<void> {
  const { state } = await (type === 'shipment'
    ? resolveOfShipment(session, name, resolution, options)
    : resolveOfNotice(session, name, resolution, options));
  session.print(
    { process: type, businessId: name, state },
    () => `${name}  ${session.paint.good('answered')}  ${state}`,
  );
}

async function resolveOfShipment(
  session: Session,
  given: string,
  resolution: Input<ResolveInput>,
  { account, item }: Options,
): Promise<{ state: string }> {
  const loaded = session.config();
  const input = allOf({
    config: loaded,
    temporal: session.temporal(),
    shipmentReference: shipmentReference(given),
    account: accountName(account, loaded),
    resolution,
  });
  const name: ShipmentName = { account: input.account, shipmentReference: input.shipmentReference };
  return withTemporal(input.temporal, async (client) => {
    const attentionId =
      item ??
      itemMeant(name.shipmentReference, (await viewShipment(client, name)).state, input.resolution.answer).attentionId;
    return resolveShipment(client, name, { ...input.resolution, attentionId });
  });
}

async function resolveOfNotice(
  session: Session,
  given: string,
  resolution: Input<ResolveInput>,
  { item }: Options,
): Promise<{ state: string }> {
  const loaded = session.config();
  const input = allOf({
    config: loaded,
    temporal: session.temporal(),
    environment: payEnvironment(loaded),
    trackingNumber: noticeNumber(given),
    resolution,
  });
  const { environment, trackingNumber } = input;
  const name = { environment, trackingNumber };
  return withTemporal(input.temporal, async (client) => {
    const attentionId =
      item ?? itemMeant(trackingNumber, (await viewNotice(client, name)).state, input.resolution.answer).attentionId;
    return resolveNotice(client, name, { ...input.resolution, attentionId });
  });
}
