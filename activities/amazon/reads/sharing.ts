import type { ReadOptions } from '../amazon.js';

/** Runs a read, or joins the one with the same key that is under way. */
export type Share = <T>(key: string, ask: ReadOptions, read: () => Promise<T>) => Promise<T>;

/** Joins a read under way, provided that it ends no later than the asker's own attempt. */
export function createSharing(): Share {
  const underway = new Map<string, { endsAt: number; answer: Promise<unknown> }>();
  return <T>(key: string, { attemptEndsAt }: ReadOptions, read: () => Promise<T>): Promise<T> => {
    const running = underway.get(key);
    if (running && running.endsAt <= attemptEndsAt) return running.answer as Promise<T>;
    const started = {
      endsAt: attemptEndsAt,
      answer: read().finally(() => {
        if (underway.get(key) === started) underway.delete(key);
      }),
    };
    underway.set(key, started);
    return started.answer;
  };
}
