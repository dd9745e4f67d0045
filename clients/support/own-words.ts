import { CENSORED } from '../redaction.js';

/** Whether a text is the name of a deadline. */
export const isDeadlineName = (text: string): boolean => DEADLINE.test(text);

const DEADLINE =
  /^(acknowledge|acknowledgement|ship|confirm|confirmation|label|evidence of the (acknowledgement|label|confirmation))$/;

/** What an action of an audit list said, when it is in our own words; `undefined` for anything else. */
export const ownSaid = (text: string): string | undefined =>
  SAYINGS.some((pattern) => pattern.test(text)) ? text : undefined;

const INSTANT = '\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z';

const SAYINGS: readonly RegExp[] = [
  /^[a-z-]{1,50} to [\w-]{1,100}$/,
  /^code \d{2}$/,
  new RegExp(`^departed ${INSTANT}$`),
  /^ships \d{4}-\d{2}-\d{2}$/,
  new RegExp(`^[\\w-]{1,50} of \\S{1,100} at ${INSTANT}$`),
];

/**
 * A refusal in our own words; `undefined` for a text that has none of them.
 *
 * It may quote what was sent: ids stay, quoted texts and names of fields that nobody knows do not.
 */
export const ownRefusal = (text: string): string | undefined =>
  REFUSALS.some((words) => words.test(text))
    ? text
        .replaceAll(/"[^"]*"?/g, (quoted) => (OUR_NAMES.test(quoted) ? quoted : `"${CENSORED}"`))
        .replaceAll(/(^|; )(?:(?!; ).)*? is not known; known are /g, `$1${CENSORED} is not known; known are `)
    : undefined;

/** Fields that our own texts name in quotes. */
const OUR_NAMES = /^"(code|containers|description|labelMode|scacCode|carrier|status|trackingNumbers)"$/;

/** Words that only our refusals have; one that is missing here is left out until it is added. */
const REFUSALS: readonly RegExp[] = [
  /^The order has ended: [A-Z_]+\.$/,
  / is possible (from|once|until|while) /,
  / is already recorded; it is never changed\.$/,
  /^The order is denied on the floor; /,
  /^No such item is open\. /,
  /^[\w-]+ takes [\w, -]+, not "/,
  /^[\w-]+ takes no data with /,
  /^data takes (\{|the fields of a departure)/,
  /^(retry|reject) needs data \{/,
  /^done-elsewhere needs a reference: /,
  /^cancel needs a code /,
  /^Label mode [\w-]+ needs /,
  /^Carrier \S+ is no SCAC, /,
  /^Code \d{2} is not in the table: /,
  / lies before the order's date /,
  /^shipMethod \S+ (is not what Amazon has for this order|differs in case)/,
  /^estimatedDeliveryDate \S+ does not lie after /,
  /^Tracking number \S+ is not (that of a package|on Amazon's label) /,
  /^Line \d+ is not in the order\./,
  /^Line \d+: \d+ packed, \d+ ordered; /,
  /^(Container|Tracking number) \S+ (is there twice|was not packed before)/,
  / lies in the future/,
  /^\d{4}-\d{2}-\d{2} is past; /,
  /^A ship day can be named until /,
  /^A carrier's event is taken from /,
  /^Amazon is told of parcels on your own carrier only; /,
  /^No parcel of this order has tracking number /,
  / has \d+ events already; more are not taken\.$/,
  /^relabel asks Amazon for its label; /,
  /(^|; )[\w.[\]]+ (is missing|must be|must have|must not|must match) ?/,
  / is not known; known are /,
  /^either \w+ or \w+ is needed$/,
];
