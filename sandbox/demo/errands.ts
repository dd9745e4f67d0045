/** Things to do, each by its own key. */
export interface Errands {
  /** Does it unless it is under way, done, or has just failed. */
  run(key: string, work: () => Promise<unknown>): void;
  /** What went wrong last with each errand that is not done. */
  failures(): string[];
}

const PAUSE_AFTER_FAILURE_MS = 1_000;

/** Does each errand until it succeeds: a person, too, tries again when no worker answers. */
export function createErrands(now: () => number): Errands {
  const errands = new Map<string, { notBefore: number; failure?: string }>();
  const attempt = async (key: string, work: () => Promise<unknown>): Promise<void> => {
    errands.set(key, { ...errands.get(key), notBefore: Infinity });
    try {
      await work();
      errands.set(key, { notBefore: Infinity });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      errands.set(key, { notBefore: now() + PAUSE_AFTER_FAILURE_MS, failure });
    }
  };
  return {
    run: (key, work) => {
      if ((errands.get(key)?.notBefore ?? 0) <= now()) void attempt(key, work);
    },
    failures: () => [...errands].flatMap(([key, { failure }]) => (failure === undefined ? [] : [`${key}: ${failure}`])),
  };
}
