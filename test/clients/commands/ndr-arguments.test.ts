import { describe, expect, it } from 'vitest';
import { partyOf } from '../../../clients/commands/ndr-arguments.js';
import { bad, good } from '../../../clients/commands/checked-input.js';
import type { Input } from '../../../clients/commands/checked-input.js';
import type { NdrConfig } from '../../../temporal.config.js';

const desk = (...parties: string[]): Input<NdrConfig> =>
  good({
    shippers: parties.map((shippingPartyAccountId) => ({ account: 'acme', shippingPartyAccountId, appIds: [] })),
  } as unknown as NdrConfig);

describe('--party', () => {
  it('is the first shipper, or the one that is named', () => {
    expect(partyOf(undefined, desk('A1', 'A2'))).toMatchObject({ value: { shippingPartyAccountId: 'A1' } });
    expect(partyOf('A2', desk('A1', 'A2'))).toMatchObject({ value: { shippingPartyAccountId: 'A2' } });
    expect(partyOf('A3', desk('A1', 'A2'))).toEqual(bad('--party', '"A3" is not configured; there are A1, A2.'));
  });

  it('is no second fault where there is no desk', () => {
    expect(partyOf(undefined, bad('NDR_FILE', 'is missing.'))).toEqual({ faults: [] });
  });
});
