import { describe, expect, it } from '@jest/globals';
import { lwaTokenUrl, regions } from '../../../activities/amazon/regions.js';
import { createTransport } from '../../../activities/amazon/transport.js';

describe('regions', () => {
  it.each(Object.entries(regions))('%s has an endpoint that the transport takes', (_region, endpoint) => {
    expect(() =>
      createTransport({ endpoint, lwaEndpoint: lwaTokenUrl, userAgent: 'worker/1', timeoutMs: 1 }),
    ).not.toThrow();
  });
});
