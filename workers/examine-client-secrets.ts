import type { Clock } from '../activities/clock.js';
import type { AmazonAccount } from '../temporal.config.js';
import { endOfClientSecret } from './client-secrets.js';
import { fault, fine, warning } from './examination.js';
import type { Finding } from './examination.js';

const DAY_MS = 24 * 3_600_000;
/** Days before its end from which on it is a warning; each says more urgently what to do. */
const URGENCIES = [
  { days: 1, urgency: 'today' },
  { days: 7, urgency: 'this week' },
  { days: 30, urgency: 'this month' },
] as const;

/** How long the client secret of an account still works, as far as the configuration says when it was issued. */
export function examineClientSecret(
  { account, secretIssuedAt }: Pick<AmazonAccount, 'account' | 'secretIssuedAt'>,
  clock: Clock,
): Finding {
  const subject = { check: 'client-secret', account };
  if (secretIssuedAt === undefined) {
    return warning(
      subject,
      'When the client secret was issued is not known, so nobody is warned before it stops working.',
      `Set LWA_CLIENT_SECRET_ISSUED_AT, or secretIssuedAt in ACCOUNTS_FILE, to the date that Developer Central shows.`,
    );
  }
  const endsAt = endOfClientSecret(secretIssuedAt);
  const end = new Date(endsAt).toISOString().slice(0, 10);
  const left = endsAt - clock();
  if (left <= 0) {
    return fault(
      subject,
      `The client secret has stopped working: it was issued on ${secretIssuedAt} and lived until ${end}.`,
      'Rotate it in Developer Central (LWA credentials), configure the new one, and start the workers again.',
    );
  }
  const days = Math.ceil(left / DAY_MS);
  const what = `The client secret works until ${end}: ${days} ${days === 1 ? 'day' : 'days'} left.`;
  const near = URGENCIES.find((row) => left <= row.days * DAY_MS);
  if (near === undefined) return fine(subject, what);
  return warning(
    subject,
    what,
    `Rotate it ${near.urgency} in Developer Central; the old one works for 7 days more. Start the workers with the new one.`,
  );
}
