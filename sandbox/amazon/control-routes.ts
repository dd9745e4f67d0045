import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Control } from './control.js';
import { faultFilter, faultScript, operationName, orderRequest, receivedFilter } from './schemas/control.js';
import { failedDelivery, ndrMove, pushOrder } from './schemas/ndr.js';
import { dialect, expiryRefusal, payKey, priceRise, ratePlan, trackingMove } from './schemas/shipping-control.js';

/** The names of the control's methods. */
export type ControlMethod = keyof Control;

const nothing = z.undefined();
const purchaseOrderNumber = z.string();

// The one argument of each method; a method that is not listed does not compile.
const argumentOf = {
  addOrder: orderRequest.optional(),
  addOrders: z.union([z.int().min(0), z.array(orderRequest)]),
  cancelOrder: purchaseOrderNumber,
  allowRelabel: purchaseOrderNumber,
  addFault: faultScript,
  clearFaults: faultFilter.optional(),
  withdrawRole: operationName,
  grantRole: operationName,
  faults: nothing,
  expireTokens: nothing,
  received: receivedFilter.optional(),
  violations: nothing,
  orders: nothing,
  order: purchaseOrderNumber,
  transactions: nothing,
  personalData: nothing,
  summary: nothing,
  placeRatePlan: ratePlan,
  raisePrices: priceRise,
  expireRates: z.string().optional(),
  refuseExpiredRates: expiryRefusal,
  moveTracking: trackingMove,
  setDialect: dialect,
  allowDirectPurchase: z.boolean(),
  registerPayKey: payKey,
  book: nothing,
  failDelivery: failedDelivery,
  pushReport: pushOrder,
  moveNdrParcel: ndrMove,
  ndrParcel: z.string(),
} satisfies { [Method in ControlMethod]: z.ZodType<Parameters<Control[Method]>[0]> };

/** Every method of the control. */
export const controlMethods = Object.keys(argumentOf) as readonly ControlMethod[];

/**
 * Serves the control under `/control/<method>`: POST with the one argument as JSON, or GET for methods that need none, such as
 * `GET /control/summary`. Answers `{ result }`, or 400 `{ error }`.
 */
export function addControlRoutes(server: FastifyInstance, control: Control): void {
  for (const method of controlMethods) {
    server.route({
      method: ['GET', 'POST'],
      url: `/control/${method}`,
      handler: async (request, reply) => {
        try {
          const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
          const argument: unknown = argumentOf[method].parse(text === '' ? undefined : JSON.parse(text));
          // The argument has just been checked against the method's own schema.
          const call = control[method] as (argument: unknown) => unknown;
          const result = await call(argument);
          return await reply.send(result === undefined ? {} : { result });
        } catch (error) {
          return reply.code(400).send({ error: messageOf(error) });
        }
      },
    });
  }
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : 'unknown error';
}
