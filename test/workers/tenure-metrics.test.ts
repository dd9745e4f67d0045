import { describe, expect, it } from 'vitest';
import { silentMetrics } from '../../activities/metrics.js';
import { ofTenure } from '../../workers/tenure-metrics.js';

describe('the metrics of a tenure', () => {
  it('show no operation as paused after its end: the next speaker shows its own', () => {
    const shown: string[] = [];
    const { metrics, forget } = ofTenure({
      ...silentMetrics,
      breaker: ({ operation, isOpen }) => shown.push(`${operation} ${isOpen ? 'paused' : 'open'}`),
    });
    const of = (operation: string, isOpen: boolean) => metrics.breaker({ account: 'a', operation, isOpen });
    of('getOrder', true);
    of('getOrders', true);
    of('getOrders', false);
    of('getLabel', false);
    const before = shown.length;
    forget();
    expect(shown.slice(before)).toEqual(['getOrder open']);
  });
});
