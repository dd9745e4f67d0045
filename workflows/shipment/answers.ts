import type { AttentionItem } from '../steps/attention.js';
import { checked, listOf, object, oneOf, optional, text } from '../steps/checks.js';
import type { Answer } from '../steps/resolve.js';
import type { ApprovedOffer } from './activities.js';
import type { ChosenRate, ListedRate, Money, Purchased } from './offer.js';
import type { ShipmentState } from './state.js';
import { OBTAIN_RATES, PURCHASE } from './steps.js';

/** What is wrong with a person's answer to an item, or `undefined` when it can be taken. */
export function answerFault(
  shipment: ShipmentState,
  item: AttentionItem,
  { answer, data, reference }: Answer,
): string | undefined {
  switch (answer) {
    case 'choose':
      return choiceFault(shipment, data);
    case 'bought':
      return purchasedFrom(data) === undefined
        ? 'bought needs data { "shipmentId": …, "trackingId"? } as in your Amazon Shipping account.'
        : undefined;
    case 'done-elsewhere':
      if (reference === undefined) return 'done-elsewhere needs a reference: where and under which number it was done.';
      break;
    case 'retry':
      if (data === undefined || CORRECTED.has(item.step)) return data === undefined ? undefined : correctionFault(data);
      break;
  }
  return data === undefined ? undefined : `${item.attentionId} takes no data with ${answer}.`;
}

/** Steps that go on with corrected data. */
const CORRECTED: ReadonlySet<string> = new Set([OBTAIN_RATES, PURCHASE]);

const id = text({ max: 200 });

const choice = object({
  rateId: optional(id),
  serviceId: optional(id),
  carrierId: optional(id),
  valueAddedServices: optional(listOf(id, { max: 20 })),
  format: optional(oneOf(['PDF', 'PNG', 'ZPL'])),
});

function choiceFault(shipment: ShipmentState, data: unknown): string | undefined {
  const read = checked(choice, data);
  if ('faults' in read) return `choose needs data { "rateId": … } or { "serviceId": … }: ${read.faults.join('; ')}.`;
  const found = ratesOf(shipment, read.value);
  const [rate] = found;
  if (rate !== undefined && found.length === 1) return servicesFault(rate, read.value.valueAddedServices ?? []);
  const offered = (shipment.list?.rates ?? []).map(({ serviceId }) => serviceId).join(', ');
  return found.length === 0
    ? `There is no such rate. Offered: ${offered || 'none'}.`
    : 'Several rates fit; give the rateId, or the carrierId besides the serviceId.';
}

/** Groups that only a person can fill have to be filled now: the purchase would be refused without. */
function servicesFault({ open = [] }: ListedRate, services: readonly string[]): string | undefined {
  const unfilled = open.find(({ options }) => !options.some(({ id: option }) => services.includes(option)));
  return unfilled === undefined
    ? undefined
    : `valueAddedServices has to name one of ${unfilled.options.map(({ id: option }) => option).join(', ')}.`;
}

/** The price with the services that were chosen; the list counts the cheapest of each open group. */
function totalOf({ total, open = [] }: ListedRate, services: readonly string[]): Money {
  const more = open.map(({ options }) => {
    const costs = options.map(({ cost }) => cost?.value ?? 0);
    const chosen = options.filter(({ id: option }) => services.includes(option));
    return chosen.reduce((sum, { cost }) => sum + (cost?.value ?? 0), 0) - Math.min(...costs);
  });
  const value = more.reduce((sum, each) => sum + each, total.value);
  return { value: Math.round(value * 10_000) / 10_000, unit: total.unit };
}

function ratesOf(
  { list }: ShipmentState,
  { rateId, serviceId, carrierId }: { rateId?: string; serviceId?: string; carrierId?: string },
): ListedRate[] {
  if (rateId === undefined && serviceId === undefined) return [];
  return (list?.rates ?? []).filter(
    (rate) =>
      (rateId ?? rate.rateId) === rate.rateId &&
      (serviceId ?? rate.serviceId) === rate.serviceId &&
      (carrierId ?? rate.carrierId) === rate.carrierId,
  );
}

/** A person's choice of a listed rate; `undefined` when there is none in the data. */
export function choiceFrom(
  shipment: ShipmentState,
  data: unknown,
): { approved: ApprovedOffer; choice: ChosenRate } | undefined {
  const read = checked(choice, data);
  if ('faults' in read) return undefined;
  const [rate, second] = ratesOf(shipment, read.value);
  if (rate === undefined || second !== undefined) return undefined;
  const { carrierId, carrierName, serviceId, serviceName, promise } = rate;
  const { valueAddedServices, format } = read.value;
  const services = valueAddedServices ?? [];
  return {
    approved: {
      carrierId,
      carrierName,
      serviceId,
      serviceName,
      promise,
      total: totalOf(rate, services),
      valueAddedServices: services,
      ...(shipment.list === undefined ? {} : { seenAt: shipment.list.at }),
    },
    choice: {
      carrierId,
      serviceId,
      ...(valueAddedServices === undefined ? {} : { valueAddedServices }),
      ...(format === undefined ? {} : { format }),
    },
  };
}

const purchased = object({ shipmentId: id, trackingId: optional(id) });

/** What a person has found in the account; `undefined` when the data do not say. */
export function purchasedFrom(data: unknown): Purchased | undefined {
  const read = checked(purchased, data);
  return 'value' in read ? read.value : undefined;
}

const correction = object({ detailsDocumentId: optional(id), additionalInputsDocumentId: optional(id) });

function correctionFault(data: unknown): string | undefined {
  const read = checked(correction, data);
  return 'faults' in read
    ? `data takes { "detailsDocumentId"?, "additionalInputsDocumentId"? }: ${read.faults.join('; ')}.`
    : undefined;
}

/** Takes corrected documents up; whatever was offered for the old ones counts no more. */
export function corrected(shipment: ShipmentState, data: unknown): ShipmentState {
  const read = checked(correction, data);
  if ('faults' in read) return shipment;
  const { detailsDocumentId, additionalInputsDocumentId } = read.value;
  const { offer, missing, ...rest } = shipment;
  return {
    ...rest,
    ...(detailsDocumentId === undefined ? {} : { detailsDocumentId }),
    additionalInputs: [
      ...shipment.additionalInputs,
      ...(additionalInputsDocumentId === undefined ? [] : [additionalInputsDocumentId]),
    ],
  };
}
