import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { toNdrPolicy } from '../../temporal.config.js';
import { openDocuments } from '../carrier-location.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { readPush } from '../ndr/push.js';
import { listQuarantine, settleQuarantine, viewQuarantine } from '../ndr/quarantine.js';
import { createTakeIn, shipperOf } from '../ndr/take-in.js';
import { withTemporal } from '../temporal.js';
import { actorName } from './arguments.js';
import { allOf, good } from './checked-input.js';
import { ndrConfigured } from './ndr-arguments.js';
import type { Session } from './session.js';
import { absolute, table } from './text.js';

const CALL_TIMEOUT_MS = 10_000;

/** `ndr quarantine`: pushes that could not be understood, or are for nobody that is configured. */
export function ndrQuarantineCommand(ndr: Command, session: Session): void {
  const quarantine = ndr
    .command('quarantine')
    .description('Pushes that were authenticated, and not understood or for nobody that is configured.');
  list(quarantine, session);
  show(quarantine, session);
  retry(quarantine, session);
  note(quarantine, session);
}

function list(quarantine: Command, session: Session): void {
  quarantine
    .command('list')
    .description('Lists pushes that wait, the oldest first.')
    .action(async () => {
      const { temporal } = allOf({ temporal: session.temporal() });
      const pushes = await withTemporal(temporal, listQuarantine);
      session.print({ pushes }, () =>
        pushes.length === 0
          ? 'Nothing is in quarantine.'
          : table(
              ['Push', 'Received'],
              pushes.map(({ id, receivedAt }) => [id, absolute(receivedAt)]),
              session.paint,
            ),
      );
    });
}

function show(quarantine: Command, session: Session): void {
  quarantine
    .command('show')
    .description('Says what is wrong with a push; with --out, its bytes go into a file.')
    .argument('<push>', 'as "ndr quarantine list" names it')
    .option('--out <file>', 'a new file for the push, exactly as it came')
    .action(async (id: string, { out }: { out?: string }) => {
      const { store, temporal } = allOf({
        store: out === undefined ? good(undefined) : session.config(['documents']),
        temporal: session.temporal(),
      });
      const { fault, receivedAt, state, documentId } = await withTemporal(temporal, (client) =>
        viewQuarantine(client, id),
      );
      if (out !== undefined && store !== undefined) {
        const { bytes } = await openDocuments(store.documents).get(documentId);
        try {
          writeFileSync(out, bytes, { flag: 'wx', mode: 0o600 });
        } catch (error) {
          throw new ClientError('machine', `${out} cannot be written (${systemCodeOf(error)}).`);
        }
      }
      session.print(
        { push: id, state, fault, receivedAt, documentId, ...(out === undefined ? {} : { file: out }) },
        () =>
          [
            `${state}, received ${absolute(receivedAt)}: ${fault}.`,
            ...(out === undefined ? [] : [`It is in ${out}.`]),
          ].join('\n'),
      );
    });
}

function retry(quarantine: Command, session: Session): void {
  quarantine
    .command('retry')
    .description('Takes a push in that can be understood now, after NDR_FILE was completed.')
    .argument('<push>', 'as "ndr quarantine list" names it')
    .option('--actor <name>', 'who does it (default: the user at this machine)')
    .action(async (id: string, { actor }: { actor?: string }) => {
      const loaded = session.config(['documents']);
      const { config, temporal, desk } = allOf({
        config: loaded,
        temporal: session.temporal(),
        desk: ndrConfigured(loaded),
      });
      const documents = openDocuments(config.documents);
      const taken = await withTemporal(temporal, async (client) => {
        const { documentId } = await viewQuarantine(client, id);
        const { bytes } = await documents.get(documentId);
        const read = readPush(bytes);
        const found = 'fault' in read ? read : shipperOf(read.push, desk.shippers);
        if ('fault' in found) throw new ClientError('refused', `It stays in quarantine: ${found.fault}.`);
        const takeIn = createTakeIn({
          client,
          documents,
          shippers: desk.shippers,
          policy: toNdrPolicy(desk, config.policy),
          timeoutMs: CALL_TIMEOUT_MS,
          now: session.now,
        });
        const { workflowId } = await takeIn(bytes);
        await settleQuarantine(client, id, { answer: 'taken-in', actor: actorName(actor) });
        return { workflowId };
      });
      session.print({ push: id, ...taken }, () => `Taken in: ${taken.workflowId}.`);
    });
}

function note(quarantine: Command, session: Session): void {
  quarantine
    .command('note')
    .description('Settles a push that needs nothing.')
    .argument('<push>', 'as "ndr quarantine list" names it')
    .option('--actor <name>', 'who does it (default: the user at this machine)')
    .action(async (id: string, { actor }: { actor?: string }) => {
      const { temporal } = allOf({ temporal: session.temporal() });
      const settled = await withTemporal(temporal, (client) =>
        settleQuarantine(client, id, { answer: 'noted', actor: actorName(actor) }),
      );
      session.print({ push: id, ...settled }, () => `Push ${id} is ${settled.state}.`);
    });
}
