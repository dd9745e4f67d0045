import type { Answer } from '../replies.js';

/** A tracking answer with its events in another order, and the last one twice. */
export function unsorted(answer: Answer): Answer {
  return { ...answer, body: withUnsortedHistory(answer.body) };
}

function withUnsortedHistory(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      if (name === 'payload') return [name, withUnsortedHistory(member)];
      if (name !== 'eventHistory' || !Array.isArray(member)) return [name, member];
      const events = member as unknown[];
      return [name, [...events.slice(-1), ...[...events].reverse()]];
    }),
  );
}
