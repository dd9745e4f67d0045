import { z } from 'zod';

import type { Source } from './source.js';
import { isLoopback, port, required, text } from './values.js';

/** Where events are taken in. */
export interface IntakeConfig {
  /** @default '127.0.0.1' */
  host: string;
  /** `0` takes any free port. @default 8080 */
  port: number;
  /** What callers send as `Authorization: Bearer …`; at least 16 characters unless `host` is loopback. */
  token: string;
}

export function readIntake(source: Source): IntakeConfig | undefined {
  const intake = source.variables(intakeSchema);
  return intake && { host: intake.INTAKE_HOST, port: intake.INTAKE_PORT, token: intake.INTAKE_TOKEN };
}

const intakeVariables = z.object({
  INTAKE_HOST: text.default('127.0.0.1'),
  INTAKE_PORT: port.default(8080),
  INTAKE_TOKEN: required('INTAKE_TOKEN').regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces.'),
});

/** A token that only this machine can try may be short; one that a network can try may not. */
const hasLongToken = ({ INTAKE_HOST, INTAKE_TOKEN }: z.output<typeof intakeVariables>): boolean =>
  isLoopback(INTAKE_HOST) || INTAKE_TOKEN.length >= 16;

const intakeSchema = intakeVariables.refine(hasLongToken, {
  path: ['INTAKE_TOKEN'],
  error: 'must have at least 16 characters where INTAKE_HOST is not a loopback address.',
});
