import type { Logger } from 'pino';
import { CallFailed } from '../activities/amazon/amazon.js';
import { createExamination } from '../activities/amazon/examination.js';
import type { Examination, RestrictedRead } from '../activities/amazon/examination.js';
import type { Clock } from '../activities/clock.js';
import { product } from '../temporal.config.js';
import type { AmazonAccount } from '../temporal.config.js';
import { examineClientSecret } from './examine-client-secrets.js';
import { fault, fine, warning } from './examination.js';
import type { Finding, Subject } from './examination.js';

export interface ExamineAmazonOptions {
  accounts: readonly AmazonAccount[];
  clock: Clock;
  /** Gets one line per call, with ids and codes. */
  logger: Logger;
  /** Ends waiting. */
  stopping: AbortSignal;
}

/** Login, permissions, client secret and clock, for every account. Nothing of an order is read, nothing is written. */
export async function examineAmazon({ accounts, clock, logger, stopping }: ExamineAmazonOptions): Promise<Finding[]> {
  const found = accounts.map(async (account): Promise<Finding[]> => {
    const secret = examineClientSecret(account, clock);
    const { account: name } = account;
    try {
      const examination = createExamination({ account, clock, logger, product, stopping });
      return [...(await examineAccess(name, examination)), secret, await examineClock(name, examination)];
    } catch (error) {
      // An endpoint that would carry tokens in clear.
      if (!(error instanceof TypeError)) throw error;
      return [secret, fault({ check: 'endpoint', account: name }, `${error.message}.`, 'Correct the endpoint.')];
    }
  });
  return (await Promise.all(found)).flat();
}

async function examineAccess(account: string, examination: Examination): Promise<Finding[]> {
  const login = { check: 'login', account };
  try {
    await examination.login();
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return [
      fault(login, error.message, loginRemedy(error)),
      fault(
        { check: 'permissions', account },
        'Permissions were not examined: that takes a token.',
        'Mend the login first.',
      ),
    ];
  }
  return [fine(login, 'Login with Amazon gives an access token.'), ...(await examinePermissions(account, examination))];
}

/** One after the other: Amazon gives one such token a second. The first that has no answer ends it. */
async function examinePermissions(account: string, examination: Examination): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const read of examination.restrictedReads) {
    const subject = { check: `permission ${read.name}`, account };
    try {
      await examination.permission(read);
      findings.push(fine(subject, `${read.name} is permitted.`));
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.kind !== 'NotPermitted') return [...findings, unanswered(subject, read, error)];
      findings.push(notPermitted(subject, read, error));
    }
  }
  return findings;
}

function unanswered(subject: Subject, { name }: RestrictedRead, { kind, message }: CallFailed): Finding {
  const what = `Whether ${name} and what follows is permitted is not known. ${message}`;
  return kind === 'Throttled'
    ? warning(subject, what, 'Examine again in a minute.')
    : fault(subject, what, 'Check the network and the endpoint, then examine again.');
}

function notPermitted(subject: Subject, { name, isNeeded }: RestrictedRead, { message }: CallFailed): Finding {
  const what = `${name} is not permitted. ${message}`;
  return isNeeded
    ? fault(subject, what, ROLE_REMEDY)
    : warning(subject, what, `No order waits for it: nothing reads it yet. ${ROLE_REMEDY}`);
}

function loginRemedy({ kind, facts: { codes = [] } }: CallFailed): string {
  if (kind !== 'NotPermitted') return 'Check the network and LWA_ENDPOINT, then examine again.';
  if (codes.includes('invalid_client')) {
    return 'Check LWA_CLIENT_ID and LWA_CLIENT_SECRET: the secret may have been rotated, or have expired.';
  }
  if (codes.includes('invalid_grant')) {
    return 'Let the vendor authorise the application again and set LWA_REFRESH_TOKEN to the new token.';
  }
  return 'Check that LWA_CLIENT_ID, LWA_CLIENT_SECRET and LWA_REFRESH_TOKEN belong to one application.';
}

const ROLE_REMEDY =
  'Give the application the role Direct-to-Consumer Shipping (Restricted), then let the vendor authorise it again.';

/** Above this, a departure of this moment may lie in Amazon's future, and is refused. */
const MOST_SKEW_MS = 30_000;

async function examineClock(account: string, examination: Examination): Promise<Finding> {
  const subject = { check: 'clock', account };
  try {
    const aheadMs = await examination.clockAheadMs();
    if (aheadMs !== undefined) return clockFinding(account, aheadMs);
  } catch {
    // Said below: the reason is the network's, and the login has told it.
  }
  return warning(subject, "Amazon's time could not be read.", 'Check the network, then examine again.');
}

/** What it means that this machine's clock is so far ahead of Amazon's. */
export function clockFinding(account: string, aheadMs: number): Finding {
  const subject = { check: 'clock', account };
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (Math.abs(aheadMs) <= MOST_SKEW_MS) return fine(subject, `The clock is within ${seconds} s of Amazon's.`);
  return warning(
    subject,
    `The clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} Amazon's.`,
    'Let the machine keep its time by NTP: departures in the future are refused, deadlines would be wrong.',
  );
}
