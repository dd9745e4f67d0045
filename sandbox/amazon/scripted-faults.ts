import type { Fault, FaultKind, FaultTarget } from './faults.js';
import { expiredTokenDetails } from './replies.js';
import type { Answer, GatewayRefusals } from './replies.js';
import type { ScriptedOutcome } from './transactions.js';
import type { World } from './world.js';

/** A fault that stands in place of an answer. */
export type GateFault = Extract<Fault, { kind: 'status' | 'reset-before' | 'token-expired' | 'not-permitted' }>;

/** The answer that such a fault gives, in the words of the API. */
export function gateAnswer(fault: Exclude<GateFault, { kind: 'reset-before' }>, gateway: GatewayRefusals): Answer {
  switch (fault.kind) {
    case 'token-expired':
      return (fault.status === 401 ? gateway.unauthorized : gateway.denied)(expiredTokenDetails);
    case 'not-permitted':
      return (fault.status === 401 ? gateway.unauthorized : gateway.denied)('');
    case 'status':
      return scriptedStatus(fault.status, gateway);
  }
}

function scriptedStatus(status: number, gateway: GatewayRefusals): Answer {
  switch (status) {
    case 401:
      return gateway.unauthorized('');
    case 403:
      return gateway.denied('');
    case 404:
      return gateway.notFound();
    case 413:
      return gateway.tooLarge();
    case 415:
      return gateway.unsupportedMediaType();
    case 429:
      return gateway.throttled();
    default:
      return status < 500 ? { ...gateway.invalid('Scripted by the local Amazon'), status } : gateway.failure(status);
  }
}

/** Cancels the orders of a request where that is scripted. */
export function cancelScripted(world: World, target: FaultTarget, faults: FaultKind[]): void {
  const scripted = world.faults.take(['cancelled-order'], target);
  if (scripted === undefined) return;
  faults.push('cancelled-order');
  const numbers =
    scripted.purchaseOrderNumber === undefined ? target.purchaseOrderNumbers : [scripted.purchaseOrderNumber];
  for (const number of numbers) {
    const record = world.orders.find(number);
    if (record !== undefined) record.cancelledAt ??= world.settings.clock();
  }
}

/** Takes what is scripted for the transaction that a request opens. */
export function takeScriptedOutcome(world: World, target: FaultTarget, faults: FaultKind[]): ScriptedOutcome {
  const failure = world.faults.take(['transaction-failure'], target);
  const never = world.faults.take(['never-success'], target)?.fault;
  const late = world.faults.take(['label-late'], target)?.fault;
  if (failure !== undefined) faults.push('transaction-failure');
  if (never !== undefined) faults.push('never-success');
  if (late !== undefined) faults.push('label-late');
  const only = failure?.purchaseOrderNumber;
  return {
    ...(failure === undefined
      ? {}
      : {
          failure: {
            code: failure.fault.code,
            message: failure.fault.message ?? 'The transaction failed.',
            effect: failure.fault.effect ?? false,
            ...(only === undefined ? {} : { only }),
          },
        }),
    ...(never === undefined ? {} : { neverSuccess: { effect: never.effect } }),
    ...(late === undefined ? {} : { labelDelayMs: late.delayMs }),
  };
}
