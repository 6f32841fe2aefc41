import { isGrpcServiceError, ServiceError } from '@temporalio/client';

/**
 * The gRPC code and details of a request that failed at Temporal's server or on the way to it. Undefined for any other
 * error. The client wraps some of these errors and passes others on as they are.
 */
export function grpcStatusOf(error: unknown): { code: number; details: string } | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause : undefined;
}
