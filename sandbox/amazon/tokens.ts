import type { Random } from './random.js';

/** A method and path that a restricted token covers; the path may hold `{name}` templates. */
export interface RestrictedResource {
  readonly method: string;
  readonly path: string;
}

/** What a token in `x-amz-access-token` turned out to be. */
export type TokenFinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'lwa' }
  | { readonly kind: 'rdt'; readonly resources: readonly RestrictedResource[] };

/** Issues tokens and recognises them. */
export interface Tokens {
  issueAccessToken(): { readonly token: string; readonly expiresInSeconds: number };
  issueRestrictedToken(resources: readonly RestrictedResource[]): {
    readonly token: string;
    readonly expiresInSeconds: number;
  };
  find(token: string | undefined): TokenFinding;
  /** From now on every token issued so far counts as expired. */
  expireAll(): void;
}

/** Makes the store of issued tokens. */
export function createTokens(clock: () => number, random: Random, lifetimeSeconds: number): Tokens {
  const issued = new Map<string, { expiresAt: number; resources?: readonly RestrictedResource[] }>();
  const issue = (prefix: string, resources?: readonly RestrictedResource[]) => {
    const token = `${prefix}${random.hex(48)}`;
    issued.set(token, {
      expiresAt: clock() + lifetimeSeconds * 1000,
      ...(resources === undefined ? {} : { resources }),
    });
    return { token, expiresInSeconds: lifetimeSeconds };
  };
  return {
    issueAccessToken: () => issue('Atza|made-up-'),
    issueRestrictedToken: (resources) => issue('Atz.sprdt|made-up-', resources),
    find(token) {
      if (token === undefined || token === '') return { kind: 'none' };
      const entry = issued.get(token);
      if (entry === undefined) return { kind: 'unknown' };
      if (entry.expiresAt <= clock()) return { kind: 'expired' };
      return entry.resources === undefined ? { kind: 'lwa' } : { kind: 'rdt', resources: entry.resources };
    },
    expireAll() {
      for (const entry of issued.values()) entry.expiresAt = 0;
    },
  };
}

/** Whether one of the resources covers the method and path: literally, or by a template such as `{purchaseOrderNumber}`. */
export function covers(resources: readonly RestrictedResource[], method: string, path: string): boolean {
  return resources.some((resource) => resource.method === method && pathMatches(resource.path, path));
}

/** Whether a path is the template's, a `{name}` standing for exactly one segment. */
export function pathMatches(template: string, path: string): boolean {
  const expected = template.split('/');
  const actual = path.split('/');
  return (
    expected.length === actual.length &&
    expected.every((segment, i) => /^\{[^{}]+\}$/.test(segment) || segment === actual[i])
  );
}
