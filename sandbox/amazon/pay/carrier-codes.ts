/** Carrier codes that are taken by default. Amazon's list is a download of its own; only `UPS` is in its guide, the others follow it. */
export const usualCarrierCodes = [
  'UPS',
  'USPS',
  'FEDEX',
  'DHL',
  'DPD',
  'GLS',
  'HERMES',
  'ROYAL_MAIL',
  'AMZN_UK',
  'AMZN_US',
] as const;
