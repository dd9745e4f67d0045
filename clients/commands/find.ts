import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findInTemporal } from '../find/find-in-temporal.js';
import { findOrders } from '../find/find-orders.js';
import type { Found, FoundOrder, SearchedPlace } from '../find/find-orders.js';
import { matchNames, searchText } from '../find/search-text.js';
import type { SearchText } from '../find/search-text.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, given } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { Session } from './session.js';
import { absolute, relative } from './text.js';

/** `find`: from any id that is on a letter, a parcel or in a log, to the order. */
export function findCommand(program: Command, session: Session): void {
  program
    .command('find')
    .description('Finds orders by order, customer order, tracking number, transaction id or request id.')
    .argument('<text>', 'the whole id; spaces, hyphens and case count, except in a tracking number')
    .option('--account <name>', 'only orders of this account (default: all)')
    .option('--everywhere', 'search the whole ledger also when Temporal has found something')
    .addHelpText(
      'after',
      `
Looks in Temporal first, open and ended orders alike; no worker is needed. Then in the ledger, where it is configured on
this machine (LEDGER_DIR, DOCUMENTS_KEY): it also knows orders that Temporal no longer has. Reading all of it can take
minutes, so that is done when nothing else was found. Exit code 1 when nothing is found, or a place could not be asked.

A prefix as the Temporal UI shows it (co:, trk:, tx:, req:) looks for that kind only.

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
      const found = await findOrders({
        search: input.search,
        accounts,
        temporal: () => withTemporal(input.temporal, (client) => findInTemporal(client, input.search, accounts)),
        ledger: ledgerHere(session),
        everywhere: options.everywhere === true,
        progress: (files) => session.warn(`Searching the ledger: ${files} orders so far.`),
      });
      if (found.orders.length === 0 || found.searched.some(({ isFault }) => isFault)) session.exitCode = 1;
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

function asText(text: string, { orders, searched }: Found, session: Session): string {
  // One account has an order number once: the rest of the ledger has nothing to add.
  const isByNumber = orders.length > 0 && orders.every(({ matched }) => matched.includes('po'));
  const places = searched
    .filter(({ searched: how, isFault }) => isFault || how !== 'in-part' || !isByNumber)
    .flatMap((place) => placeText(place, orders.length > 0, session));
  if (orders.length === 0) return [`No order was found by ${JSON.stringify(text)}.`, ...places].join('\n');
  return [orders.map((order) => orderText(order, session)).join('\n\n'), ...places].join('\n\n');
}

function orderText(order: FoundOrder, session: Session): string {
  const { paint } = session;
  return [
    `${paint.strong(order.purchaseOrderNumber)}  account ${order.account}  ${standing(order, session)}`,
    `  Found by: ${order.matched.map((kind) => matchNames[kind]).join(', ')}`,
    `  Last send: ${lastSend(order)}`,
    ...(order.temporal === null
      ? []
      : [paint.faint(`  fulfillment orders show ${order.purchaseOrderNumber} --account ${order.account}`)]),
  ].join('\n');
}

function standing({ temporal }: FoundOrder, { now, paint }: Session): string {
  if (temporal === null) return paint.faint('in the ledger only');
  const { state, status, endedAt } = temporal;
  if (endedAt === null) return `open, ${state ?? status}`;
  const how = status === 'COMPLETED' ? (state ?? status) : `${state ?? '–'} (${status.toLowerCase()})`;
  return `ended ${relative(endedAt, now())}, ${how}`;
}

function lastSend({ ledger }: FoundOrder): string {
  if (ledger === null) return 'none in a ledger on this machine';
  const { operation, status, openedAt } = ledger.lastSend;
  return `${operation}, ${sendStatus[status]}, ${absolute(openedAt)}`;
}

const sendStatus: Record<NonNullable<FoundOrder['ledger']>['lastSend']['status'], string> = {
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
  return hasFound ? [] : [`${name} was searched${place === 'temporal' ? ', open and ended orders' : ' whole'}.`];
}
