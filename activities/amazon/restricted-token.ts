import { renewBeforeMs } from './access-token.js';
import type { AccessTokens } from './access-token.js';
import { CallFailed } from './amazon.js';
import { callWithFreshToken } from './authorization.js';
import type { Answer, Caller } from './caller.js';
import { failureOf } from './failure.js';
import type { Limiter, MonotonicClock, PermitAsk } from './limiter.js';
import { operations } from './operations.js';

/** Restricted data tokens of one account. */
export interface RestrictedTokens {
  /**
   * A token for GET on a path template.
   *
   * @throws {CallFailed} `NotPermitted` when Amazon refuses one for this path, or without asking when the account is not
   * configured for it; else as any other call.
   */
  get(path: string, ask: PermitAsk): Promise<string>;
  /** Drops a token that Amazon answered with 401 or 403. */
  refused(token: string): void;
  /** Asks Amazon again for this path, also when it refused a token a moment ago. */
  forgetRefusals(path: string): void;
}

export interface RestrictedTokenOptions {
  call: Caller;
  limiter: Pick<Limiter, 'permit' | 'retryAfterMs'>;
  accessTokens: AccessTokens;
  /** Path templates that the account is configured for; at most 50. */
  paths: readonly string[];
  /** Default: the process's. */
  monotonic?: MonotonicClock;
}

/** How long a refused path is remembered: shorter than the breaker's probe interval, so that a probe asks Amazon. */
const rememberPathMs = 60_000;
/** How long one token for all paths is not tried again once it was refused. */
const rememberAllMs = 60 * 60_000;

/** A token, or Amazon's refusal to give one for these paths. */
type Outcome = { token: string } | { refusal: CallFailed };

/**
 * One token for all paths, cached; where Amazon refuses that, one for each path as it is needed, so that one missing
 * role stops one operation only.
 *
 * The paths are templates: such a token is good for any order of the account (sheet on tokens, path rules).
 */
export function createRestrictedTokens({
  call,
  limiter,
  accessTokens,
  paths,
  monotonic = () => performance.now(),
}: RestrictedTokenOptions): RestrictedTokens {
  const known = new Map<string, { outcome: Outcome; until: number }>();
  const underway = new Map<string, Promise<Outcome>>();

  /** The outcome for a set of paths: from memory, from a request under way, or asked for. */
  async function outcomeFor(wanted: readonly string[], rememberRefusalMs: number, ask: PermitAsk): Promise<Outcome> {
    const key = wanted.join(' ');
    const remembered = known.get(key);
    if (remembered && monotonic() < remembered.until) return remembered.outcome;
    const running = underway.get(key);
    if (running) return await running;

    const request = async (): Promise<Outcome> => {
      const askedAt = monotonic();
      const answer = await askAmazon(wanted, ask);
      const outcome = outcomeOf(answer, limiter);
      const lifeMs = 'token' in outcome ? outcome.lifeMs - renewBeforeMs : rememberRefusalMs;
      known.set(key, { outcome, until: askedAt + lifeMs });
      return outcome;
    };
    const requested = request().finally(() => underway.delete(key));
    underway.set(key, requested);
    return await requested;
  }

  async function askAmazon(wanted: readonly string[], ask: PermitAsk): Promise<Answer> {
    const operation = operations.createRestrictedDataToken;
    const body = JSON.stringify(
      operation.request.parse({ restrictedResources: wanted.map((path) => ({ method: 'GET', path })) }),
    );
    // First the token: without one, an outage would use up permits that are one a second.
    const accessToken = await accessTokens.get();
    await limiter.permit(operation, ask);
    return await callWithFreshToken(accessTokens, accessToken, (token) => call({ operation, body, token }, {}));
  }

  const isRefused = (key: string): boolean => {
    const outcome = known.get(key)?.outcome;
    return outcome !== undefined && 'refusal' in outcome;
  };

  return {
    get: async (path, ask) => {
      if (!paths.includes(path)) throw new CallFailed('NotPermitted', `The account is not configured to read ${path}.`);
      const forAll = await outcomeFor(paths, rememberAllMs, ask);
      const outcome = 'token' in forAll ? forAll : await outcomeFor([path], rememberPathMs, ask);
      if ('refusal' in outcome) throw outcome.refusal;
      return outcome.token;
    },
    refused: (token) => {
      for (const [key, { outcome }] of known) {
        if ('token' in outcome && outcome.token === token) known.delete(key);
      }
    },
    forgetRefusals: (path) => {
      for (const key of [paths.join(' '), path]) if (isRefused(key)) known.delete(key);
    },
  };
}

/** @throws {CallFailed} for anything but a token or a refusal of these paths. */
function outcomeOf(
  answer: Answer,
  limiter: Pick<Limiter, 'retryAfterMs'>,
): { token: string; lifeMs: number } | { refusal: CallFailed } {
  const operation = operations.createRestrictedDataToken;
  if (answer.classification === 'ok') {
    const parsed = operation.response.safeParse(answer.envelope.data);
    if (parsed.success) return { token: parsed.data.restrictedDataToken, lifeMs: parsed.data.expiresIn * 1000 };
    throw failureOf('Unavailable', operation, answer);
  }
  // Under 400 and 403 it is about the paths: a role is missing, or the vendor has to authorise again.
  if (answer.status === 400 || answer.status === 403) {
    return { refusal: failureOf('NotPermitted', operation, answer) };
  }
  throw failureOf(answer.classification, operation, answer, limiter);
}
