import { createBuckets } from './buckets.js';
import type { Buckets } from './buckets.js';
import { createFaults } from './faults.js';
import type { Faults } from './faults.js';
import { createJournal } from './journal.js';
import type { Journal } from './journal.js';
import type { Settings } from './options.js';
import type { NdrBook } from './ndr/ndr-book.js';
import { createPayDesk } from './pay/pay-desk.js';
import type { PayDesk } from './pay/pay-desk.js';
import { createShippingDesk } from './shipments/shipping-desk.js';
import type { ShippingDesk } from './shipments/shipping-desk.js';
import { createOrderBook } from './orders/order-book.js';
import type { OrderBook } from './orders/order-book.js';
import { seededRandom } from './random.js';
import type { Random } from './random.js';
import { createTokens } from './tokens.js';
import type { Tokens } from './tokens.js';
import { createTransactions } from './transactions.js';
import type { Transactions } from './transactions.js';

/** Everything the local Amazon knows. */
export interface World {
  readonly settings: Settings;
  readonly tokens: Tokens;
  readonly buckets: Buckets;
  readonly orders: OrderBook;
  readonly transactions: Transactions;
  /** Shipping v2: rates, shipments and the money for them. */
  readonly shipping: ShippingDesk;
  /** Parcels that could not be delivered. */
  readonly ndr: NdrBook;
  /** Amazon Pay: keys and notices. */
  readonly pay: PayDesk;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly requestIds: Random;
}

/** Makes an empty world. */
export function createWorld(settings: Settings): World {
  const { clock, seed } = settings;
  return {
    settings,
    tokens: createTokens(clock, seededRandom(seed, 'tokens'), settings.tokenLifetimeSeconds),
    buckets: createBuckets(clock),
    orders: createOrderBook(clock, settings.rejectionCancelsAfterMs),
    transactions: createTransactions(settings),
    shipping: createShippingDesk(settings),
    ndr: new Map(),
    pay: createPayDesk(),
    faults: createFaults(),
    journal: createJournal(settings.keepRequests),
    requestIds: seededRandom(seed, 'request ids'),
  };
}
