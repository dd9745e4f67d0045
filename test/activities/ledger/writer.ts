/** A process that appends without end and reports what was acknowledged; tests kill it. */
import { acceptanceOf, ledgerIn } from './support.js';

const [directory = '', firstSend = '1'] = process.argv.slice(2);
const ledger = ledgerIn(directory);
const businessIds = Array.from({ length: 8 }, (_, index) => `PO${index}`);
/** Long lines, so that a kill has something to tear. */
const errors = 'x'.repeat(20_000);

for (let send = Number(firstSend); ; send += 1) {
  await Promise.all(
    businessIds.map(async (businessId) => {
      await ledger.append([acceptanceOf(businessId, send, errors)]);
      process.send?.({ businessId, send });
    }),
  );
}
