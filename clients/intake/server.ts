import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import { ClientError, grpcCodeOf } from '../errors.js';
import type { NoticeStartOutcome } from '../delivery-notices.js';
import type { StartOutcome } from '../purchase-orders.js';
import { departAnswer, parcelAnswer, reportAnswer, requestAnswer, startAnswer } from './answers.js';
import type { Answer, DepartOutcome, ParcelOutcome, ReportOutcome, RequestOutcome } from './answers.js';
import { createAuthorization } from './authorization.js';
import { NOT_KNOWN } from './event-faults.js';
import type { EventFault } from './event-faults.js';
import { createEventReader } from './events.js';
import type { IntakeEvent, PurchaseOrderReceived, ReadEvent } from './events.js';
import type { DeliveryNoticeRequested } from './notice-event.js';
import type { CarrierReported, PurchaseOrderDeparted } from './order-events.js';
import type { Problem } from './readiness.js';
import type { ShipmentReported, ShipmentRequested } from './shipment-events.js';

export interface IntakeServerOptions {
  /** What senders put into `Authorization: Bearer`. */
  token: string;
  /** Names of the configured accounts; the first is the default. */
  accounts: readonly string[];
  /** Whether addresses can be kept; where they cannot, an event with one is refused. */
  keepsLocations: boolean;
  /** Starts the order; resolves when the start is durable, rejects within seconds when it cannot be made so. */
  start: (order: Pick<PurchaseOrderReceived, 'account' | 'purchaseOrderNumber'>) => Promise<StartOutcome>;
  /** Tells an order that it has left; resolves when the order has done it or refused. */
  depart: (event: PurchaseOrderDeparted) => Promise<DepartOutcome>;
  /** Hands a carrier's event to its order; resolves when that is durable. */
  report: (event: CarrierReported) => Promise<ReportOutcome>;
  /** Where notices of deliveries go; absent when Amazon Pay is not configured: they are refused then. */
  payEnvironment?: PayEnvironment | undefined;
  /** Starts a delivery notice; resolves when the start is durable. */
  startNotice: (event: DeliveryNoticeRequested) => Promise<NoticeStartOutcome>;
  /** Stores the addresses and starts the shipments; resolves when both are durable. */
  requestShipments: (event: ShipmentRequested) => Promise<RequestOutcome>;
  /** Hands an event of a parcel to its shipment; resolves when that is durable. */
  reportParcel: (event: ShipmentReported) => Promise<ParcelOutcome>;
  /** What keeps events from being taken in; `undefined` when nothing does. Never rejects. */
  readiness: () => Promise<Problem | undefined>;
  logger: Logger;
}

const BODY_LIMIT_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
const RETRY_AFTER_S = 5;
const UNAUTHORIZED =
  'No token, or a wrong one. Send the header "Authorization: Bearer …" with INTAKE_TOKEN of this intake.';

/**
 * The event intake over HTTP. Stateless: a sender that gets no 2xx repeats, and a repeated event starts nothing twice.
 *
 * Answers and log records hold ids and paths, never a value of an event.
 */
export function createIntakeServer({
  token,
  accounts,
  keepsLocations,
  start,
  depart,
  report,
  payEnvironment,
  startNotice,
  requestShipments,
  reportParcel,
  readiness,
  logger,
}: IntakeServerOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = logger;
  const server = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
  });
  const isAuthorized = createAuthorization(token);
  const events = createEventReader(accounts, { keepsLocations, payEnvironment });

  const take = async (request: FastifyRequest, read: ReadEvent, reply: FastifyReply): Promise<FastifyReply> => {
    if ('faults' in read) {
      const { faults } = read;
      logger.warn(
        { status: 400, path: pathOf(request), faults: faults.length, faultPaths: faultPathsOf(faults) },
        'event refused',
      );
      return reply.code(400).send(failure('The event has faults; nothing was done.', read.faults));
    }
    const { event } = read;
    const { type, account } = event;
    const about = {
      account,
      ...('purchaseOrderNumber' in event ? { purchaseOrderNumber: event.purchaseOrderNumber } : {}),
      ...('wanted' in event ? { shipmentReference: event.wanted.shipmentReference } : {}),
      ...('shipmentReference' in event ? { shipmentReference: event.shipmentReference } : {}),
    };
    try {
      const { status, body, outcome, workflowId } = await act(event);
      const isTaken = status < 300;
      logger[isTaken ? 'info' : 'warn'](
        { type, ...(workflowId === undefined ? about : { workflowId }), outcome },
        isTaken ? 'event taken in' : 'event refused by its order',
      );
      return await reply.code(status).send(body);
    } catch (error) {
      logger.error({ type, ...about, ...causeOf(error) }, 'event not taken in');
      return await reply
        .code(503)
        .header('retry-after', RETRY_AFTER_S)
        .send(failure(`${obstacleOf(error)} Send the event again; it is never taken in twice.`));
    }
  };
  const act = async (event: IntakeEvent): Promise<Answer> => {
    switch (event.type) {
      case 'purchase-order.received':
        return startAnswer(await start({ account: event.account, purchaseOrderNumber: event.purchaseOrderNumber }));
      case 'purchase-order.departed':
        return departAnswer(await depart(event));
      case 'carrier.event':
        return reportAnswer(await report(event));
      case 'delivery-notice.requested':
        return startAnswer(await startNotice(event));
      case 'shipment.requested':
        return requestAnswer(await requestShipments(event));
      case 'shipment.event':
        return parcelAnswer(await reportParcel(event));
    }
  };

  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const found = await readiness();
    reply.header('cache-control', 'no-store');
    if (found === undefined) return { status: 'ready' };
    return await reply.code(503).send({ status: 'not ready', problems: [found] });
  });
  server.register((routes, _options, done) => {
    acceptJsonOnly(routes);
    routes.addHook('onRequest', async (request, reply) => {
      if (isAuthorized(request.headers.authorization)) return;
      logger.warn({ status: 401, path: pathOf(request) }, 'event refused: no token, or a wrong one');
      await reply.code(401).header('www-authenticate', 'Bearer').send(failure(UNAUTHORIZED));
    });
    routes.post('/events', (request, reply) => take(request, events.cloudEvent(request.body), reply));
    routes.post<{ Params: { type: string } }>('/events/:type', (request, reply) =>
      take(request, events.bare(request.params.type, request.body), reply),
    );
    done();
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(failure('There are POST /events, POST /events/{type}, GET /healthz and GET /readyz.')),
  );
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    logger[status >= 500 ? 'error' : 'warn']({ status, path: pathOf(request), code: error.code }, 'request refused');
    return reply.code(status).send(failure(explanations[status] ?? 'The request could not be handled.'));
  });
  return server;
}

/** The path of the route: the one that was asked for is the sender's own text. */
const pathOf = (request: FastifyRequest): string | undefined => request.routeOptions.url;

/** Where the faults are. The name of a field that nobody knows is the sender's own text, too. */
const faultPathsOf = (faults: readonly EventFault[]): string[] =>
  faults.map(({ path, message }) => (message === NOT_KNOWN ? '(unknown field)' : path));

const explanations: Record<number, string> = {
  400: 'The body is not valid JSON.',
  413: `The body has more than ${BODY_LIMIT_BYTES} bytes.`,
  415: 'Send application/cloudevents+json or application/json.',
  500: 'The event could not be handled; nothing was done.',
};

/** Malformed and empty bodies are refused; so are bodies that try to change prototypes. */
function acceptJsonOnly(routes: FastifyInstance): void {
  const parse = routes.getDefaultJsonParser('error', 'error');
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser(['application/cloudevents+json', 'application/json'], { parseAs: 'string' }, parse);
}

/** What keeps an event from being taken in; other errors may quote it. */
const obstacleOf = (error: unknown): string =>
  error instanceof ClientError && (error.kind === 'no-worker' || error.kind === 'machine')
    ? obstacles[error.kind]
    : 'Temporal cannot be reached or refuses.';

const obstacles = {
  'no-worker': 'No worker answers; it may still do it.',
  machine: 'The document store cannot be written.',
};

const failure = (message: string, faults?: EventFault[]) => ({
  error: { message, ...(faults === undefined ? {} : { faults }) },
});

const causeOf = (error: unknown): { error: string; grpcCode?: number } => {
  const grpcCode = grpcCodeOf(error);
  return { error: error instanceof Error ? error.name : 'unknown', ...(grpcCode === undefined ? {} : { grpcCode }) };
};
