import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createCipher } from '../../activities/cipher.js';
import { createDirectoryStore } from '../../activities/documents/directory-store.js';
import { product } from '../../temporal.config.js';
import type { EncryptedDirectory } from '../../temporal.config.js';
import { ClientError } from '../errors.js';
import { readOrderLedger } from '../order-ledger.js';
import { viewPurchaseOrder } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import { isFree, writeBundle } from '../support/bundle.js';
import type { BundleManifest, MissingPart } from '../support/bundle.js';
import { bundleFiles } from '../support/collect.js';
import type { Findings } from '../support/collect.js';
import { readHistory } from '../support/history.js';
import { readLogLines } from '../support/log-lines.js';
import { withTemporal } from '../temporal.js';
import { accountName, orderNumbers } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { Session } from './session.js';
import { counted } from './text.js';

/** `support-bundle`: what somebody needs who helps from afar. */
export function supportBundleCommand(program: Command, session: Session): void {
  program
    .command('support-bundle')
    .description('Packs what is known of an order into a directory, personal data removed.')
    .argument('<order>', 'purchase order number')
    .requiredOption('--out <directory>', 'a directory of its own: it must not exist, or be empty')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--log <file>', "a log of worker or intake (JSON lines); the order's lines are taken; repeatable", also, [])
    .addHelpText(
      'after',
      `
Takes what it can get: sends and proofs from the ledger, state, history and pending steps from Temporal, names of the
variables that are set, lines of the logs. What is missing, and why, is in its manifest.json. Exit code 1 when neither
ledger nor Temporal has anything of the order.

Texts pass only under names that are known to hold ids, codes or our own words; people at work become "person 1". What
the raw order and bodies on this machine have of names, addresses and phone numbers is searched in all files besides.
Look through it all the same before you pass it on.

Example:
  fulfillment support-bundle PO12345678 --log worker.log --out PO12345678-support`,
    )
    .action(async (order: string, options: Options) => {
      const loaded = session.config();
      const { config, numbers, account } = allOf({
        config: loaded,
        numbers: orderNumbers([order]),
        account: accountName(options.account, loaded),
        out: freeDirectory(options.out),
      });
      const name = { account, purchaseOrderNumber: numbers[0] ?? '' };
      const missing: MissingPart[] = [];
      const logs = await Promise.all(options.log.map(async (file) => ({ file, ...(await readLogLines(file, name)) })));
      const [sent, known] = await Promise.all([
        part(missing, 'what was sent to Amazon', () => ledgerPart(session, name)),
        part(missing, 'the order in Temporal', () => temporalPart(session, name)),
      ]);
      if (sent === undefined && known === undefined) session.exitCode = 1;
      const documentId = known?.viewed?.state.orderDocumentId;
      const rawOrder =
        documentId === undefined
          ? undefined
          : await part(missing, 'the search for what the raw order has of persons', () =>
              rawOrderOf(session, documentId),
            );
      const files = bundleFiles({
        name,
        ...(sent === undefined ? {} : { records: sent }),
        ...known,
        configuration: {
          isSet: session.variables(),
          accounts: config.accountNames,
          dryRunAccounts: config.dryRunAccounts.length,
          policy: config.policy,
        },
        logs,
        rawOrder,
      });
      const manifest = await writeBundle(options.out, files, {
        madeAt: new Date(session.now()).toISOString(),
        product,
        node: process.version,
        ...name,
        missing,
      });
      const skipped = logs.reduce((sum, { unreadable }) => sum + unreadable, 0);
      session.print({ directory: resolve(options.out), unreadableLogLines: skipped, ...manifest }, () =>
        asText(manifest, options.out, skipped),
      );
    });
}

interface Options {
  out: string;
  account?: string;
  log: string[];
}

const also = (value: string, before: string[]): string[] => [...before, value];

const freeDirectory = (out: string): Input<true> =>
  isFree(out) ? good(true) : bad('--out', `${out} is there and not empty; name another directory.`);

/** A part that cannot be had is named, and the others are packed. */
async function part<T>(missing: MissingPart[], what: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    // A path may lead through somebody's home.
    missing.push({ what, why: error.message.replaceAll(homedir(), '~') });
    return undefined;
  }
}

async function ledgerPart(session: Session, name: OrderName) {
  const { ledger } = configured(session.config(['ledger']));
  const read = await readOrderLedger(ledger, name);
  if ('problem' in read) throw new ClientError('machine', read.problem);
  if (read.records.length === 0) throw new ClientError('unknown-order', 'The ledger here has nothing of the order.');
  return read.records;
}

async function temporalPart(session: Session, name: OrderName): Promise<Pick<Findings, 'viewed' | 'history'>> {
  return withTemporal(configured(session.temporal()), async (client) => {
    const history = await readHistory(client, name);
    const viewed = await viewPurchaseOrder(client, name).catch((error: unknown) => {
      // Without a worker nobody answers the query; the history is there all the same.
      if (history === undefined || !(error instanceof ClientError)) throw error;
      return undefined;
    });
    return { ...(viewed === undefined ? {} : { viewed }), ...(history === undefined ? {} : { history }) };
  });
}

async function rawOrderOf(session: Session, documentId: string): Promise<unknown> {
  const { documents }: { documents: EncryptedDirectory } = configured(session.config(['documents']));
  const store = createDirectoryStore({ directory: documents.directory, cipher: createCipher(documents.keys) });
  try {
    return JSON.parse(Buffer.from((await store.get(documentId)).bytes).toString()) as unknown;
  } catch {
    throw new ClientError('machine', 'The raw order is not on this machine, or was purged.');
  }
}

function configured<T>(input: Input<T>): T {
  if ('value' in input) return input.value;
  throw new ClientError('machine', `Not configured here: ${input.faults.map(({ where }) => where).join(', ')}.`);
}

const asText = ({ files, missing }: BundleManifest, out: string, skipped: number): string =>
  [
    ...files.map(({ file, what }) => `${out}/${file}: ${what}`),
    ...missing.map(({ what, why }) => `Missing: ${what}. ${why}`),
    ...(skipped === 0
      ? []
      : [`Left out: ${counted(skipped, 'log line')} that ${skipped === 1 ? 'is' : 'are'} no JSON.`]),
    'Look through it before you pass it on.',
  ].join('\n');
