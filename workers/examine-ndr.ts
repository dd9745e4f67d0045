import type { Config, Fault, NdrAuthentication, NdrReceiverConfig } from '../temporal.config.js';
import { fine, warning } from './examination.js';
import type { Finding } from './examination.js';

export interface ExamineNdrOptions {
  /** Absent where there is no desk for non-delivery reports. */
  ndr: Config['ndr'];
  /** The receiver with its secrets read, or what keeps it from being read here: it may run elsewhere. */
  receiver: { config: NdrReceiverConfig } | { faults: readonly Fault[] };
}

/** Whether pushes have to prove where they are from, by which secrets, and what is done without a person. */
export function examineNdr({ ndr, receiver }: ExamineNdrOptions): Finding[] {
  const subject = { check: 'ndr' };
  if (ndr === undefined) return [fine(subject, 'No non-delivery reports are taken in.')];
  const { shippers, rules } = ndr;
  const names = [...new Set(shippers.map(({ account }) => account))].join(', ');
  return [
    fine(
      subject,
      `Reports of ${counted(shippers.length, 'shipping party', 'shipping parties')} are taken in, for ${names}.`,
    ),
    fine(
      { check: 'ndr-rules' },
      rules.length === 0
        ? 'Every report is decided by a person.'
        : `${counted(rules.length, 'rule decides', 'rules decide')} without a person.`,
    ),
    ...('faults' in receiver ? receiver.faults.map(elsewhere) : examineReceiver(receiver.config)),
  ];
}

const elsewhere = ({ where, what }: Fault): Finding =>
  warning(
    { check: 'ndr-receiver' },
    `${where} ${what}`,
    'Needed where "fulfillment ndr receiver" runs, and only there.',
  );

function examineReceiver({ host, port, path, authentication }: NdrReceiverConfig): Finding[] {
  return [
    fine({ check: 'ndr-receiver' }, `Pushes come in at ${host}:${port}${path}; put TLS in front of it.`),
    fine(
      { check: 'ndr-authentication' },
      `A push has to pass one of these, and their secrets can be read: ${mechanismsOf(authentication).join('; ')}.`,
    ),
    ...(authentication.queryParameter === undefined
      ? []
      : [
          warning(
            { check: 'ndr-query-parameter' },
            'A secret in the query of the URL may be logged by whatever stands between.',
            'Let Amazon send a header, password or token instead, then remove queryParameter from NDR_FILE.',
          ),
        ]),
  ];
}

/** Names only: neither a secret nor who is let in by it. */
function mechanismsOf({ apiKey, queryParameter, password, oauth, issuer }: NdrAuthentication): string[] {
  return [
    ...(apiKey === undefined ? [] : [`API key in ${apiKey.header}${valid(apiKey.keys)}`]),
    ...(queryParameter === undefined ? [] : [`query parameter ${queryParameter.name}${valid(queryParameter.keys)}`]),
    ...(password === undefined ? [] : [`user name and password${valid(password.passwords)}`]),
    ...(oauth === undefined ? [] : [`our own OAuth tokens${valid(oauth.clientSecrets)}`]),
    ...(issuer === undefined ? [] : [`OAuth tokens of ${new URL(issuer.jwksUrl).host}`]),
  ];
}

/** While secrets change, the old one is good as well. */
const valid = (secrets: readonly unknown[]): string => (secrets.length === 1 ? '' : `, ${secrets.length} secrets`);

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
