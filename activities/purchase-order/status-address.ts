import type { ShipmentStatus } from '../../workflows/purchase-order/carrier.js';
import type { StatusAddress } from './carrier-settings.js';
import type { Consignee, Location } from './status-documents.js';

/**
 * Where a package was, for Amazon: the event's own location, completed from the carrier's configured address.
 *
 * 1. What happens at the consignee's door has the carrier's address: the customer's is never sent.
 * 2. So has a location that names the consignee, and one that cannot be compared because the order cannot be read.
 * 3. Name, first line and country always go out (DF-10). A location that names any place keeps its own, in part or whole.
 *
 * @returns `undefined` when both together do not make a whole address.
 */
export function statusAddress({
  status,
  location,
  consignee,
  configured,
}: {
  status: ShipmentStatus;
  location: Location | undefined;
  consignee: Consignee | 'unreadable' | undefined;
  configured: StatusAddress | undefined;
}): StatusAddress | undefined {
  if (location === undefined || isAtTheDoor(status) || isConsignees(location, consignee)) return configured;
  const name = location.name ?? configured?.name;
  const countryCode = location.countryCode ?? configured?.countryCode;
  const street = location.addressLine1 === undefined ? configured : location;
  if (name === undefined || street?.addressLine1 === undefined || countryCode === undefined) return configured;
  const place = hasPlace(location) ? location : (configured ?? {});
  return present({
    name,
    addressLine1: street.addressLine1,
    addressLine2: street.addressLine2,
    city: place.city,
    stateOrRegion: place.stateOrRegion,
    postalCode: place.postalCode,
    countryCode,
  });
}

const isAtTheDoor = (status: ShipmentStatus): boolean => status === 'DELIVERED' || status === 'REJECTED';

function isConsignees({ name, addressLine1 }: Location, consignee: Consignee | 'unreadable' | undefined): boolean {
  if (consignee === undefined) return false;
  if (consignee === 'unreadable') return true;
  return isAmong(name, consignee.names) || isAmong(addressLine1, consignee.lines);
}

const isAmong = (given: string | undefined, known: readonly string[]): boolean =>
  given !== undefined && known.some((text) => plain(text) === plain(given));

const plain = (text: string): string => text.replaceAll(/\s/g, '').toLowerCase();

const hasPlace = ({ city, stateOrRegion, postalCode }: Location): boolean =>
  [city, stateOrRegion, postalCode].some((part) => part !== undefined);

/** Amazon's models know no `null`: what has no value is left out. */
const present = (address: { [Part in keyof StatusAddress]: StatusAddress[Part] | undefined }): StatusAddress =>
  Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined)) as unknown as StatusAddress;
