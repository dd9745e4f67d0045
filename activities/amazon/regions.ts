/** Endpoints of the Selling Partner API by region; source: SP-API guide, "SP-API endpoints". */
export const regions = {
  NA: 'https://sellingpartnerapi-na.amazon.com',
  EU: 'https://sellingpartnerapi-eu.amazon.com',
  FE: 'https://sellingpartnerapi-fe.amazon.com',
} as const;

/** North America, Europe (with India), Far East. */
export type Region = keyof typeof regions;

/** Login with Amazon's token URL: one for all regions. */
export const lwaTokenUrl = 'https://api.amazon.com/auth/o2/token';
