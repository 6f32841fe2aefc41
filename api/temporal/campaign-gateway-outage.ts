/** How the gateway detects and handles that Temporal is away. */
import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { grpcStatusOf } from '../../stack/config/grpc-status';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/**
 * The server's two refusals of a command that meets the end of a run: it was sent while the run closes, or its workflow
 * task was to close the run and failed. In both cases the command was not carried out, and the state passes within
 * milliseconds.
 */
const handOverRefusals = [
  { code: 8, details: /workflow is closing/ },
  { code: 9, details: /unexpected workflow task failure/ },
] as const;
// A workflow task takes about 20 ms; a campaign that is busy for longer is tried at most every second.
const HAND_OVER_DELAY_MS = 25;
const HAND_OVER_DELAY_MAX_MS = 1_000;

const meetsHandOver = (status: { code: number; details: string }): boolean =>
  handOverRefusals.some(({ code, details }) => status.code === code && details.test(status.details));

/**
 * Retries a gRPC call while Temporal is away, as the client does by itself, but never past the call's deadline, which
 * the client's own waits between two tries would exceed by seconds. A refusal by a hand-over from run to run is retried
 * at once: the client waits a second and more for an overloaded server, which would use up a command's deadline.
 */
export const retryWithinDeadline: Interceptor = (options, nextCall) => {
  const { retryableDecider, delayFunction } = defaultGrpcRetryOptions();
  const deadlineMs = options.deadline === undefined ? Infinity : Number(options.deadline);
  let delayMs = 0;
  return makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => {
      const isHandOver = meetsHandOver(status);
      delayMs = isHandOver
        ? Math.min(HAND_OVER_DELAY_MS * 2 ** (attempt - 1), HAND_OVER_DELAY_MAX_MS)
        : delayFunction(attempt, status);
      return (isHandOver || retryableDecider(attempt, status)) && Date.now() + delayMs < deadlineMs;
    },
    delayFunction: () => delayMs,
  })(options, nextCall);
};

const INVALID_ARGUMENT = 3;

/** gRPC's codes for a server that is gone, late, overloaded, or without a worker to pass a message to. */
const away = new Set<number>([
  1, // CANCELLED
  2, // UNKNOWN
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  9, // FAILED_PRECONDITION
  14, // UNAVAILABLE
]);

/**
 * No worker has ever prepared this namespace: the first worker that starts registers the search attributes that every
 * campaign needs.
 */
export const isNamespaceUnprepared = (error: unknown): boolean => {
  const status = grpcStatusOf(error);
  return status?.code === INVALID_ARGUMENT && /search attribute/i.test(status.details);
};

/** Any other refusal is a defect or a wrong set-up: it is rethrown, so that it is logged. */
export function isTemporalAway(error: unknown): boolean {
  const status = grpcStatusOf(error);
  return status !== undefined && away.has(status.code);
}
