import type { FaultKind, FaultTarget } from './faults.js';
import type { Answer } from './replies.js';
import type { World } from './world.js';

// The enums that answers hold, by field name.
const enumFields = new Set(['orderStatus', 'labelFormat', 'status', 'contentType', 'eventCode']);

/** Bends a good answer as scripted: unknown enum values, no `payload` wrapper (DF-1, SV-1), or an empty payload. */
export function shaped(world: World, target: FaultTarget, answer: Answer, faults: FaultKind[]): Answer {
  if (answer.status >= 300) return answer;
  const fault = world.faults.take(['unknown-enum', 'missing-payload', 'empty-payload'], target)?.fault;
  if (fault === undefined) return answer;
  faults.push(fault.kind);
  switch (fault.kind) {
    case 'unknown-enum':
      return { ...answer, body: withEnumValue(answer.body, fault.value ?? 'SOMETHING_NEW') };
    case 'missing-payload':
      return { ...answer, body: hasPayload(answer.body) ? answer.body.payload : answer.body };
    case 'empty-payload':
      return { ...answer, body: { payload: {} } };
  }
}

function withEnumValue(value: unknown, replacement: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withEnumValue(each, replacement));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [
      name,
      enumFields.has(name) && typeof each === 'string' ? replacement : withEnumValue(each, replacement),
    ]),
  );
}

function hasPayload(body: unknown): body is { payload: unknown } {
  return typeof body === 'object' && body !== null && 'payload' in body;
}
