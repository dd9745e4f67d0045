import { ordersAskedFor, trackingNumbersIn } from './asked-for.js';
import { exchange } from './exchange.js';
import type { RateHeader } from './exchange.js';
import type { FaultKind, FaultTarget } from './faults.js';
import { gatewayRefusal, rateOf } from './gateway-checks.js';
import { accessToken, lwaError } from './operations/access-token.js';
import type { Operation } from './operations/operation.js';
import { payNotice } from './pay/delivery-trackers.js';
import { payRefusals } from './pay/replies.js';
import { gateway } from './replies.js';
import type { Answer } from './replies.js';
import { takeScriptedOutcome } from './scripted-faults.js';
import type { ScriptedOutcome } from './transactions.js';
import { formOrJson, parsedJson } from './wire.js';
import type { Delay, WireReply, WireRequest } from './wire.js';
import type { World } from './world.js';

/** Carries one call to an operation through scripted faults and the gateway's checks. */
export function callOperation(
  world: World,
  operation: Operation,
  request: WireRequest,
  delay: Delay,
): Promise<WireReply> {
  const body = parsedJson(request.body);
  const { params, query, headers } = request;
  const target: FaultTarget = {
    operation: operation.name,
    purchaseOrderNumbers: ordersAskedFor(world, request, body),
    parcels: operation.parcels?.({ world, params, query, body }) ?? [],
  };
  const process = (faults: FaultKind[]): Answer => {
    const scripted = (): ScriptedOutcome => takeScriptedOutcome(world, target, faults);
    return (
      gatewayRefusal(world, operation, request) ??
      operation.run({
        world,
        params,
        query,
        headers,
        body,
        receivedAt: world.settings.clock(),
        target,
        scripted,
        struck: (fault) => faults.push(fault),
      })
    );
  };
  const refusals = operation.refusals ?? gateway;
  return exchange({
    world,
    target,
    request,
    body,
    delay,
    rateHeader: rateHeaderOf(world, operation),
    refusals,
    process,
  });
}

/** Carries one call to Amazon Pay, which knows no access tokens: each request is signed. */
export function callDeliveryTrackers(world: World, request: WireRequest, delay: Delay): Promise<WireReply> {
  const body = parsedJson(request.body);
  const target: FaultTarget = {
    operation: 'deliveryTrackers',
    purchaseOrderNumbers: [],
    parcels: trackingNumbersIn(body),
  };
  const process = (): Answer => payNotice(world, request);
  return exchange({ world, target, request, body, delay, refusals: payRefusals, process });
}

/** Carries one call to Login with Amazon, which has no gateway before it. */
export function callAccessToken(world: World, request: WireRequest, delay: Delay): Promise<WireReply> {
  const target: FaultTarget = { operation: 'accessToken', purchaseOrderNumbers: [] };
  const process = (faults: FaultKind[]): Answer => {
    const scripted = world.faults.take(['lwa-error'], target);
    if (scripted !== undefined) {
      faults.push('lwa-error');
      return lwaError(scripted.fault.status ?? 401, scripted.fault.error, 'Scripted by the local Amazon');
    }
    const parameters = formOrJson(request);
    return parameters === undefined
      ? lwaError(400, 'invalid_request', 'The content type is not supported')
      : accessToken(world, parameters);
  };
  return exchange({ world, target, request, body: undefined, delay, refusals: gateway, process });
}

function rateHeaderOf(world: World, operation: Operation): RateHeader {
  const { ratePerSecond } = rateOf(world, operation);
  const text = Number.isInteger(ratePerSecond) ? `${String(ratePerSecond)}.0` : String(ratePerSecond);
  return (status) => (operation.rateHeaderOn.includes(status) ? text : undefined);
}
