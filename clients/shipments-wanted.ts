import { checkNoticeReference, checkShipmentReference, checkShipmentRequest } from '../workflows/shipment/messages.js';
import { packageReference } from '../workflows/shipment/messages.js';
import type { NoticeReference } from '../workflows/shipment/messages.js';
import type { ShipmentDetails, ShipmentRequest } from '../workflows/shipment/request.js';
import { object } from '../workflows/steps/checks.js';
import type { Checked } from '../workflows/steps/checks.js';
import { detailFields, itemDescription } from './shipments-details.js';

/** What somebody wants shipped, addresses included: an order of one or several packages. Not stored yet. */
export interface WantedShipments {
  /** Absent: the first configured account. */
  account?: string;
  /** The order's own, or that of its only parcel. */
  shipmentReference: string;
  /** Each is a shipment of its own. */
  packages: WantedPackage[];
  notice?: NoticeReference;
}

export interface WantedPackage {
  shipmentReference: string;
  request: Omit<ShipmentRequest, 'detailsDocumentId'>;
  /** Personal data. */
  details: ShipmentDetails;
}

/** More packages than any order has. */
const MAX_PACKAGES = 100;

/** Fields of the form; `parcel` stands for one package, `packages` for those of an order. */
export const wantedFields = [
  'account',
  'shipmentReference',
  'channel',
  'businessId',
  'shipDate',
  'collectOnDelivery',
  'parcel',
  'packages',
  'notice',
  ...Object.keys(detailFields),
] as const;

/**
 * Reads the one form in which shipments are asked for: by file, by event, by command.
 *
 * Everything wrong is listed, by path and without any value. Addresses and all free text are taken apart from the rest,
 * which goes into history.
 *
 * @param accounts The configured ones.
 */
export function readWanted(payload: unknown, accounts: readonly string[]): Checked<WantedShipments> {
  if (!isObject(payload)) return { faults: ['must be an object'] };
  const known: readonly string[] = wantedFields;
  const faults = Object.keys(payload)
    .filter((name) => !known.includes(name))
    .map((name) => `${name.slice(0, 60)} is not known; known are ${wantedFields.join(', ')}`);
  const at = (name: string): unknown => (Object.hasOwn(payload, name) ? (payload[name] ?? undefined) : undefined);

  const account = accountIn(at('account'), accounts, faults);
  const reference = referenceIn(at('shipmentReference'), faults);
  const { parcels, isNumbered } = parcelsIn(at('parcel'), at('packages'), faults);
  const personal = apart(payload, faults);
  const notice = noticeIn(at('notice'), faults);
  const asked = (parcel: unknown): Checked<ShipmentRequest> =>
    checkShipmentRequest({
      ...Object.fromEntries(REQUEST.map((name) => [name, at(name)])),
      parcel,
      detailsDocumentId: NOT_STORED,
    });
  // Without any parcel the rest is looked at all the same, so that one answer lists everything.
  if (parcels.length === 0) faults.push(...faultsOf(asked({})).filter((fault) => !fault.startsWith('parcel.')));
  const packages = parcels.flatMap(({ parcel, path }, index): WantedPackage[] => {
    const { bare, itemDescriptions } = withoutDescriptions(parcel, path, faults);
    const read = asked(bare);
    faults.push(...faultsOf(read).map((fault) => fault.replace(/^parcel(?=[ .[])/, path)));
    if ('faults' in read) return [];
    const { detailsDocumentId: _notStored, ...request } = read.value;
    return [
      {
        shipmentReference: isNumbered ? packageReference(reference, index + 1) : reference,
        request,
        details: { ...personal, ...(itemDescriptions === undefined ? {} : { itemDescriptions }) },
      },
    ];
  });
  faults.push(...together(payload, parcels.length), ...tooLong(packages));
  // What is wrong with the order is wrong with each of its packages.
  if (faults.length > 0) return { faults: [...new Set(faults)] };
  return {
    value: {
      ...(account === undefined ? {} : { account }),
      shipmentReference: reference,
      packages,
      ...(notice === undefined ? {} : { notice }),
    },
  };
}

const REQUEST = ['channel', 'businessId', 'shipDate', 'collectOnDelivery'] as const;

const faultsOf = (read: Checked<unknown>): string[] => ('faults' in read ? read.faults : []);

/** Stands for the document while the rest is checked. */
const NOT_STORED = 'not-stored';

function accountIn(given: unknown, accounts: readonly string[], faults: string[]): string | undefined {
  if (given === undefined) return undefined;
  const found = accounts.find((account) => account === given);
  if (found === undefined) faults.push(`account must be one of the configured accounts (${accounts.join(', ')})`);
  return found;
}

function referenceIn(given: unknown, faults: string[]): string {
  if (given === undefined) faults.push('shipmentReference is missing');
  const read = given === undefined ? undefined : checkShipmentReference(given);
  if (read !== undefined && 'faults' in read) faults.push(...read.faults.map((fault) => `shipmentReference ${fault}`));
  return read !== undefined && 'value' in read ? read.value : '';
}

function parcelsIn(
  parcel: unknown,
  packages: unknown,
  faults: string[],
): { parcels: { parcel: unknown; path: string }[]; isNumbered: boolean } {
  if ((parcel === undefined) === (packages === undefined)) {
    faults.push('either parcel or packages is needed');
    return { parcels: [], isNumbered: false };
  }
  if (parcel !== undefined) return { parcels: [{ parcel, path: 'parcel' }], isNumbered: false };
  if (!Array.isArray(packages) || packages.length === 0) faults.push('packages must be a non-empty list');
  else if (packages.length > MAX_PACKAGES) faults.push(`packages must have at most ${MAX_PACKAGES} entries`);
  else
    return {
      parcels: packages.map((each: unknown, index) => ({ parcel: each, path: `packages[${index}]` })),
      isNumbered: true,
    };
  return { parcels: [], isNumbered: true };
}

/** The personal part of the form. */
function apart(payload: Record<string, unknown>, faults: string[]): ShipmentDetails {
  const given = Object.fromEntries(Object.keys(detailFields).map((name) => [name, payload[name] ?? undefined]));
  const found = object(detailFields)(given, '', faults);
  const type = isObject(payload['channel']) ? payload['channel']['type'] : undefined;
  const hasRecipient = given['shipTo'] !== undefined;
  if (type === 'EXTERNAL' && !hasRecipient) faults.push('shipTo is missing');
  if (type === 'AMAZON' && hasRecipient) {
    faults.push('shipTo must be left out: Amazon has the address of its own orders');
  }
  // Without a sender there is a fault, and nothing of it is used.
  return found ?? { shipFrom: {} };
}

function noticeIn(given: unknown, faults: string[]): NoticeReference | undefined {
  if (given === undefined) return undefined;
  const read = checkNoticeReference(given);
  if ('value' in read) return read.value;
  faults.push(...read.faults.map((fault) => (/^(either|must) /.test(fault) ? `notice ${fault}` : `notice.${fault}`)));
  return undefined;
}

/** Descriptions are free text: they leave the parcel, and keep their places in a list of their own. */
function withoutDescriptions(
  parcel: unknown,
  path: string,
  faults: string[],
): { bare: unknown; itemDescriptions?: (string | null)[] } {
  const items: unknown = isObject(parcel) ? parcel['items'] : undefined;
  if (!isObject(parcel) || !Array.isArray(items)) return { bare: parcel };
  const taken = items.map((item: unknown, index) => {
    if (!isObject(item)) return { item, description: null };
    const { description, ...bare } = item;
    return { item: bare, description: descriptionIn(description, `${path}.items[${index}].description`, faults) };
  });
  const itemDescriptions = taken.map(({ description }) => description);
  return {
    bare: { ...parcel, items: taken.map(({ item }) => item) },
    ...(itemDescriptions.every((each) => each === null) ? {} : { itemDescriptions }),
  };
}

const descriptionIn = (given: unknown, path: string, faults: string[]): string | null =>
  given === undefined || given === null ? null : (itemDescription(given, path, faults) ?? null);

/** What does not go with several packages. */
const together = ({ collectOnDelivery }: Record<string, unknown>, packages: number): string[] =>
  packages > 1 && collectOnDelivery !== undefined && collectOnDelivery !== null
    ? ['collectOnDelivery must be left out with several packages: each would collect it']
    : [];

const tooLong = (packages: readonly WantedPackage[]): string[] => {
  const longest = packages.at(-1)?.shipmentReference ?? '';
  return longest !== '' && 'faults' in checkShipmentReference(longest)
    ? ['shipmentReference must leave room for the number of the package']
    : [];
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
