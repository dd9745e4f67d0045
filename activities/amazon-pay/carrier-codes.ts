/**
 * Amazon Pay's `carrierCode` of a carrier, by Shipping v2's `carrierId` in capitals.
 *
 * Only ids and codes that are documented, and mean the same company. A notice cannot be corrected, and it uses its
 * tracking number up: any other carrier is for the account's own table or for a person, never a guess. Source: the
 * carriers in guide and model of Shipping v2; the list of codes behind Amazon Pay's page on delivery notifications.
 */
const carrierCodes: Readonly<Record<string, string>> = {
  CHINA_POST: 'CHINA_POST',
  FEDEX: 'FEDEX',
  UPS: 'UPS',
  USPS: 'USPS',
};

/**
 * @param own - The account's own codes by `carrierId`, such as those of Amazon Shipping (`AMZN_UK`); they come first.
 * @returns `undefined` for a carrier without a code: a person names it. Case does not count (`FedEx`).
 */
export function payCarrierCode(carrierId: string, own: Readonly<Record<string, string>> = {}): string | undefined {
  const id = carrierId.toUpperCase();
  const [, code] = Object.entries(own).find(([key]) => key.toUpperCase() === id) ?? [];
  return code ?? (Object.hasOwn(carrierCodes, id) ? carrierCodes[id] : undefined);
}
