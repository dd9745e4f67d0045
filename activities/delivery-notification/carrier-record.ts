import type { PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import { noticeWriteKey } from '../../workflows/delivery-notification/notice.js';
import type { Ledger, LedgerRecord, WriteKey } from '../ledger/ledger.js';

/**
 * The ledger's own business id of a carrier code: no tracking number has a space.
 *
 * Nothing is ever sent under it; that Amazon Pay has accepted the code once is what it is there for.
 */
const carrierKey = (environment: PayEnvironment, carrierCode: string): WriteKey => ({
  ...noticeWriteKey(environment, ''),
  businessId: `carrier ${carrierCode}`,
});

/** The line that says: Amazon Pay has accepted this carrier code. */
export const carrierAccepted = (
  environment: PayEnvironment,
  carrierCode: string,
  at: number,
): Extract<LedgerRecord, { type: 'proven' }> => ({
  key: carrierKey(environment, carrierCode),
  send: 1,
  at,
  type: 'proven',
  by: 'evidence',
});

/** Whether Amazon Pay has ever accepted a carrier code, from this ledger's point of view. */
export async function isCarrierAccepted(
  ledger: Pick<Ledger, 'read'>,
  environment: PayEnvironment,
  carrierCode: string,
): Promise<boolean> {
  const { account, businessId } = carrierKey(environment, carrierCode);
  return (await ledger.read(account, businessId)).some(({ type }) => type === 'proven');
}
