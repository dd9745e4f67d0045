import { LedgerDamaged } from '../../activities/ledger/lines.js';
import { ClientError, systemCodeOf } from '../errors.js';
import type { OrderName } from '../purchase-orders.js';
import { readFromLedger, searchWholeLedger } from './find-in-ledger.js';
import type { LedgerMatch } from './find-in-ledger.js';
import type { TemporalMatch } from './find-in-temporal.js';
import type { MatchKind, SearchedAccounts, SearchText } from './search-text.js';

/** An order with what is known of it where. Keys are the same in every row. */
export interface FoundOrder extends OrderName {
  matched: MatchKind[];
  temporal: Pick<TemporalMatch, 'status' | 'state' | 'startedAt' | 'endedAt'> | null;
  ledger: { lastSend: LastSendText } | null;
}

/** As in the ledger, with the instant in ISO 8601. */
export type LastSendText = Omit<LedgerMatch['lastSend'], 'openedAt'> & { openedAt: string };

/** Where was searched, or why not. */
export interface SearchedPlace {
  place: 'temporal' | 'ledger';
  /** `in-part`: the order found elsewhere was looked up, the rest was not searched. */
  searched: 'whole' | 'in-part' | 'no';
  /** Why it was not searched whole, or what was left out; `null` when nothing was. */
  because: string | null;
  /** Something is wrong there: the result may lack orders. */
  isFault: boolean;
}

export interface FindOptions {
  search: SearchText;
  accounts: SearchedAccounts;
  /** Asks Temporal. Rejects with {@link ClientError} when it cannot be asked. */
  temporal: () => Promise<TemporalMatch[]>;
  /** The ledger's directory, or why there is none. */
  ledger: { directory: string } | { because: string };
  /** The whole ledger is searched also when Temporal has found something. */
  everywhere: boolean;
  /** Told now and then how many files of the ledger were read. */
  progress: (filesRead: number) => void;
}

export interface Found {
  orders: FoundOrder[];
  searched: SearchedPlace[];
}

/**
 * Looks in Temporal first, then in the ledger, which also knows what Temporal's retention has dropped.
 *
 * What Temporal has found, and the text as an order number, is one file of the ledger each; the whole of it is read only
 * when that gave nothing, or on demand: it holds years.
 */
export async function findOrders(options: FindOptions): Promise<Found> {
  const temporal = await lookInTemporal(options);
  const ledger = await lookInLedger(options, temporal.matches);
  return { orders: merge(temporal.matches, ledger.matches), searched: [temporal.place, ledger.place] };
}

async function lookInTemporal({ temporal }: FindOptions): Promise<{ matches: TemporalMatch[]; place: SearchedPlace }> {
  try {
    return { matches: await temporal(), place: whole('temporal') };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return { matches: [], place: notSearched('temporal', error.message, true) };
  }
}

async function lookInLedger(
  { search, accounts, ledger, everywhere, progress }: FindOptions,
  known: readonly OrderName[],
): Promise<{ matches: LedgerMatch[]; place: SearchedPlace }> {
  if ('because' in ledger) return { matches: [], place: notSearched('ledger', ledger.because, false) };
  try {
    const { purchaseOrderNumber } = search;
    const { configured, only } = accounts;
    const named =
      purchaseOrderNumber === undefined
        ? []
        : (only === undefined ? configured : [only]).map((account) => ({ account, purchaseOrderNumber }));
    const direct = await readFromLedger(ledger.directory, unique([...known, ...named]), search);
    if (!everywhere && known.length + direct.length > 0) {
      const because = '--everywhere searches the rest of it.';
      return { matches: direct, place: { place: 'ledger', searched: 'in-part', because, isFault: false } };
    }
    const { matches, damaged } = await searchWholeLedger(ledger.directory, search, progress);
    const own = matches.filter(({ account }) => only === undefined || account === only);
    return {
      matches: unique([...own, ...direct]),
      place: damaged.length === 0 ? whole('ledger') : withDamage(damaged),
    };
  } catch (error) {
    const why = error instanceof LedgerDamaged ? error.message : `it cannot be read (${systemCodeOf(error)}).`;
    if (!(error instanceof LedgerDamaged) && systemCodeOf(error) === 'unknown') throw error;
    return { matches: [], place: notSearched('ledger', why, true) };
  }
}

const whole = (place: SearchedPlace['place']): SearchedPlace => ({
  place,
  searched: 'whole',
  because: null,
  isFault: false,
});

const notSearched = (place: SearchedPlace['place'], because: string, isFault: boolean): SearchedPlace => ({
  place,
  searched: 'no',
  because,
  isFault,
});

const withDamage = (damaged: readonly string[]): SearchedPlace => ({
  place: 'ledger',
  searched: 'in-part',
  because: `damaged files were left out: ${damaged.join(', ')}. Restore them from a backup.`,
  isFault: true,
});

const keyOf = ({ account, purchaseOrderNumber }: OrderName): string => `${account} ${purchaseOrderNumber}`;

const unique = <T extends OrderName>(orders: readonly T[]): T[] => [
  ...new Map(orders.map((order) => [keyOf(order), order])).values(),
];

function merge(temporal: readonly TemporalMatch[], ledger: readonly LedgerMatch[]): FoundOrder[] {
  const inLedger = new Map(ledger.map((match) => [keyOf(match), match]));
  const inTemporal = new Map(temporal.map((match) => [keyOf(match), match]));
  return unique<OrderName>([...temporal, ...ledger])
    .map((order): FoundOrder => {
      const [here, there] = [inTemporal.get(keyOf(order)), inLedger.get(keyOf(order))];
      return {
        account: order.account,
        purchaseOrderNumber: order.purchaseOrderNumber,
        matched: [...new Set([...(here?.matched ?? []), ...(there?.matched ?? [])])],
        temporal:
          here === undefined
            ? null
            : { status: here.status, state: here.state, startedAt: here.startedAt, endedAt: here.endedAt },
        ledger:
          there === undefined
            ? null
            : { lastSend: { ...there.lastSend, openedAt: new Date(there.lastSend.openedAt).toISOString() } },
      };
    })
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
