import { LedgerDamaged } from '../../activities/ledger/lines.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { lookUpInLedger, readFromLedger, searchWholeLedger } from './find-in-ledger.js';
import type { LedgerMatch } from './find-in-ledger.js';
import type { TemporalMatch } from './find-in-temporal.js';
import { placeOf } from './found-name.js';
import type { FoundName } from './found-name.js';
import type { MatchKind, SearchedAccounts, SearchText } from './search-text.js';

/** An order, a shipment, a notice or a case, with what is known of it where. Keys are the same in every row. */
export interface FoundRow extends FoundName {
  matched: MatchKind[];
  temporal: Pick<TemporalMatch, 'status' | 'state' | 'startedAt' | 'endedAt'> | null;
  /** `lastSend` is `null` for a case that was never answered. */
  ledger: { lastSend: LastSendText | null } | null;
}

/** As in the ledger, with the instant in ISO 8601. */
export type LastSendText = Omit<NonNullable<LedgerMatch['lastSend']>, 'openedAt'> & { openedAt: string };

/** Where was searched, or why not. */
export interface SearchedPlace {
  place: 'temporal' | 'ledger';
  /** `in-part`: what was found elsewhere was looked up, the rest was not searched. */
  searched: 'whole' | 'in-part' | 'no';
  /** Why it was not searched whole, or what was left out; `null` when nothing was. */
  because: string | null;
  /** Something is wrong there: the result may lack something. */
  isFault: boolean;
}

export interface FindOptions {
  search: SearchText;
  accounts: SearchedAccounts;
  /** Asks Temporal. Rejects with {@link ClientError} when it cannot be asked. */
  temporal: () => Promise<TemporalMatch[]>;
  /** What Temporal knows of these workflows. Rejects like `temporal`. */
  lookUp: (workflowIds: readonly string[]) => Promise<TemporalMatch[]>;
  /** The ledger's directory, or why there is none. */
  ledger: { directory: string } | { because: string };
  /** The whole ledger is searched also when Temporal has found something. */
  everywhere: boolean;
  /** Told now and then how many files of the ledger were read. */
  progress: (filesRead: number) => void;
}

export interface Found {
  found: FoundRow[];
  searched: SearchedPlace[];
}

/**
 * Looks in Temporal first, then in the ledger, which also knows what Temporal's retention has dropped.
 *
 * What Temporal has found, and the text as a number or reference, is one file of the ledger each; the whole of it is
 * read only when that gave nothing, or on demand: it holds years.
 */
export async function findByText(options: FindOptions): Promise<Found> {
  const temporal = await lookInTemporal(options);
  const ledger = await lookInLedger(options, temporal.matches);
  const late = await lookUpLate(options, temporal, ledger.matches);
  return { found: merge([...temporal.matches, ...late], ledger.matches), searched: [temporal.place, ledger.place] };
}

/** What only the ledger has found may run all the same: its newest ids are not in Temporal's visibility yet. */
async function lookUpLate(
  { lookUp }: FindOptions,
  temporal: { matches: TemporalMatch[]; place: SearchedPlace },
  inLedger: readonly LedgerMatch[],
): Promise<TemporalMatch[]> {
  const known = new Set(temporal.matches.map(({ workflowId }) => workflowId));
  const late = inLedger.filter(({ workflowId }) => !known.has(workflowId));
  if (temporal.place.searched === 'no' || late.length === 0) return [];
  try {
    return await lookUp(late.map(({ workflowId }) => workflowId));
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return [];
  }
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
  { search, accounts: { configured, only }, ledger, everywhere, progress }: FindOptions,
  known: readonly FoundName[],
): Promise<{ matches: LedgerMatch[]; place: SearchedPlace }> {
  if ('because' in ledger) return { matches: [], place: notSearched('ledger', ledger.because, false) };
  try {
    const places = known.flatMap((name) => placeOf(name) ?? []);
    const isKnown = ({ workflowId }: FoundName): boolean => known.some((name) => name.workflowId === workflowId);
    const ofKnown = (await readFromLedger(ledger.directory, places, search)).filter(isKnown);
    const named = await lookUpInLedger(ledger.directory, only === undefined ? configured : [only], search);
    const direct = unique([...named, ...ofKnown]);
    if (!everywhere && known.length + direct.length > 0) {
      const because = '--everywhere searches the rest of it.';
      return { matches: direct, place: { place: 'ledger', searched: 'in-part', because, isFault: false } };
    }
    const { matches, damaged } = await searchWholeLedger(ledger.directory, search, progress);
    // Whose a notice is, the ledger does not tell.
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

const unique = <T extends FoundName>(found: readonly T[]): T[] => [
  ...new Map(found.map((each) => [each.workflowId, each])).values(),
];

function merge(temporal: readonly TemporalMatch[], ledger: readonly LedgerMatch[]): FoundRow[] {
  const inLedger = new Map(ledger.map((match) => [match.workflowId, match]));
  const inTemporal = new Map(temporal.map((match) => [match.workflowId, match]));
  // Temporal comes last: it knows whose a notice is.
  return unique<FoundName>([...ledger, ...temporal])
    .map(({ kind, account, id, workflowId }): FoundRow => {
      const [here, there] = [inTemporal.get(workflowId), inLedger.get(workflowId)];
      return {
        kind,
        account,
        id,
        workflowId,
        matched: [...new Set([...(here?.matched ?? []), ...(there?.matched ?? [])])],
        temporal:
          here === undefined
            ? null
            : { status: here.status, state: here.state, startedAt: here.startedAt, endedAt: here.endedAt },
        ledger: there === undefined ? null : { lastSend: lastSendOf(there) },
      };
    })
    .toSorted((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1));
}

const lastSendOf = ({ lastSend }: LedgerMatch): LastSendText | null =>
  lastSend === undefined ? null : { ...lastSend, openedAt: new Date(lastSend.openedAt).toISOString() };

const sortKeyOf = ({ account, id, kind }: FoundName): string => `${account ?? ''} ${id} ${kind}`;
