/** How the gateway tells and bears that Temporal is away. */
import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { grpcStatusOf } from '../../stack/config/grpc-status';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/**
 * The server's two refusals of a command that meets the end of a run: sent while the run closes, or answered in a workflow
 * task that was to close the run and failed. Neither was obeyed, and both are over within milliseconds.
 */
const handOverRefusals = [
  { code: 8, details: /workflow is closing/ },
  { code: 9, details: /unexpected workflow task failure/ },
] as const;
// A workflow task takes about 20 ms; a campaign that is busy for longer is asked at most every second.
const HAND_OVER_DELAY_MS = 25;
const HAND_OVER_DELAY_MAX_MS = 1_000;

const meetsHandOver = (status: { code: number; details: string }): boolean =>
  handOverRefusals.some(({ code, details }) => status.code === code && details.test(status.details));

/**
 * Repeats a call while Temporal is away, as the client does by itself, but never past the call's deadline: the client's
 * own waits between two tries would outlast it by seconds. What a hand-over from run to run refused is repeated at once:
 * the client's second and more for an overloaded server would use up the deadline of a command.
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

/** gRPC's codes for a server that is gone, late, overloaded, or that has no worker to pass a message to. */
const away = new Set<number>([
  1, // CANCELLED
  2, // UNKNOWN
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  9, // FAILED_PRECONDITION
  14, // UNAVAILABLE
]);

/**
 * No worker has ever prepared this namespace: the search attributes that every campaign carries are registered by the
 * first one that starts.
 */
export const isNamespaceUnprepared = (error: unknown): boolean => {
  const status = grpcStatusOf(error);
  return status?.code === INVALID_ARGUMENT && /search attribute/i.test(status.details);
};

/** Any other refusal is a defect or a wrong set-up: it is thrown on, so that the log tells of it. */
export function isTemporalAway(error: unknown): boolean {
  const status = grpcStatusOf(error);
  return status !== undefined && away.has(status.code);
}
