import { gateway, refusal } from '../replies.js';
import { createRestrictedDataTokenRequest } from '../schemas/tokens.js';
import { pathMatches } from '../tokens.js';
import { withBody } from './operation.js';
import type { Operation } from './operation.js';

/** Exchanges an access token for one that may read personal data at the listed paths. Answers without `payload`. */
export const createRestrictedDataToken: Operation = {
  name: 'createRestrictedDataToken',
  method: 'POST',
  path: '/tokens/2021-03-01/restrictedDataToken',
  restricted: false,
  rate: { ratePerSecond: 1, burst: 10 },
  rateHeaderOn: [200, 400, 404, 415, 429, 500, 503],
  run({ world, body, struck }) {
    if (Array.isArray(resourcesIn(body)) && resourcesIn(body)?.length === 0) {
      return gateway.invalid('Resource not provided.');
    }
    return withBody(createRestrictedDataTokenRequest, body, ({ restrictedResources }) => {
      const refused = world.faults.take(
        ['rdt-refused'],
        { operation: 'createRestrictedDataToken', purchaseOrderNumbers: [] },
        ({ path, combined }) =>
          (path === undefined || restrictedResources.some((r) => r.path === path || pathMatches(path, r.path))) &&
          (combined !== true || restrictedResources.length > 1),
      );
      if (refused !== undefined) {
        struck('rdt-refused');
        return refusal(400, 'InvalidInput', 'Application do not have access to some or all requested resource');
      }
      // Data elements are granted for the seller Orders API only (model).
      if (restrictedResources.some((r) => (r.dataElements ?? []).length > 0 && !r.path.startsWith('/orders/v0/'))) {
        return refusal(400, 'InvalidInput', 'Application do not have access to some or all requested data elements');
      }
      const { token, expiresInSeconds } = world.tokens.issueRestrictedToken(
        restrictedResources.map(({ method, path }) => ({ method, path })),
      );
      return { status: 200, body: { restrictedDataToken: token, expiresIn: expiresInSeconds } };
    });
  },
};

function resourcesIn(body: unknown): unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('restrictedResources' in body)) return undefined;
  return Array.isArray(body.restrictedResources) ? body.restrictedResources : undefined;
}
