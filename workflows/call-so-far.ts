/** What a call's workflow knows of its call: the provider's events, and the signals to end it. */
import { CancellationScope, log, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import { type CallProgress, foldCallEvent, isCallEvent } from '../domain/calls/call';
import { type HangUpCause } from '../domain/calls/outcome';
import { callEventSignal, hangUpSignal, withdrawSignal } from './contract';

export interface CallSoFar {
  progress: CallProgress;
  /** Why the call is to be hung up, once it is: a signal, or a limit that has passed. */
  hangUpCause?: HangUpCause;
  /** Its claim was given back. */
  isWithdrawn: boolean;
}

/** Registers every handler. A cancellation from the Temporal UI hangs up and cancels the job. */
export function hearOfCall(): CallSoFar {
  const call: CallSoFar = { progress: {}, isWithdrawn: false };
  setHandler(
    callEventSignal,
    (event) => {
      if (isCallEvent(event)) call.progress = foldCallEvent(call.progress, event);
      else log.warn('malformed call event ignored');
    },
    { description: 'What the provider says of the call: answered, ended.' },
  );
  setHandler(
    hangUpSignal,
    (cause) => {
      call.hangUpCause ??= cause === 'campaign_ended' ? cause : 'canceled';
    },
    { description: 'Ask the call to end; its job is cancelled.' },
  );
  setHandler(
    withdrawSignal,
    () => {
      call.isWithdrawn = true;
    },
    { description: 'Its claim was given back: leave the queue unless it is dialled already.' },
  );
  setDefaultSignalHandler((name) => log.warn('unknown signal ignored', { signal: name }));
  CancellationScope.current().cancelRequested.catch(() => {
    call.hangUpCause ??= 'canceled';
  });
  return call;
}

export const isOver = ({ progress, hangUpCause }: CallSoFar): boolean =>
  progress.end !== undefined || hangUpCause !== undefined;

/** Folds in what the provider answered to a look-up, as if its events had come. */
export function adopt(call: CallSoFar, { answeredAtMs, answeredBy, conversation, end }: CallProgress): void {
  if (answeredAtMs !== undefined)
    call.progress = foldCallEvent(call.progress, {
      kind: 'answered',
      atMs: answeredAtMs,
      by: answeredBy ?? 'unknown',
    });
  if (conversation) call.progress = foldCallEvent(call.progress, { kind: 'conversation', ...conversation });
  if (end) call.progress = foldCallEvent(call.progress, { kind: 'ended', ...end });
}
