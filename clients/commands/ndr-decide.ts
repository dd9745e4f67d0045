import type { Command } from 'commander';
import { openDocuments } from '../carrier-location.js';
import { decideCase, decisionFaults, personsAnswers, resolveItemOf } from '../ndr/cases.js';
import type { Decision } from '../ndr/cases.js';
import { withTemporal } from '../temporal.js';
import { actorName, given, instantOrNow } from './arguments.js';
import { allOf, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { ndrConfigured, partyOf, trackingIdOf } from './ndr-arguments.js';
import type { Session } from './session.js';

/** `ndr decide`: what a person answers for one parcel. */
export function ndrDecideCommand(ndr: Command, session: Session): void {
  ndr
    .command('decide')
    .description('Decides about a failed delivery; the answer goes to Amazon once.')
    .argument('<tracking>', "Amazon's tracking id")
    .argument('<answer>', `${personsAnswers.join(', ')}; with --item any answer of that item`)
    .option('--party <id>', 'shipping party account id (default: the first of NDR_FILE)')
    .option(
      '--notes <text>',
      'address notes for reattempt: at most 256 characters, no telephone number, no e-mail address',
    )
    .option('--date <instant>', 'the date for reschedule: a date and time with zone, in the future')
    .option('--reference <text>', 'where it was answered, for done-elsewhere')
    .option('--item <id>', 'answer this item of the case, whatever it asks, such as submitNdrFeedback-2')
    .option('--actor <name>', 'who decides (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
Notes go into the encrypted document store first (DOCUMENTS_KEY, DOCUMENTS_DIR);
Temporal gets the document's id only. rto cannot be undone, and is sent once.
no-answer leaves this attempt to Amazon.

Examples:
  fulfillment ndr decide 1809561149386 reattempt --notes "Blue gate behind the temple"
  fulfillment ndr decide 1809561149386 reschedule --date 2026-01-09T10:00:00+05:30
  fulfillment ndr decide 1809561149386 rto
  fulfillment ndr decide 1809561149386 wait --item submitNdrFeedback-2`,
    )
    .action(async (tracking: string, answer: string, options: Options) => {
      const loaded = session.config();
      const stores = options.notes === undefined ? good(undefined) : session.config(['documents']);
      const desk = ndrConfigured(loaded);
      const {
        temporal,
        shipper,
        trackingId,
        decision,
        documents: store,
      } = allOf({
        config: loaded,
        documents: stores,
        desk,
        temporal: session.temporal(),
        shipper: partyOf(options.party, desk),
        trackingId: trackingIdOf(tracking),
        decision: decisionOf(answer, options, session.now()),
      });
      const name = { shipper, trackingId };
      const by = {
        actor: actorName(options.actor),
        ...given({ reason: options.reason, requestId: options.requestId }),
      };
      const documents = store === undefined ? undefined : openDocuments(store.documents);
      const done = await withTemporal(temporal, (client) =>
        options.item === undefined
          ? decideCase(client, { ...name, decision, documents, ...by })
          : resolveItemOf(client, name, { attentionId: options.item, ...decision, ...by }),
      );
      session.print(
        { trackingId, answer, state: done.state },
        () => `${trackingId}: ${answer}; it is ${done.state} now.`,
      );
    });
}

interface Options {
  party?: string;
  notes?: string;
  date?: string;
  reference?: string;
  item?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

const optionOf = {
  answer: 'ANSWER',
  addressNotes: '--notes',
  rescheduleDate: '--date',
  reference: '--reference',
} as const;

function decisionOf(answer: string, { notes, date, reference, item }: Options, now: number): Input<Decision> {
  // What an item takes is known to its case only.
  if (item !== undefined) return good({ answer, ...(reference === undefined ? {} : { reference }) });
  const read = date === undefined ? undefined : instantOrNow('--date', date, now);
  if (read !== undefined && 'faults' in read) return read;
  const decision: Decision = {
    answer,
    ...(notes === undefined ? {} : { addressNotes: notes }),
    ...(read === undefined ? {} : { rescheduleDate: read.value }),
    ...(reference === undefined ? {} : { reference }),
  };
  const faults = decisionFaults(decision, now).map(({ field, what }) => ({ where: optionOf[field], what: `${what}.` }));
  return faults.length > 0 ? { faults } : good(decision);
}
