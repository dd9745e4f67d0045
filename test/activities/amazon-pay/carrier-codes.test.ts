import { describe, expect, it } from 'vitest';
import { payCarrierCode } from '../../../activities/amazon-pay/carrier-codes.js';

describe("Amazon Pay's code of a carrier", () => {
  it.each([
    ['UPS', 'UPS'],
    ['USPS', 'USPS'],
    ['FedEx', 'FEDEX'],
    ['FEDEX', 'FEDEX'],
    ['CHINA_POST', 'CHINA_POST'],
  ])('of %s is %s', (carrierId, code) => {
    expect(payCarrierCode(carrierId)).toBe(code);
  });

  it.each(['AMZN_UK', 'ATS', 'DHL', '', 'constructor'])('of %j is not known: a person names it', (carrierId) => {
    expect(payCarrierCode(carrierId)).toBeUndefined();
  });

  it("is that of the account's own table first", () => {
    const own = { amzn_uk: 'AMZN', UPS: 'UPS_MI' };
    expect(['AMZN_UK', 'ups', 'FedEx'].map((id) => payCarrierCode(id, own))).toEqual(['AMZN', 'UPS_MI', 'FEDEX']);
  });
});
