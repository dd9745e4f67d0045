import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ndrCaseOfWorkflowId } from '../../workflows/ndr-case/messages.js';
import { findInTemporal, lookUpInTemporal } from '../find/find-in-temporal.js';
import { findByText } from '../find/find-by-text.js';
import type { Found, FoundRow, LastSendText, SearchedPlace } from '../find/find-by-text.js';
import type { FoundKind } from '../find/found-name.js';
import { matchNames, searchText } from '../find/search-text.js';
import type { SearchText } from '../find/search-text.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, given } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { Session } from './session.js';
import { absolute, relative } from './text.js';

/** `find`: from any id that is on a letter, a parcel or in a log, to what it belongs to. */
export function findCommand(program: Command, session: Session): void {
  program
    .command('find')
    .description('Finds orders, shipments, delivery notices and NDR cases by any of their ids.')
    .argument('<text>', 'the whole id; spaces, hyphens and case count, except in a tracking number')
    .option('--account <name>', 'only what is of this account (default: all)')
    .option('--everywhere', 'search the whole ledger also when Temporal has found something')
    .addHelpText(
      'after',
      `
The id may be a purchase order, customer order or tracking number, a shipment's
reference or Amazon's id of it, or an id of a transaction or request. Looks in
Temporal first, open and ended alike; no worker is needed. Then in the ledger,
where it is configured on this machine (LEDGER_DIR, DOCUMENTS_KEY): it also knows
what Temporal no longer has. Reading all of it can take minutes, so that is done
when nothing else was found. Exit code 1 when nothing is found, or a place could
not be asked.

A prefix as the Temporal UI shows it (co:, trk:, sid:, tx:, req:) looks for that
kind only.

Examples:
  fulfillment find PO12345678
  fulfillment find 1Z999AA10123456784
  fulfillment find 20190827182357-8725bde9-c61c-43e0-93e7-3b7c1d2a1f3e --json`,
    )
    .action(async (text: string, options: { account?: string; everywhere?: true }) => {
      const loaded = session.config();
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        search: textInput(text),
        account: accountFilter(options.account, loaded),
      });
      const accounts = { configured: input.config.accountNames, ...given({ only: input.account }) };
      const found = await findByText({
        search: input.search,
        accounts,
        temporal: () => withTemporal(input.temporal, (client) => findInTemporal(client, input.search, accounts)),
        lookUp: (ids) => withTemporal(input.temporal, (client) => lookUpInTemporal(client, ids)),
        ledger: ledgerHere(session),
        everywhere: options.everywhere === true,
        progress: (files) => session.warn(`Searching the ledger: ${files} files so far.`),
      });
      if (found.found.length === 0 || found.searched.some(({ isFault }) => isFault)) session.exitCode = 1;
      session.print({ text, ...found }, () => asText(text, found, session));
    });
}

function textInput(text: string): Input<SearchText> {
  const search = searchText(text);
  if (search !== undefined) return good(search);
  return bad(
    'TEXT',
    'is no id: 1 to 90 letters, digits, spaces and . _ : / @ # + - only, with something behind a prefix.',
  );
}

/** A ledger is never made here: one that is not there has nothing to find. */
function ledgerHere(session: Session): { directory: string } | { because: string } {
  const read = session.config(['ledger']);
  if ('faults' in read) {
    return {
      because: `it is not configured here: ${read.faults.map(({ where, what }) => `${where} ${what}`).join(' ')}`,
    };
  }
  const directory = resolve(read.value.ledger.directory);
  return existsSync(directory) ? { directory } : { because: `there is none at ${directory} (LEDGER_DIR).` };
}

function asText(text: string, { found, searched }: Found, session: Session): string {
  // One account has a number or reference once: the rest of the ledger has nothing to add.
  const isByName = found.length > 0 && found.every(({ matched }) => matched.includes('po') || matched.includes('ref'));
  const places = searched
    .filter(({ searched: how, isFault }) => isFault || how !== 'in-part' || !isByName)
    .flatMap((place) => placeText(place, found.length > 0, session));
  if (found.length === 0) return [`Nothing was found by ${JSON.stringify(text)}.`, ...places].join('\n');
  return [found.map((row) => rowText(row, session)).join('\n\n'), ...places].join('\n\n');
}

function rowText(row: FoundRow, session: Session): string {
  const { paint } = session;
  const { kind, account, id, matched, temporal } = row;
  const whose = account === null ? '' : `  account ${account}`;
  return [
    `${paint.strong(id)}  ${kindNames[kind]}${whose}  ${standing(row, session)}`,
    `  Found by: ${matched.map((each) => matchNames[each]).join(', ')}`,
    `  Last send: ${lastSend(row)}`,
    ...(temporal === null ? [] : [paint.faint(`  ${showCommand(row)}`)]),
  ].join('\n');
}

const kindNames: Record<FoundKind, string> = {
  'purchase-order': 'purchase order',
  shipment: 'shipment',
  'delivery-notice': 'delivery notice',
  'ndr-case': 'NDR case',
};

/** A notice is known by its tracking number in all accounts, a case by that of its shipping party. */
function showCommand({ kind, account, id, workflowId }: FoundRow): string {
  const ofAccount = account === null ? '' : ` --account ${account}`;
  switch (kind) {
    case 'purchase-order':
      return `fulfillment orders show ${id}${ofAccount}`;
    case 'shipment':
      return `fulfillment shipments show ${id}${ofAccount}`;
    case 'delivery-notice':
      return `fulfillment notices show ${id}`;
    case 'ndr-case':
      // Ids of shipping parties have spaces.
      return `fulfillment ndr show ${id} --party "${ndrCaseOfWorkflowId(workflowId)?.shippingPartyAccountId ?? ''}"`;
  }
}

function standing({ temporal }: FoundRow, { now, paint }: Session): string {
  if (temporal === null) return paint.faint('in the ledger only');
  const { state, status, endedAt } = temporal;
  if (endedAt === null) return `open, ${state ?? status}`;
  const how = status === 'COMPLETED' ? (state ?? status) : `${state ?? '–'} (${status.toLowerCase()})`;
  return `ended ${relative(endedAt, now())}, ${how}`;
}

function lastSend({ ledger }: FoundRow): string {
  if (ledger === null) return 'none in a ledger on this machine';
  if (ledger.lastSend === null) return 'none';
  const { operation, status, openedAt } = ledger.lastSend;
  return `${operation}, ${sendStatus[status]}, ${absolute(openedAt)}`;
}

const sendStatus: Record<LastSendText['status'], string> = {
  open: 'unanswered',
  accepted: 'accepted',
  proven: 'proven',
  refused: 'refused',
  'not-sent': 'not sent',
  disproved: 'without effect',
  overruled: 'overruled',
  'dry-run': 'recorded in dry run, not sent',
};

/** Where was searched matters to who has found nothing; who has, only learns what is missing. */
function placeText(
  { place, searched, because, isFault }: SearchedPlace,
  hasFound: boolean,
  { paint }: Session,
): string[] {
  const name = place === 'temporal' ? 'Temporal' : 'The ledger';
  const colour = isFault ? paint.warning : paint.faint;
  if (searched === 'no') return [colour(`${name} was not searched: ${because ?? ''}`)];
  if (searched === 'in-part') return [colour(`${name} was searched in part: ${because ?? ''}`)];
  return hasFound ? [] : [`${name} was searched${place === 'temporal' ? ', open and ended alike' : ' whole'}.`];
}
