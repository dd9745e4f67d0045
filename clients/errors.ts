import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';

/** Why something that a client asked for did not happen. */
export type ClientErrorKind =
  /** The workflow refused it; the message is the workflow's own. */
  | 'refused'
  /** Temporal knows no such order. */
  | 'unknown-order'
  /** Temporal is there, but no worker answered in time. */
  | 'no-worker'
  /** Temporal did not answer, or refused the call. */
  | 'temporal'
  /** The namespace is not prepared: `fulfillment setup`. */
  | 'not-set-up'
  /** The machine does not allow it, e.g. a port that is taken. */
  | 'machine';

/** An expected failure, in words for the person who asked, with the remedy. Holds no personal data and no secret. */
export class ClientError extends Error {
  override name = 'ClientError';
  constructor(
    readonly kind: ClientErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/** The gRPC status code in an error of the SDK; `undefined` when it is about something else. */
export function grpcCodeOf(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}

/** gRPC status codes that mean something to us. */
export const grpcStatus = {
  /** We cancel nothing: a deadline that server and client saw at the same moment. */
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/**
 * Puts an error of Temporal's SDK into words with a remedy; every other error is returned as it is.
 *
 * @param where the address and namespace that were tried.
 */
export function explained(error: unknown, where: string): unknown {
  switch (error instanceof NamespaceNotFoundError ? grpcStatus.NOT_FOUND : grpcCodeOf(error)) {
    case undefined:
      return error;
    case grpcStatus.NOT_FOUND:
      return new ClientError(
        'temporal',
        `${where} does not exist. Create the namespace, or correct TEMPORAL_NAMESPACE.`,
      );
    case grpcStatus.PERMISSION_DENIED:
    case grpcStatus.UNAUTHENTICATED:
      return new ClientError('temporal', `${where} refused the credentials. Check TEMPORAL_API_KEY or TEMPORAL_TLS_….`);
    case grpcStatus.UNAVAILABLE:
    case grpcStatus.CANCELLED:
    case grpcStatus.DEADLINE_EXCEEDED:
      return new ClientError('temporal', `${where} stopped answering. Check that it runs, then repeat the command.`);
    default:
      return new ClientError('temporal', `${where} refused the call: ${detailOf(error)}`);
  }
}

/** The server's own words: about ids and names of ours, never about persons. */
export function detailOf(error: unknown): string {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (isGrpcServiceError(cause)) return cause.details || cause.message;
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as `ENOENT`. */
export const systemCodeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown';
