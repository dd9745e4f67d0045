import { readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import type { EncryptedDirectory } from '../../temporal.config.js';
import { checkResolve } from '../../workflows/shipment/messages.js';
import type { ActionResult, ResolveInput } from '../../workflows/shipment/messages.js';
import type { ShipmentDetails } from '../../workflows/shipment/request.js';
import { anyObject, checked } from '../../workflows/steps/checks.js';
import type { Checked } from '../../workflows/steps/checks.js';
import { openDocuments } from '../carrier-location.js';
import { systemCodeOf } from '../errors.js';
import { checkShipmentDetails } from '../shipments-details.js';
import { inputFaults } from '../shipments-inputs.js';
import { keepObject } from '../shipments-start.js';
import { resolveShipment, viewShipment } from '../shipments.js';
import type { ShipmentName } from '../shipments.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, fromOptions, given, jsonOrFile } from './arguments.js';
import { allOf, bad, good, InputError } from './checked-input.js';
import type { Input } from './checked-input.js';
import { ANY_ITEM, itemMeant, shipmentReference } from './shipment-arguments.js';
import type { Session } from './session.js';

/** `shipments resolve`: one answer to one item. */
export function shipmentsResolveCommand(shipments: Command, session: Session): void {
  shipments
    .command('resolve')
    .description('Answers an item of a shipment; "shipments show" has the answers it takes.')
    .argument('<reference>', 'reference of the shipment')
    .argument('<answer>', 'retry, choose, bought, not-bought, settled, noted, abort, or what the item declares')
    .option('--item <id>', 'the item to answer (default: the only one that takes the answer)')
    .option('--data <json>', 'what the answer needs, such as {"shipmentId":"…"} for bought: JSON, or @file')
    .option('--inputs <file>', 'for InputsNeeded: JSON file with the fields that are asked for; - is stdin')
    .option('--details <file>', 'corrected addresses and texts for retry, all of them: JSON file; - is stdin')
    .option('--reference <text>', 'where and under which number it was done')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--actor <name>', 'who answers (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
--inputs and --details are checked, kept encrypted (which needs DOCUMENTS_KEY and the worker's DOCUMENTS_DIR on this
machine), and travel as a reference only. A rate is chosen more easily with "shipments choose-rate".

Examples:
  fulfillment shipments resolve WEB-1001 retry
  fulfillment shipments resolve WEB-1001 retry --inputs customs.json
  fulfillment shipments resolve WEB-1001 bought --data '{"shipmentId":"amzn1.sid.1","trackingId":"QA123"}'
  fulfillment shipments resolve WEB-1001 settled --reference "refund 2026-17"`,
    )
    .action(async (reference: string, answer: string, options: Options) => {
      const config = session.config();
      const input = allOf({
        config,
        temporal: session.temporal(),
        shipmentReference: shipmentReference(reference),
        account: accountName(options.account, config),
        resolution: resolutionOf(answer, options),
        papers: papersOf(answer, options, session),
      });
      const name = { account: input.account, shipmentReference: input.shipmentReference };
      const { state } = await withTemporal(input.temporal, (client) =>
        answerItem(client, name, given({ ...input, item: options.item }) as Answering),
      );
      session.print({ ...name, state }, () => `${reference}  ${session.paint.good('answered')}  ${state}`);
    });
}

interface Options {
  item?: string;
  data?: string;
  inputs?: string;
  details?: string;
  reference?: string;
  account?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

/** What goes into the document store before anything travels. */
interface Papers {
  store?: EncryptedDirectory;
  inputs?: Record<string, unknown>;
  details?: ShipmentDetails;
}

interface Answering {
  item?: string;
  resolution: ResolveInput;
  papers: Papers;
}

async function answerItem(
  client: Client,
  name: ShipmentName,
  { item, resolution, papers }: Answering,
): Promise<ActionResult> {
  if (item !== undefined && papers.inputs === undefined) {
    const data = await dataWith(papers, resolution.data);
    return resolveShipment(client, name, { ...resolution, ...data, attentionId: item });
  }
  const { state } = await viewShipment(client, name);
  const faults = papers.inputs === undefined ? [] : inputFaults(papers.inputs, state.missing ?? []);
  if (faults.length > 0) throw new InputError(faults.map((what) => ({ where: '--inputs', what: `${what}.` })));
  const attentionId = item ?? itemMeant(name.shipmentReference, state, resolution.answer).attentionId;
  return resolveShipment(client, name, { ...resolution, ...(await dataWith(papers, resolution.data)), attentionId });
}

/** Stores what is personal; the answer names the documents. */
async function dataWith(
  { store, inputs, details }: Papers,
  data: ResolveInput['data'],
): Promise<Pick<ResolveInput, 'data'>> {
  if (store === undefined) return data === undefined ? {} : { data };
  const documents: Pick<DocumentStore, 'put'> = openDocuments(store);
  return {
    data: {
      ...data,
      ...(details === undefined ? {} : { detailsDocumentId: await keepObject(documents, details) }),
      ...(inputs === undefined ? {} : { additionalInputsDocumentId: await keepObject(documents, inputs) }),
    },
  };
}

function resolutionOf(answer: string, { item = ANY_ITEM, data: given_, ...options }: Options): Input<ResolveInput> {
  const data = jsonOrFile('--data', given_);
  const { reference, actor, reason, requestId } = options;
  const read = fromOptions(
    checkResolve(
      given({
        attentionId: item,
        answer,
        data: 'value' in data ? data.value : undefined,
        reference,
        actor: actorName(actor),
        reason,
        requestId,
      }),
    ),
    optionOf,
  );
  const faults = [data, read].flatMap((part) => ('faults' in part ? part.faults : []));
  return faults.length > 0 ? { faults } : read;
}

function papersOf(answer: string, { inputs, details }: Options, session: Session): Input<Papers> {
  if (inputs === undefined && details === undefined) return good({});
  const read = {
    inputs: paper('--inputs', inputs, (payload) => checked(anyObject, payload)),
    details: paper('--details', details, checkShipmentDetails),
    stdin:
      inputs === '-' && details === '-' ? bad('--details', 'cannot be stdin as well as --inputs.') : good(undefined),
    answer:
      answer === 'retry' ? good(undefined) : bad('ANSWER', `${answer} takes no --inputs and no --details; retry does.`),
  };
  const config = session.config(['documents']);
  const faults = [...Object.values(read), config].flatMap((part) => ('faults' in part ? [...part.faults] : []));
  if (faults.length > 0 || 'faults' in config) return { faults };
  return good({
    store: config.value.documents,
    ...given({
      inputs: 'value' in read.inputs ? read.inputs.value : undefined,
      details: 'value' in read.details ? read.details.value : undefined,
    }),
  });
}

function paper<T>(
  where: string,
  path: string | undefined,
  check: (payload: unknown) => Checked<T>,
): Input<T | undefined> {
  if (path === undefined) return good(undefined);
  let payload: unknown;
  try {
    payload = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'));
  } catch (error) {
    // The parser's message would quote the file.
    const what =
      error instanceof SyntaxError ? 'is no valid JSON.' : `${path} cannot be read (${systemCodeOf(error)}).`;
    return bad(where, what);
  }
  const read = check(payload);
  return 'value' in read ? read : { faults: read.faults.map((what) => ({ where, what: `${what}.` })) };
}

const optionOf = {
  answer: 'ANSWER',
  attentionId: '--item',
  data: '--data',
  reference: '--reference',
  actor: '--actor',
  reason: '--reason',
  requestId: '--request-id',
};
