/** A process that opens the send it is told to, and reports whether it owns it. */
import { intentOf, ledgerIn } from './support.js';

const [directory = '', name = ''] = process.argv.slice(2);
const ledger = ledgerIn(directory);

process.on('message', (send: number) => {
  void ledger.open([intentOf('PO1', send, `${name}-${send}`)]).then(([owns]) => process.send?.({ send, owns }));
});
process.send?.('ready');
