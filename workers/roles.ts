import type { WorkerMetrics } from './metrics.js';

/** For which accounts this process speaks, and for which it stands by. */
export interface Roles {
  set(account: string, isSpeaker: boolean): void;
  list(): { speaksFor: string[]; standsByFor: string[] };
}

/** A process begins by standing by for every account. */
export function createRoles(accounts: readonly string[], metrics: Pick<WorkerMetrics, 'speaker'>): Roles {
  const speaking = new Map(accounts.map((account) => [account, false]));
  for (const account of accounts) metrics.speaker({ account, isSpeaker: false });
  const those = (wanted: boolean): string[] =>
    [...speaking].flatMap(([account, isSpeaker]) => (isSpeaker === wanted ? [account] : []));
  return {
    set: (account, isSpeaker) => {
      speaking.set(account, isSpeaker);
      metrics.speaker({ account, isSpeaker });
    },
    list: () => ({ speaksFor: those(true), standsByFor: those(false) }),
  };
}
