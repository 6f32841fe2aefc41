import { isGrpcServiceError, ServiceError } from '@temporalio/client';

/**
 * What Temporal's server, or the way to it, said of a request that failed: gRPC's code and words. Undefined for any
 * other error. The client wraps some of these and hands on others as they are.
 */
export function grpcStatusOf(error: unknown): { code: number; details: string } | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause : undefined;
}
