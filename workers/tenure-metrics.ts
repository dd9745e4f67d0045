import type { Metrics } from '../activities/metrics.js';

/** Metrics of one tenure: what was paused in it is not this process's to show after its end. */
export function ofTenure(metrics: Metrics): { metrics: Metrics; forget: () => void } {
  const paused = new Map<string, { account: string; operation: string }>();
  return {
    metrics: {
      ...metrics,
      breaker: (state) => {
        const { account, operation, isOpen } = state;
        if (isOpen) paused.set(operation, { account, operation });
        else paused.delete(operation);
        metrics.breaker(state);
      },
    },
    forget: () => {
      for (const of of paused.values()) metrics.breaker({ ...of, isOpen: false });
    },
  };
}
