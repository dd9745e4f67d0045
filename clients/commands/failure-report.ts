import { CommanderError } from 'commander';
import { ConfigError } from '../../temporal.config.js';
import type { Fault } from '../../temporal.config.js';
import { ClientError } from '../errors.js';
import { InputError } from './checked-input.js';

/** How a command that failed ends. */
export interface FailureReport {
  /** 2: bad input or configuration; 1: everything else. */
  exitCode: 1 | 2;
  message: string;
  faults: readonly Fault[];
}

/** Expected errors in their own words; the stack only of an error that nobody expected. */
export function failureReport(error: unknown): FailureReport {
  if (error instanceof InputError) return { exitCode: 2, message: error.message, faults: error.faults };
  if (error instanceof CommanderError) {
    const what = error.message.replace(/^error: /, '');
    const fault: Fault =
      error.code === 'commander.help'
        ? { where: 'arguments', what: 'name a command; --help lists them.' }
        : { where: 'arguments', what: `${what}; --help shows what the command takes.` };
    return failureReport(new InputError([fault]));
  }
  // What shows only when it is used, such as a port that is taken.
  if (error instanceof ConfigError) return failureReport(new InputError(error.faults));
  if (error instanceof ClientError) return { exitCode: 1, message: error.message, faults: [] };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: 1, message: `Unexpected error. ${message}`, faults: [] };
}

export const asText = ({ message, faults }: FailureReport): string =>
  [message, ...faults.map(({ where, what }) => `- ${where}: ${what}`)].join('\n');

export const asJson = ({ message, faults }: FailureReport): string =>
  JSON.stringify({ error: { message, faults } }, null, 2);
