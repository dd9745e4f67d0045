import { ConfigError } from '../../temporal.config.js';
import type { Fault } from '../../temporal.config.js';

/** Something read from arguments or configuration: the value, or everything that is wrong with it. */
export type Input<T> = { value: T } | { faults: readonly Fault[] };

/** The command line was called in a way that cannot work. Nothing was done. */
export class InputError extends Error {
  override name = 'InputError';
  constructor(readonly faults: readonly Fault[]) {
    super(`Nothing was done: ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}.`);
  }
}

/**
 * All inputs of a command at once.
 *
 * @throws {InputError} listing the faults of all of them.
 */
export function allOf<S extends Record<string, Input<unknown>>>(inputs: S): { [K in keyof S]: ValueOf<S[K]> } {
  const faults = Object.values(inputs).flatMap((input) => ('faults' in input ? input.faults : []));
  if (faults.length > 0) throw new InputError(faults);
  const values = Object.entries(inputs).map(([name, input]) => [name, 'value' in input ? input.value : undefined]);
  return Object.fromEntries(values) as { [K in keyof S]: ValueOf<S[K]> };
}

type ValueOf<I> = I extends { value: infer T } ? T : never;

/** Turns the faults of the configuration into faults of the input; other errors pass through. */
export function attempt<T>(read: () => T): Input<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults };
    throw error;
  }
}

export const good = <T>(value: T): Input<T> => ({ value });

export const bad = (where: string, what: string): { faults: readonly Fault[] } => ({ faults: [{ where, what }] });
