/** One thing that is wrong with the configuration. Holds no value of a secret. */
export interface Fault {
  /** The variable, and the path inside its file. */
  where: string;
  /** What is wrong and what to do. */
  what: string;
}

/** Everything that is wrong with the configuration. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(({ where, what }) => `- ${where}: ${what}`);
    super(`The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`);
  }
}
